import { SegmentedControl, TextInput } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useDeferredValue, useMemo, useRef, useState } from 'react'
import type { Metadata } from '../../../shared/delta/actions.ts'
import { printColumn } from '../../../shared/delta/print-predicate.ts'
import { parseSchema } from '../../../shared/delta/schema.ts'
import { createTableDdl } from '../../../shared/delta/schema-ddl.ts'
import { originsQuery } from '../../api/snapshot-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useKeys } from '../../app/key-dispatch.ts'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { useLate } from '../../app/use-late.ts'
import { useNamedRow } from '../../app/use-named-row.ts'
import { CopyIcon } from '../../ui/copy-icon.tsx'
import { Empty } from '../../ui/empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { indentJson } from '../../ui/indent-json.ts'
import { Loading } from '../../ui/loading.tsx'
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import { schemaColumns } from './schema-columns.tsx'
import { countNodes, readSchemaTree, schemaRows } from './schema-rows.ts'
import classes from './snapshot.module.css'
import { useSnapshotAddress } from './snapshot-address.ts'
import type { SnapshotProps } from './snapshot-desk.tsx'
import { type ReadState, useSnapshotState } from './use-snapshot-metadata.ts'

const VIEWS = [
  { value: 'tree', label: 'Columns' },
  { value: 'ddl', label: 'Spark SQL' },
  { value: 'json', label: 'JSON' },
] as const

/** The schema of a version: a tree that says since when each column is what it is, a statement, or the JSON itself. */
export function SchemaTab(props: SnapshotProps): ReactNode {
  const { table, version } = props
  const navigate = useNavigate()
  const search = useSearch({ from: '/t/$name/at/$version/$tab' })
  const { state, error, retry } = useSnapshotState({ tableId: table.tableId, version })
  const view = VIEWS.find(({ value }) => value === search.show)?.value ?? 'tree'
  if (!state) return error ? <FailureCard error={error} onRetry={retry} /> : <Loading what="the schema" />
  const { metadata } = state.snapshot
  if (!metadata) {
    return (
      <Empty title={`v${version} has no metadata`}>No version so far says what the columns of the table are.</Empty>
    )
  }
  const control = (
    <SegmentedControl
      aria-label="How the schema is shown"
      data={[...VIEWS]}
      value={view}
      onChange={value =>
        void navigate({ to: '.', search: { ...search, show: value === 'tree' ? '' : value }, replace: true })
      }
    />
  )
  if (view === 'tree') return <Columns {...props} metadata={metadata} control={control} />
  return (
    <SchemaText
      control={control}
      text={view === 'ddl' ? ddlOf(table.name, metadata, state) : indentJson(metadata.schemaString)}
    />
  )
}

function Columns(props: SnapshotProps & { readonly metadata: Metadata; readonly control: ReactNode }): ReactNode {
  const { table, version, metadata, control } = props
  const navigate = useNavigate()
  const { data: origins } = useQuery(originsQuery({ tableId: table.tableId, version }))
  const { search, change } = useSnapshotAddress()
  const [text, setText] = useState(search.name ?? '')
  const late = useLate((name: string) => change({ name, row: undefined }))
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const grid = useRef<GridHandle>(null)
  const field = useRef<HTMLInputElement>(null)
  const words = useDeferredValue(text.trim().toLowerCase())
  const nodes = useMemo(() => readSchemaTree(metadata), [metadata])
  const rows = useMemo(() => schemaRows(nodes ?? [], origins, closed, words), [nodes, origins, closed, words])
  const isMapped = rows.some(({ node }) => node.id !== undefined)
  const columns = useMemo(() => schemaColumns(table.name, isMapped), [table.name, isMapped])
  const { selected, select, reset } = useNamedRow(
    rows.length,
    index => rows[index] && printColumn(rows[index].node.path),
  )
  const row = rows[selected]

  function type(next: string): void {
    setText(next)
    reset()
    late.tell(next)
  }
  function toggle(index: number): void {
    const node = rows[index]?.node
    if (!node || node.children.length === 0) return
    const key = JSON.stringify(node.path)
    setClosed(before => {
      const after = new Set(before)
      if (!after.delete(key)) after.add(key)
      return after
    })
  }
  useGridKeys(grid)
  useKeys({
    'filter.focus': () => field.current?.select(),
    ...(row
      ? {
          blame: () =>
            void navigate({
              to: '/t/$name/blame',
              params: { name: table.name },
              search: { column: printColumn(row.node.path), at: `${version}` },
            }),
        }
      : {}),
  })

  if (!nodes) {
    return (
      <Empty title="The schema cannot be read" actions={control}>
        What the log has is no schema that this program understands. Its JSON shows what is there.
      </Empty>
    )
  }
  return (
    <div className={classes.list}>
      <div className={classes.filter}>
        {control}
        <TextInput
          ref={field}
          className={classes.filterField ?? ''}
          aria-label="Filter columns"
          placeholder="A part of a name, type or comment"
          leftSection={<IconFilter size={14} />}
          value={text}
          onChange={event => {
            type(event.currentTarget.value)
          }}
          onKeyDown={event => {
            if (event.key === 'Escape') type('')
            if (event.key !== 'Escape' && event.key !== 'Enter') return
            late.flush()
            grid.current?.focus()
          }}
        />
        <output className={classes.found}>
          {words === ''
            ? formatCount(countNodes(nodes))
            : `${formatCount(rows.length)} of ${formatCount(countNodes(nodes))}`}{' '}
          columns
          {metadata.partitionColumns.length > 0 ? ` · partitioned by ${metadata.partitionColumns.join(', ')}` : ''}
          {origins && !origins.isComplete ? ' · older metadata was not looked at, so “since” may be too late' : ''}
        </output>
      </div>
      <VirtualGrid
        label={`Columns of v${version}`}
        handle={grid}
        columns={columns}
        minWidth={560}
        rowCount={rows.length}
        rowAt={index => rows[index]}
        rowKey={index => JSON.stringify(rows[index]?.node.path)}
        selected={selected}
        onSelect={select}
        onOpen={toggle}
      />
    </div>
  )
}

function SchemaText({ text, control }: { readonly text: string; readonly control: ReactNode }): ReactNode {
  return (
    <div className={classes.list}>
      <div className={classes.filter}>
        {control}
        <CopyIcon value={text} what="this text" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by keys */}
      <pre className={classes.text} tabIndex={0}>
        {text}
      </pre>
    </div>
  )
}

function ddlOf(name: string, metadata: Metadata, { snapshot }: ReadState): string {
  const schema = parseSchema(metadata.schemaString)
  if (schema.kind !== 'ok') return '-- The schema cannot be read, so there is no statement for it.'
  return createTableDdl(schema.value, { name: [name], metadata, protocol: snapshot.protocol })
}
