import { SegmentedControl } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useMemo, useRef } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import type { PrunedFile, PruneResult } from '../../../shared/contract/snapshots.ts'
import { type ShownFile, shownFile } from '../../app/add-file.ts'
import { FileDetails } from '../../app/file-details.tsx'
import { useKeys } from '../../app/key-dispatch.ts'
import { type PartitionNames, partitionText } from '../../app/partition-text.ts'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { useNamedRow } from '../../app/use-named-row.ts'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { PathText } from '../../ui/path-text.tsx'
import { SplitPane } from '../../ui/split-pane.tsx'
import { Bytes } from '../../ui/values.tsx'
import { type GridColumn, type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import { PruneSummary } from './prune-summary.tsx'
import classes from './snapshot.module.css'
import { useSnapshotAddress } from './snapshot-address.ts'
import { usePartitionNames } from './use-snapshot-metadata.ts'

export interface PruneOutcomeProps {
  readonly table: TableSummary
  readonly version: bigint
  readonly result: PruneResult
}

interface JudgedFile extends ShownFile {
  readonly verdict: PrunedFile['verdict']
}

/** What a predicate opens and skips: the sums, each condition's share, and the files with the reason. */
export function PruneOutcome({ table, version, result }: PruneOutcomeProps): ReactNode {
  const navigate = useNavigate()
  const names = usePartitionNames({ tableId: table.tableId, version })
  const { search, change } = useSnapshotAddress()
  const shown =
    search.files === 'pruned' || search.files === 'kept' ? search.files : result.kept.files > 0 ? 'kept' : 'pruned'
  const grid = useRef<GridHandle>(null)
  const files = useMemo(() => {
    const list = shown === 'kept' ? result.keptFiles : result.prunedFiles
    return list
      .map((file): JudgedFile => ({ ...shownFile(file), verdict: file.verdict }))
      .sort((a, b) => (a.path < b.path ? -1 : 1))
  }, [result, shown])
  const columns = useMemo(() => judgedColumns(names), [names])
  const { selected, select, reset } = useNamedRow(files.length, index => files[index]?.path)
  const file = files[selected]
  useGridKeys(grid)
  useKeys(
    file
      ? {
          blame: () =>
            void navigate({ to: '/t/$name/blame', params: { name: table.name }, search: { path: file.path } }),
        }
      : {},
  )
  const all = shown === 'kept' ? result.kept.files : result.total.files - result.kept.files
  return (
    <SplitPane
      id="deltadesk.prune"
      asideLabel="the selected file"
      asideSize="340px"
      aside={
        <section className={classes.details} tabIndex={-1} aria-label="Selected file">
          {file ? (
            <FileDetails table={table.name} file={file} names={names}>
              <p className={classes.verdict} data-kind={file.verdict.kind}>
                {verdictText(file.verdict)}
              </p>
            </FileDetails>
          ) : (
            <p className={classes.quiet}>Select a file to see all of it.</p>
          )}
        </section>
      }
    >
      <div className={classes.list}>
        <PruneSummary result={result} />
        <div className={classes.filter}>
          <SegmentedControl
            aria-label="Which files are listed"
            data={[
              { value: 'kept', label: `Opened ${formatCount(result.kept.files)}` },
              { value: 'pruned', label: `Skipped ${formatCount(result.total.files - result.kept.files)}` },
            ]}
            value={shown}
            onChange={value => {
              reset()
              change({ files: value, row: undefined })
            }}
          />
          <output className={classes.found}>
            {files.length < all
              ? `${formatCount(files.length)} of ${formatCount(all)} are listed; “deltadesk files --where” lists all`
              : ''}
          </output>
        </div>
        <VirtualGrid
          label={shown === 'kept' ? 'Files that are opened' : 'Files that are skipped'}
          handle={grid}
          columns={columns}
          minWidth={560}
          rowCount={files.length}
          rowAt={index => files[index]}
          selected={selected}
          onSelect={select}
        />
        {files.length === 0 ? (
          <p className={classes.none} role="status">
            {shown === 'kept'
              ? `No file can hold a matching row: a reader opens none of ${formatBytes(result.total.bytes)}.`
              : 'No file is skipped: a reader opens all of them.'}
          </p>
        ) : null}
      </div>
    </SplitPane>
  )
}

function judgedColumns(names: PartitionNames): GridColumn<JudgedFile>[] {
  return [
    { id: 'path', header: 'Path', width: 'minmax(180px, 1fr)', cell: ({ path }) => <PathText path={path} /> },
    ...(names.size > 0
      ? [
          {
            id: 'partition',
            header: 'Partition',
            width: 'minmax(110px, 0.5fr)',
            hideBelow: 640,
            cell: ({ partition }: JudgedFile) => partitionText(partition, names),
          },
        ]
      : []),
    {
      id: 'size',
      header: 'Size',
      width: '84px',
      align: 'end' as const,
      cell: ({ add }) => (add ? <Bytes value={add.size} /> : '–'),
    },
    {
      id: 'why',
      header: 'Why',
      width: 'minmax(180px, 1fr)',
      cell: ({ verdict }) => {
        const text = verdictText(verdict)
        return <span title={text}>{text}</span>
      },
    },
  ]
}

function verdictText(verdict: PrunedFile['verdict']): string {
  if (verdict.kind === 'pruned') return `${verdict.conjunct} cannot hold: ${verdict.reason}`
  if (verdict.matches === 'every-row') return 'every row matches'
  return verdict.unknown.length > 0
    ? `rows may match; it says nothing about ${verdict.unknown.join(', ')}`
    : 'rows may match'
}
