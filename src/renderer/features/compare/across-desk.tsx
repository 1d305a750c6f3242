import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useMemo, useRef } from 'react'
import type { AcrossRequest, AcrossSummary } from '../../../shared/contract/across.ts'
import { type FileChangeKind, fileChangeKindSchema } from '../../../shared/contract/comparisons.ts'
import { describeStateDiff } from '../../../shared/delta/comparison-report.ts'
import { diffSnapshots } from '../../../shared/delta/diff.ts'
import { snapshotOfLines } from '../../../shared/delta/snapshot-of-lines.ts'
import { FILE_PAGE_MAX } from '../../../shared/limits.ts'
import { client } from '../../api/client.ts'
import { acrossFilesQuery, acrossPartitionsQuery } from '../../api/comparison-queries.ts'
import { useKeys } from '../../app/key-dispatch.ts'
import { partitionNames } from '../../app/partition-text.ts'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { useNamedRow } from '../../app/use-named-row.ts'
import { formatCount } from '../../ui/format.ts'
import { SplitPane } from '../../ui/split-pane.tsx'
import { Strip } from '../../ui/strip.tsx'
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import { acrossJson, acrossMarkdown } from './across-texts.ts'
import { changeColumns } from './change-columns.tsx'
import { ChangeInspector } from './change-inspector.tsx'
import classes from './compare.module.css'
import { ExportMenu } from './export-menu.tsx'
import { FileKinds } from './file-kinds.tsx'
import { NetFigures } from './net-figures.tsx'
import { PartitionSection } from './partition-section.tsx'
import { readAllPages } from './read-all-changes.ts'
import { StateSection } from './state-section.tsx'
import { useChangeRows } from './use-file-changes.ts'

export interface AcrossDeskProps {
  readonly compared: AcrossRequest
  /** The names of the tables of either side. */
  readonly tables: { readonly before: string; readonly after: string }
  readonly summary: AcrossSummary
}

/** What differs between two states that are not of one log: sums, then by meaning, then each file. */
export function AcrossDesk({ compared, tables, summary }: AcrossDeskProps): ReactNode {
  const navigate = useNavigate()
  const search = useSearch({ from: '/t/$name/compare' })
  const { before, after } = summary
  const kind = fileChangeKindSchema.safeParse(search.kind).data
  const states = useMemo(() => [snapshotOfLines(before), snapshotOfLines(after)] as const, [before, after])
  const changes = useMemo(() => describeStateDiff(diffSnapshots(...states)), [states])
  const names = useMemo(() => new Map(states.flatMap(({ metadata }) => [...partitionNames(metadata)])), [states])
  const { data: partitions } = useQuery({ ...acrossPartitionsQuery(compared), enabled: names.size > 0 })
  const files = useChangeRows(useInfiniteQuery(acrossFilesQuery(compared, kind)))
  const { selected, select, reset } = useNamedRow(files.rows.length, index => files.rows[index]?.path)
  const grid = useRef<GridHandle>(null)
  const isDraft = after.draft !== null
  const columns = useMemo(
    () => changeColumns(isDraft ? undefined : tables.after, names),
    [isDraft, tables.after, names],
  )
  const changed = files.rows[selected]
  const total = summary.files.reduce((sum, { files: count, kind: of }) => (!kind || of === kind ? sum + count : sum), 0)

  useGridKeys(grid)
  useKeys({
    'difference.next': () => grid.current?.move('next'),
    'difference.previous': () => grid.current?.move('previous'),
  })
  function choose(next: FileChangeKind | undefined): void {
    reset()
    void navigate({ to: '.', search: { ...search, kind: next ?? '' }, replace: true })
  }
  const readAll = () =>
    readAllPages(beyond =>
      client.comparisons.acrossFiles({ ...compared, limit: FILE_PAGE_MAX, ...(beyond ? { beyond } : {}) }),
    )

  return (
    <SplitPane
      id="deltadesk.compare"
      asideLabel="what differs besides files"
      asideSize="380px"
      aside={
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long page is scrolled by keys
        <div className={classes.aside} tabIndex={0}>
          <StateSection table={tables.after} changes={changes} behind={undefined} at={after.version} />
          {changed ? <ChangeInspector table={tables.after} change={changed} names={names} /> : null}
          <PartitionSection changes={partitions} names={names} />
        </div>
      }
    >
      <div className={classes.list}>
        <DraftNotes summary={summary} />
        <section className={classes.net} aria-label="Net effect">
          <NetFigures
            files={[before.numFiles, after.numFiles]}
            bytes={[before.sizeInBytes, after.sizeInBytes]}
            rows={[before.numRows, after.numRows]}
          />
          <ul>
            <li>From {nameOf(before, tables.before)}</li>
            <li>to {nameOf(after, tables.after)}</li>
            <li>Files are the same where their paths are.</li>
          </ul>
        </section>
        <div className={classes.bar}>
          <FileKinds totals={summary.files} kind={kind} onChoose={choose} />
          <ExportMenu
            name={`${tables.before}-${tables.after}`}
            markdown={() => acrossMarkdown(summary, tables, changes)}
            json={rows => acrossJson(summary, tables, changes, rows)}
            readAll={readAll}
          />
        </div>
        <VirtualGrid
          label="Files that differ between the two sides"
          handle={grid}
          columns={columns}
          minWidth={354}
          rowCount={total}
          rowAt={index => files.rows[index]}
          selected={selected}
          onSelect={select}
          onRange={files.onRange}
        />
        {total === 0 ? (
          <p className={classes.none} role="status">
            {kind ? `No file is ${kind}.` : 'The files are the same on both sides.'}
          </p>
        ) : null}
      </div>
    </SplitPane>
  )
}

function DraftNotes({ summary: { before, after } }: { readonly summary: AcrossSummary }): ReactNode {
  return [before, after].map(({ draft, version }) =>
    draft ? (
      <Strip key={`${draft.title}${version}`} tone="accent">
        What the draft {draft.title === '' ? '' : `“${draft.title}” `}would make as v{`${version}`}, if it were
        committed on {draft.base < 0n ? 'the empty table' : `v${draft.base}`} as it was last kept.
        {draft.unreadable > 0 ? ` ${formatCount(draft.unreadable)} of its lines are no actions and left out.` : ''}
      </Strip>
    ) : null,
  )
}

function nameOf({ version, draft }: AcrossSummary['before'], table: string): string {
  if (!draft) return `${table} v${version}`
  return `${draft.title === '' ? 'a draft' : `the draft “${draft.title}”`} of ${table}`
}
