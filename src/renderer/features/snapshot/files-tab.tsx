import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useMemo, useRef } from 'react'
import { fileSizesQuery } from '../../api/snapshot-queries.ts'
import type { ShownFile } from '../../app/add-file.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { FileDetails } from '../../app/file-details.tsx'
import { useKeys } from '../../app/key-dispatch.ts'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { Empty } from '../../ui/empty.tsx'
import { SplitPane } from '../../ui/split-pane.tsx'
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import { fileColumns } from './file-columns.tsx'
import { FileFilterBar } from './file-filter-bar.tsx'
import { FileOverview } from './file-overview.tsx'
import { FolderTree } from './folder-tree.tsx'
import classes from './snapshot.module.css'
import { useSnapshotAddress } from './snapshot-address.ts'
import type { SnapshotProps } from './snapshot-desk.tsx'
import { partitionParam, readFilter, readOrder, type SnapshotSearch } from './snapshot-filter.ts'
import { useLiveFiles } from './use-live-files.ts'
import { useSelectedFile } from './use-selected-file.ts'
import { usePartitionNames } from './use-snapshot-metadata.ts'

/** The live files of a version: how large they are, and each of them, filtered and ordered by the server. */
export function FilesTab({ table, version, summary }: SnapshotProps): ReactNode {
  const navigate = useNavigate()
  const address = useSnapshotAddress()
  const { search } = address
  const at = { tableId: table.tableId, version }
  const filter = readFilter(search)
  const { sort, descending } = readOrder(search)
  const order = useMemo(() => ({ sort, descending }), [sort, descending])
  const isFiltered = Object.keys(filter).length > 0
  const files = useLiveFiles(at, order, filter)
  const totals = useQuery({ ...fileSizesQuery(at, filter), enabled: isFiltered })
  const names = usePartitionNames(at)
  const grid = useRef<GridHandle>(null)
  const details = useRef<HTMLElement>(null)
  const { selected, select, file } = useSelectedFile(at, address, files.rows)
  const isTree = search.tree === 'on'

  function change(changes: SnapshotSearch): void {
    select(undefined)
    address.change({ ...changes, row: undefined })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what sorting does depends on the order there is
  const columns = useMemo(
    () =>
      fileColumns({
        table: table.name,
        names,
        order,
        onSort: sort => change({ sort, dir: sort === order.sort && order.descending ? 'asc' : 'desc' }),
      }),
    [table.name, names, order],
  )
  useGridKeys(grid)
  useKeys(
    file
      ? {
          blame: () =>
            void navigate({ to: '/t/$name/blame', params: { name: table.name }, search: { path: file.path } }),
        }
      : {},
  )

  if (summary.version === version && summary.totalFiles === 0n) return <NoFiles version={version} />
  return (
    <SplitPane
      id="deltadesk.snapshot"
      asideLabel="the selected file"
      asideSize="340px"
      aside={
        <section ref={details} className={classes.details} tabIndex={-1} aria-label="Selected file">
          {file ? (
            <FileDetails table={table.name} file={file} names={names}>
              <PartitionLink file={file} onPick={part => change({ part })} />
            </FileDetails>
          ) : (
            <p className={classes.quiet}>Select a file to see all of it.</p>
          )}
        </section>
      }
    >
      <div className={classes.list}>
        <FileOverview at={at} filter={filter} onFilter={change} />
        <FileFilterBar
          search={search}
          names={names}
          total={summary.totalFiles}
          totals={isFiltered ? totals.data?.totals : undefined}
          isCounting={totals.isFetching}
          onChange={change}
          onLeave={() => grid.current?.focus()}
        />
        {files.error ? (
          <FailureCard error={files.error} onRetry={files.retry} />
        ) : (
          <div className={classes.filesFrame} data-tree={isTree}>
            {isTree ? (
              <FolderTree
                key={`${version}`}
                at={at}
                prefix={filter.prefix ?? ''}
                onPick={folder => change({ in: folder })}
              />
            ) : null}
            <VirtualGrid
              label={`Files of v${version}`}
              handle={grid}
              columns={columns}
              minWidth={isTree ? 380 : 390}
              rowCount={files.rowCount}
              rowAt={index => files.rows[index]}
              selected={selected}
              onSelect={select}
              onOpen={() => details.current?.focus()}
              onRange={files.onRange}
            />
          </div>
        )}
        {files.rowCount === 0 && !files.error && isFiltered ? (
          <p className={classes.none} role="status">
            No file of this version fits the filter.
          </p>
        ) : null}
      </div>
    </SplitPane>
  )
}

function PartitionLink({
  file,
  onPick,
}: {
  readonly file: ShownFile
  readonly onPick: (part: string) => void
}): ReactNode {
  if (Object.keys(file.partition).length === 0) return null
  return (
    <p className={classes.more}>
      <button type="button" className={classes.linkButton} onClick={() => onPick(partitionParam(file.partition))}>
        Only files of this partition
      </button>
    </p>
  )
}

function NoFiles({ version }: { readonly version: bigint }): ReactNode {
  return (
    <Empty title={`v${version} has no files`}>
      A reader of this version sees an empty table. It has a schema and properties all the same: the other tabs show
      them.
    </Empty>
  )
}
