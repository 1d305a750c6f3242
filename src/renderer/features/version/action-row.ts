import type { ActionKind, ActionLine } from '../../../shared/contract/schemas.ts'
import type { Action, PartitionValues } from '../../../shared/delta/actions.ts'
import type { Issue } from '../../../shared/delta/issue.ts'
import { parseAction } from '../../../shared/delta/parse-action.ts'
import { type FileStats, logicalRows, parseStats, statisticLeaves } from '../../../shared/delta/stats.ts'
import { statisticText } from '../../app/statistic-text.ts'

/** What the grid shows of one action; absent where an action of its kind has no such thing. */
export interface ActionRow {
  readonly ordinal: number
  /** The action as it was committed, byte for byte. */
  readonly line: string
  readonly kind: ActionKind
  /** Absent where the line cannot be read by this program. */
  readonly action: Action | undefined
  readonly issues: readonly Issue[]
  /** The path of a file, or what else names the action. */
  readonly subject: string
  readonly isPath: boolean
  readonly partition: string | undefined
  readonly size: bigint | undefined
  readonly rows: bigint | undefined
  readonly dataChange: boolean | undefined
  readonly deletedRows: bigint | undefined
  readonly stats: FileStats | undefined
}

/** Reads one action for the grid. Total: a line that cannot be read becomes a row that says so. */
export function actionRow({ ordinal, line }: ActionLine): ActionRow {
  const checked = parseAction(line, ordinal)
  const action = checked.kind === 'ok' ? checked.value.action : undefined
  const issues = checked.kind === 'ok' ? checked.warnings : checked.issues
  const file = action?.kind === 'add' || action?.kind === 'remove' ? action : undefined
  const stats = parseStats(file?.stats)
  return {
    ordinal,
    line,
    kind: action?.kind ?? 'unknown',
    action,
    issues,
    subject: action ? subjectOf(action) : line,
    isPath: action?.kind === 'add' || action?.kind === 'remove' || action?.kind === 'cdc',
    partition: partitionText(action && 'partitionValues' in action ? action.partitionValues : undefined),
    size: action && 'size' in action ? action.size : undefined,
    rows: file ? logicalRows(file) : undefined,
    dataChange: action && 'dataChange' in action ? action.dataChange : undefined,
    deletedRows: file?.deletionVector?.cardinality,
    stats,
  }
}

const TRAITS = ['size', 'rows', 'partition', 'deletedRows', 'dataChange'] as const
const FIRST_ROWS = 200

/**
 * The rows that decide which columns a grid has: the first ones that came, and any later one that brings something new.
 * The same list where none does, so that columns stay while rows come and go.
 */
export function rowsThatTell(known: readonly ActionRow[], rows: readonly ActionRow[]): readonly ActionRow[] {
  if (known.length === 0) return rows.length === 0 ? known : rows.slice(0, FIRST_ROWS)
  const missing = TRAITS.filter(trait => known.every(row => row[trait] === undefined))
  const telling = missing.flatMap(trait => rows.find(row => row[trait] !== undefined) ?? [])
  return telling.length === 0 ? known : [...known, ...new Set(telling)]
}

/** Names of the leaf columns that a file has a minimum or maximum of, nested ones with dots, in the order of the stats. */
export function boundedColumns(rows: readonly ActionRow[]): string[] {
  const names = rows.flatMap(({ stats }) =>
    stats
      ? [...statisticLeaves(stats.minValues), ...statisticLeaves(stats.maxValues)].map(leaf => leaf.path.join('.'))
      : [],
  )
  return [...new Set(names)]
}

/** The bounds of a column of `boundedColumns` in one file, as text that keeps every digit. */
export function boundsOf(row: ActionRow, column: string): { readonly min: string; readonly max: string } | undefined {
  if (!row.stats) return undefined
  const min = leafText(row.stats.minValues, column)
  const max = leafText(row.stats.maxValues, column)
  return min === undefined && max === undefined ? undefined : { min: min ?? '–', max: max ?? '–' }
}

function leafText(statistics: FileStats['minValues'], column: string): string | undefined {
  for (const { path, statistic } of statisticLeaves(statistics)) {
    if (path.join('.') === column) return statisticText(statistic)
  }
  return undefined
}

function partitionText(values: PartitionValues | undefined): string | undefined {
  if (!values || values.size === 0) return undefined
  return [...values].map(([column, value]) => `${column}=${value ?? 'null'}`).join(', ')
}

function subjectOf(action: Action): string {
  switch (action.kind) {
    case 'add':
    case 'remove':
    case 'cdc':
      return action.path
    case 'metaData':
      return action.name ?? action.description ?? `table ${action.id}`
    case 'protocol':
      return `reader ${action.minReaderVersion} · writer ${action.minWriterVersion}`
    case 'txn':
      return `${action.appId} → ${action.version}`
    case 'domainMetadata':
      return action.removed ? `${action.domain} (removed)` : action.domain
    case 'commitInfo':
      return [action.operation, action.engineInfo, action.userName].filter(text => text !== undefined).join(' · ')
    case 'unknown':
      return action.name
  }
  action satisfies never
}
