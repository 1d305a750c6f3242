import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { printColumn } from '../../../shared/delta/print-predicate.ts'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import type { SchemaRow } from './schema-rows.ts'
import classes from './snapshot.module.css'

const INDENT_PX = 16

/** Columns of the schema's tree; what column mapping adds only where it is in use. */
export function schemaColumns(table: string, isMapped: boolean): GridColumn<SchemaRow>[] {
  return [
    { id: 'name', header: 'Column', width: 'minmax(180px, 1fr)', cell: row => <Name row={row} /> },
    {
      id: 'type',
      header: 'Type',
      width: 'minmax(110px, 0.5fr)',
      cell: ({ node: { typeText } }) => (
        <span className={classes.mono} title={typeText}>
          {typeText}
        </span>
      ),
    },
    {
      id: 'null',
      header: 'Nulls',
      width: '72px',
      cell: ({ node: { nullable } }) => (nullable ? <span className={classes.faint}>allowed</span> : 'not null'),
    },
    {
      id: 'since',
      header: 'Since',
      hint: 'The version that added the column, and the newest one that changed it',
      width: '132px',
      cell: row => <Since table={table} row={row} />,
    },
    ...(isMapped ? [PHYSICAL] : []),
    {
      id: 'notes',
      header: 'Notes',
      width: 'minmax(120px, 0.8fr)',
      hideBelow: 700,
      cell: ({ node: { flags, comment } }) => (
        <span title={[...flags.map(flag => `${flag.kind}: ${flag.text}`), comment].filter(Boolean).join('\n')}>
          {flags.map(flag => (
            <span key={flag.kind} className={classes.flag}>
              {flag.kind === 'partition' ? flag.text : flag.kind}
            </span>
          ))}
          {comment}
        </span>
      ),
    },
  ]
}

const PHYSICAL: GridColumn<SchemaRow> = {
  id: 'physical',
  header: 'In files',
  hint: 'Column mapping: the id and the name of the column in data files, statistics and partition values',
  width: 'minmax(120px, 0.5fr)',
  hideBelow: 760,
  cell: ({ node: { id, physicalName } }) => (
    <span className={classes.mono} title={physicalName}>
      {id === undefined ? '' : `#${id} `}
      {physicalName}
    </span>
  ),
}

function Name({ row: { node, depth, isOpen } }: { readonly row: SchemaRow }): ReactNode {
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  return (
    <span className={classes.node} style={{ paddingLeft: depth * INDENT_PX }} data-role={node.role}>
      {node.children.length > 0 ? (
        <Chevron size={13} aria-label={isOpen ? 'open' : 'closed'} />
      ) : (
        <span className={classes.leaf} />
      )}
      {node.name}
    </span>
  )
}

function Since({ table, row: { node, addedIn, changedIn } }: { readonly table: string; readonly row: SchemaRow }) {
  if (addedIn === undefined) return <span className={classes.faint}>–</span>
  const column = printColumn(node.path)
  return (
    <Link
      to="/t/$name/blame"
      params={{ name: table }}
      search={{ column }}
      className={classes.link ?? ''}
      title={`Every version that changed ${column}`}
      tabIndex={-1}
    >
      v{`${addedIn}`}
      {changedIn === undefined ? '' : `, changed v${changedIn}`}
    </Link>
  )
}
