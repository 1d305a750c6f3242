import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useMemo, useRef } from 'react'
import {
  type ComparisonSummary,
  type FileChangeKind,
  fileChangeKindSchema,
} from '../../../shared/contract/comparisons.ts'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { describeStateDiff } from '../../../shared/delta/comparison-report.ts'
import { diffSnapshots } from '../../../shared/delta/diff.ts'
import { snapshotOfLines } from '../../../shared/delta/snapshot-of-lines.ts'
import { FILE_PAGE_MAX } from '../../../shared/limits.ts'
import { client } from '../../api/client.ts'
import { fileChangesQuery, partitionChangesQuery } from '../../api/comparison-queries.ts'
import { originsQuery, snapshotStateQuery } from '../../api/snapshot-queries.ts'
import { useKeys } from '../../app/key-dispatch.ts'
import { keysOf } from '../../app/keymap.ts'
import { partitionNames } from '../../app/partition-text.ts'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { useNamedRow } from '../../app/use-named-row.ts'
import { chordText } from '../../ui/keys.tsx'
import { SplitPane } from '../../ui/split-pane.tsx'
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import { changeColumns } from './change-columns.tsx'
import { ChangeInspector } from './change-inspector.tsx'
import classes from './compare.module.css'
import { comparisonJson, comparisonMarkdown } from './comparison-texts.ts'
import { ExportMenu } from './export-menu.tsx'
import { FileKinds } from './file-kinds.tsx'
import { NetEffect } from './net-effect.tsx'
import { PartitionSection } from './partition-section.tsx'
import { readAllPages } from './read-all-changes.ts'
import { StateSection } from './state-section.tsx'
import { useChangeRows } from './use-file-changes.ts'
import { versionsBehind } from './versions-behind.ts'

export interface CompareDeskProps {
  readonly table: TableSummary
  readonly summary: ComparisonSummary
}

/** A comparison that was read: sums first, then everything that differs by meaning, then each file. */
export function CompareDesk({ table, summary }: CompareDeskProps): ReactNode {
  const navigate = useNavigate()
  const search = useSearch({ from: '/t/$name/compare' })
  const { tableId } = table
  const [from, to] = [summary.from.version, summary.to.version]
  const [newer] = from > to ? [from] : [to]
  const kind = fileChangeKindSchema.safeParse(search.kind).data
  const before = useQuery(snapshotStateQuery({ tableId, version: from }))
  const after = useQuery(snapshotStateQuery({ tableId, version: to }))
  const { data: origins } = useQuery(originsQuery({ tableId, version: newer }))
  const diff = useMemo(
    () =>
      before.data?.version === from && after.data?.version === to
        ? diffSnapshots(snapshotOfLines(before.data), snapshotOfLines(after.data))
        : undefined,
    [before.data, after.data, from, to],
  )
  const state = useMemo(() => (diff ? describeStateDiff(diff) : undefined), [diff])
  const behind = useMemo(() => (diff ? versionsBehind(diff, origins) : undefined), [diff, origins])
  const names = useMemo(
    () => partitionNames((after.data ? snapshotOfLines(after.data) : undefined)?.metadata),
    [after.data],
  )
  const { data: partitions } = useQuery({ ...partitionChangesQuery({ tableId, from, to }), enabled: names.size > 0 })
  const files = useChangeRows(useInfiniteQuery(fileChangesQuery({ tableId, from, to }, kind)))
  const { selected, select, reset } = useNamedRow(files.rows.length, index => files.rows[index]?.path)
  const grid = useRef<GridHandle>(null)
  const columns = useMemo(() => changeColumns(table.name, names), [table.name, names])
  const changed = files.rows[selected]
  const total = summary.files.reduce((sum, { files: count, kind: of }) => (!kind || of === kind ? sum + count : sum), 0)

  useGridKeys(grid)
  const asCommit = {
    to: '/t/$name/compose',
    params: { name: table.name },
    search: { template: 'difference', from: `${from}`, to: `${to}` },
  } as const
  useKeys({
    'compare.compose': () => void navigate(asCommit),
    'difference.next': () => grid.current?.move('next'),
    'difference.previous': () => grid.current?.move('previous'),
    ...(changed
      ? {
          blame: () =>
            void navigate({ to: '/t/$name/blame', params: { name: table.name }, search: { path: changed.path } }),
        }
      : {}),
  })
  function choose(next: FileChangeKind | undefined): void {
    reset()
    void navigate({ to: '.', search: { ...search, kind: next ?? '', row: '' }, replace: true })
  }

  return (
    <SplitPane
      id="deltadesk.compare"
      asideLabel="what differs besides files"
      asideSize="380px"
      aside={
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long page is scrolled by keys
        <div className={classes.aside} tabIndex={0}>
          <StateSection table={table.name} changes={state} behind={behind} at={newer} />
          {changed ? <ChangeInspector table={table.name} change={changed} names={names} /> : null}
          <PartitionSection changes={partitions} names={names} />
        </div>
      }
    >
      <div className={classes.list}>
        <NetEffect summary={summary} />
        <div className={classes.bar}>
          <FileKinds totals={summary.files} kind={kind} onChoose={choose} />
          <Button
            variant="default"
            title={`As a draft on the head (${chordText(keysOf('compare.compose'))})`}
            renderRoot={props => <Link {...asCommit} {...props} />}
          >
            Compose this difference
          </Button>
          <ExportMenu
            name={`${table.name}-v${from}-v${to}`}
            markdown={() => comparisonMarkdown(table.name, summary, state ?? [])}
            json={rows => comparisonJson(table.name, summary, state ?? [], rows)}
            readAll={() =>
              readAllPages(after =>
                client.comparisons.files({ tableId, from, to, limit: FILE_PAGE_MAX, ...(after ? { after } : {}) }),
              )
            }
          />
        </div>
        <VirtualGrid
          label={`Files that differ between v${from} and v${to}`}
          handle={grid}
          columns={columns}
          minWidth={354}
          rowCount={total}
          rowAt={index => files.rows[index]}
          selected={selected}
          onSelect={select}
          onOpen={() => document.querySelector<HTMLElement>(`.${classes.aside}`)?.focus()}
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
