import { Checkbox, TextInput } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import type { TextEdit } from '../../../../shared/delta/edit-action.ts'
import { parseAction } from '../../../../shared/delta/parse-action.ts'
import { logicalRows } from '../../../../shared/delta/stats.ts'
import { formatCount } from '../../../ui/format.ts'
import { PathText } from '../../../ui/path-text.tsx'
import { Bytes, Count } from '../../../ui/values.tsx'
import { type GridColumn, type GridSort, VirtualGrid } from '../../../ui/virtual-grid.tsx'
import type { CompletionFacts } from '../complete/known-values.ts'
import { BulkBar } from './bulk-bar.tsx'
import classes from './forms.module.css'
import { type GridOrder, nextOrder, type OrderBy, shownLines } from './grid-order.ts'
import type { Line } from './lines.ts'

export interface ActionGridProps {
  readonly text: string
  readonly lines: readonly Line[]
  /** The line that the cursor stands in. */
  readonly current: number
  readonly facts: CompletionFacts
  readonly isLocked: boolean
  readonly onGoTo: (line: number) => void
  readonly onEdit: (edits: readonly TextEdit[]) => void
}

interface Row {
  /** The place among all lines. */
  readonly index: number
  readonly line: string
}

/** The actions of a draft as a list of any length: filtered, put in order, and marked ones changed together. */
export function ActionGrid({ text, lines, current, facts, isLocked, onGoTo, onEdit }: ActionGridProps): ReactNode {
  const [wanted, setWanted] = useState('')
  const [order, setOrder] = useState<GridOrder>()
  const [marks, setMarks] = useState({ of: 0, places: NONE })
  // Marks are places: where lines came or went, they would mean other actions.
  const marked = marks.of === lines.length ? marks.places : NONE
  const setMarked = (places: ReadonlySet<number>) => setMarks({ of: lines.length, places })
  const shown = useMemo(() => shownLines(text, lines, wanted, order), [text, lines, wanted, order])
  const columns = columnsFor({ marked, setMarked, order, setOrder })
  const markedLines = useMemo(() => lines.filter((_line, index) => marked.has(index)), [lines, marked])
  const markedShown = shown.reduce((count, index) => count + Number(marked.has(index)), 0)
  const isAll = shown.length > 0 && markedShown === shown.length
  return (
    <div className={classes.list}>
      <div className={classes.bar}>
        <Checkbox
          size="xs"
          aria-label="Mark all actions in the list"
          checked={isAll}
          indeterminate={!isAll && markedShown > 0}
          onChange={() => setMarked(isAll ? new Set() : new Set(shown))}
        />
        <TextInput
          size="xs"
          className={classes.wanted ?? ''}
          aria-label="Actions that hold"
          placeholder="Filter"
          value={wanted}
          onChange={event => setWanted(event.currentTarget.value)}
        />
        <span className={classes.note}>
          {shown.length === lines.length
            ? `${formatCount(lines.length)} actions`
            : `${formatCount(shown.length)} of ${formatCount(lines.length)}`}
        </span>
      </div>
      {markedLines.length > 0 ? (
        <div className={classes.bar}>
          <BulkBar
            text={text}
            marked={markedLines}
            facts={facts}
            isLocked={isLocked}
            onEdit={onEdit}
            onUnmark={() => setMarked(new Set())}
          />
        </div>
      ) : null}
      <div className={classes.grid}>
        <VirtualGrid
          label="Actions of the draft"
          columns={columns}
          rowCount={shown.length}
          rowAt={place => {
            const index = shown[place] ?? -1
            const line = lines[index]
            return line && { index, line: text.slice(line.from, line.to) }
          }}
          selected={wanted === '' && !order ? current : shown.indexOf(current)}
          onSelect={place => onGoTo(shown[place] ?? 0)}
          minWidth={230}
        />
      </div>
    </div>
  )
}

const NONE: ReadonlySet<number> = new Set()

interface GridState {
  readonly marked: ReadonlySet<number>
  readonly setMarked: (marked: ReadonlySet<number>) => void
  readonly order: GridOrder | undefined
  readonly setOrder: (order: GridOrder | undefined) => void
}

function columnsFor({ marked, setMarked, order, setOrder }: GridState): GridColumn<Row>[] {
  function toggle(index: number): void {
    const next = new Set(marked)
    if (!next.delete(index)) next.add(index)
    setMarked(next)
  }
  const sort = (by: OrderBy): GridSort => ({
    direction: order?.by === by ? order.direction : 'none',
    onToggle: () => setOrder(nextOrder(order, by)),
  })
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
    {
      id: 'kind',
      header: 'Action',
      width: '76px',
      sort: sort('kind'),
      cell: ({ line }) => KIND.exec(line)?.[1] ?? '?',
    },
    {
      id: 'what',
      header: 'What',
      width: 'minmax(120px, 1fr)',
      sort: sort('what'),
      cell: ({ line }) => <What line={line} />,
    },
    {
      id: 'size',
      header: 'Size',
      width: '76px',
      align: 'end',
      hideBelow: 340,
      sort: sort('size'),
      cell: ({ line }) => sizeOf(line),
    },
    {
      id: 'rows',
      header: 'Rows',
      width: '70px',
      align: 'end',
      hideBelow: 420,
      sort: sort('rows'),
      cell: ({ line }) => rowsOf(line),
    },
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
