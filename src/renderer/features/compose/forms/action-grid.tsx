import { Button, Checkbox } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import { parseAction } from '../../../../shared/delta/parse-action.ts'
import { logicalRows } from '../../../../shared/delta/stats.ts'
import { formatCount } from '../../../ui/format.ts'
import { PathText } from '../../../ui/path-text.tsx'
import { Bytes, Count } from '../../../ui/values.tsx'
import { type GridColumn, VirtualGrid } from '../../../ui/virtual-grid.tsx'
import classes from './forms.module.css'
import type { Line } from './lines.ts'

export interface ActionGridProps {
  readonly text: string
  readonly lines: readonly Line[]
  /** The line that the cursor stands in. */
  readonly current: number
  readonly isLocked: boolean
  readonly onGoTo: (line: number) => void
  /** Takes these lines out of the text. */
  readonly onDelete: (lines: ReadonlySet<number>) => void
}

interface Row {
  readonly index: number
  readonly line: string
}

/** The actions of a draft as a list of any length; marked ones are taken out together. */
export function ActionGrid({ text, lines, current, isLocked, onGoTo, onDelete }: ActionGridProps): ReactNode {
  const [marked, setMarked] = useState<ReadonlySet<number>>(new Set())
  const columns = useMemo(() => columnsFor(marked, setMarked), [marked])
  const isAll = lines.length > 0 && marked.size === lines.length
  return (
    <div className={classes.list}>
      <div className={classes.bar}>
        <Checkbox
          size="xs"
          aria-label="Mark all actions"
          checked={isAll}
          indeterminate={!isAll && marked.size > 0}
          onChange={() => setMarked(isAll ? new Set() : new Set(lines.keys()))}
        />
        <span className={classes.note}>{formatCount(lines.length)} actions</span>
        {marked.size > 0 ? (
          <Button
            size="compact-xs"
            variant="default"
            disabled={isLocked}
            onClick={() => {
              onDelete(marked)
              setMarked(new Set())
            }}
          >
            Take {formatCount(marked.size)} out
          </Button>
        ) : null}
      </div>
      <div className={classes.grid}>
        <VirtualGrid
          label="Actions of the draft"
          columns={columns}
          rowCount={lines.length}
          rowAt={index => {
            const line = lines[index]
            return line && { index, line: text.slice(line.from, line.to) }
          }}
          selected={current}
          onSelect={onGoTo}
          minWidth={230}
        />
      </div>
    </div>
  )
}

function columnsFor(marked: ReadonlySet<number>, setMarked: (marked: ReadonlySet<number>) => void): GridColumn<Row>[] {
  function toggle(index: number): void {
    const next = new Set(marked)
    if (!next.delete(index)) next.add(index)
    setMarked(next)
  }
  return [
    {
      id: 'mark',
      header: '',
      width: '30px',
      cell: ({ index }) => (
        <Checkbox
          size="xs"
          tabIndex={-1}
          aria-label={`Mark action ${index + 1}`}
          checked={marked.has(index)}
          onChange={() => toggle(index)}
          onClick={event => event.stopPropagation()}
        />
      ),
    },
    { id: 'kind', header: 'Action', width: '76px', cell: ({ line }) => KIND.exec(line)?.[1] ?? '?' },
    { id: 'what', header: 'What', width: 'minmax(120px, 1fr)', cell: ({ line }) => <What line={line} /> },
    { id: 'size', header: 'Size', width: '76px', align: 'end', hideBelow: 340, cell: ({ line }) => sizeOf(line) },
    { id: 'rows', header: 'Rows', width: '70px', align: 'end', hideBelow: 420, cell: ({ line }) => rowsOf(line) },
  ]
}

const KIND = /^\s*\{\s*"(\w+)"/

function actionOf(line: string) {
  const parsed = parseAction(line, 0)
  return parsed.kind === 'ok' ? parsed.value.action : undefined
}

function What({ line }: { readonly line: string }): ReactNode {
  const action = actionOf(line)
  switch (action?.kind) {
    case 'add':
    case 'remove':
    case 'cdc':
      return <PathText path={action.path} />
    case 'txn':
      return `${action.appId} → ${action.version}`
    case 'protocol':
      return `reader ${action.minReaderVersion}, writer ${action.minWriterVersion}`
    case 'metaData':
      return action.name ?? 'schema and properties'
    case 'domainMetadata':
      return action.domain
    case 'commitInfo':
      return action.operation ?? ''
    case 'unknown':
      return 'unknown to this program'
    case undefined:
      return <span className={classes.wrong}>cannot be read</span>
  }
  return action satisfies never
}

function sizeOf(line: string): ReactNode {
  const action = actionOf(line)
  const size = action?.kind === 'add' || action?.kind === 'remove' ? action.size : undefined
  return size === undefined ? '' : <Bytes value={size} />
}

function rowsOf(line: string): ReactNode {
  const action = actionOf(line)
  if (action?.kind !== 'add' && action?.kind !== 'remove') return ''
  const rows = logicalRows({ stats: action.stats, deletionVector: action.deletionVector })
  return rows === undefined ? '' : <Count value={rows} />
}
