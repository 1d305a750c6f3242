import { setImmediate as breathe } from 'node:timers/promises'
import type { ColumnStatistics, StatisticsEvent } from '../../shared/contract/snapshots.ts'
import type { ColumnType } from '../../shared/delta/column-type.ts'
import type { PredicateColumn } from '../../shared/delta/file-domain.ts'
import { compareValues, type Value } from '../../shared/delta/predicate-value.ts'
import { readValue } from '../../shared/delta/read-value.ts'
import { parseSchema } from '../../shared/delta/schema.ts'
import { type SchemaNode, schemaTree } from '../../shared/delta/schema-tree.ts'
import { type FileStats, nullCountAt, parseStats, type Statistic, statisticAt } from '../../shared/delta/stats.ts'
import { tableColumns } from '../../shared/delta/table-columns.ts'
import { OVERLAP_FILES_MAX, STATISTICS_COLUMNS_MAX } from '../../shared/limits.ts'
import type { Database } from '../postgres/connection.ts'
import { scanLiveFiles } from '../postgres/scan-live-files.ts'
import type { SnapshotHeader } from '../postgres/snapshot.ts'
import { metadataOf } from './snapshot-metadata.ts'

/** Reads the statistics of every live file once and tells how far they cover each data column. */
export async function* collectStatistics(
  database: Database,
  tableId: string,
  snapshot: SnapshotHeader,
  signal: AbortSignal,
): AsyncGenerator<StatisticsEvent, void> {
  const { counts, isComplete } = countsFor(snapshot)
  const of = Number(snapshot.numFiles)
  let [files, withStatistics, withoutTightBounds] = [0, 0, 0]
  for await (const batch of scanLiveFiles(database, { tableId, version: snapshot.version }, signal)) {
    for (const file of batch) {
      const stats = parseStats(file.stats)
      if (!stats) continue
      withStatistics++
      if (!stats.tightBounds) withoutTightBounds++
      for (const count of counts) count.add(stats)
    }
    files += batch.length
    yield { kind: 'progress', files, of }
  }
  const columns: ColumnStatistics[] = []
  for (const count of counts) {
    columns.push(count.result())
    await breathe()
    signal.throwIfAborted()
  }
  yield { kind: 'done', files, withStatistics, withoutTightBounds, columns, isComplete }
}

function countsFor(snapshot: SnapshotHeader): { counts: ColumnCount[]; isComplete: boolean } {
  const metadata = metadataOf(snapshot)
  const schema = metadata && parseSchema(metadata.schemaString)
  if (!metadata || schema?.kind !== 'ok') return { counts: [], isComplete: metadata === undefined }
  const findColumn = tableColumns(metadata)
  const leaves = schemaTree(schema.value, metadata).flatMap(leavesOf)
  const counts = leaves.slice(0, STATISTICS_COLUMNS_MAX).flatMap(node => {
    const column = findColumn(node.path)
    return column && !column.isPartition ? [new ColumnCount(column, node.typeText)] : []
  })
  return { counts, isComplete: leaves.length <= STATISTICS_COLUMNS_MAX }
}

/** Columns that statistics can be about: fields of structs, but nothing inside arrays and maps. */
function leavesOf(node: SchemaNode): SchemaNode[] {
  return node.type.kind === 'struct' ? node.children.flatMap(leavesOf) : [node]
}

class ColumnCount {
  readonly #column: PredicateColumn
  readonly #typeText: string
  #withBounds = 0
  #withNullCount = 0
  #nulls = 0n
  #min: { readonly value: Value; readonly text: string } | undefined
  #max: { readonly value: Value; readonly text: string } | undefined
  readonly #lows: Value[] = []
  readonly #highs: Value[] = []

  constructor(column: PredicateColumn, typeText: string) {
    this.#column = column
    this.#typeText = typeText
  }

  add(stats: FileStats): void {
    const { physicalPath, type } = this.#column
    const nulls = nullCountAt(stats, physicalPath)
    if (nulls !== undefined) {
      this.#withNullCount++
      this.#nulls += nulls
    }
    if (!type) return
    const min = boundOf(statisticAt(stats.minValues, physicalPath), type)
    const max = boundOf(statisticAt(stats.maxValues, physicalPath), type)
    if (!min || !max) return
    this.#withBounds++
    if (!this.#min || (compareValues(min.value, this.#min.value) ?? 0) < 0) this.#min = min
    if (!this.#max || (compareValues(max.value, this.#max.value) ?? 0) > 0) this.#max = max
    if (this.#lows.length > OVERLAP_FILES_MAX) return
    this.#lows.push(min.value)
    this.#highs.push(max.value)
  }

  result(): ColumnStatistics {
    return {
      path: [...this.#column.path],
      type: this.#typeText,
      withBounds: this.#withBounds,
      withNullCount: this.#withNullCount,
      nulls: this.#nulls,
      min: this.#min?.text ?? null,
      max: this.#max?.text ?? null,
      overlap: this.#lows.length > OVERLAP_FILES_MAX ? null : overlapOf(this.#lows, this.#highs),
    }
  }
}

/**
 * How many ranges contain a value, looked up at the low end of each: the depth of the pile can only grow there, so the
 * worst of them is the worst of all.
 */
export function overlapOf(lows: Value[], highs: Value[]): ColumnStatistics['overlap'] {
  if (lows.length === 0) return null
  const inOrder = (a: Value, b: Value) => compareValues(a, b) ?? 0
  lows.sort(inOrder)
  highs.sort(inOrder)
  let [begun, ended, sum, worst] = [0, 0, 0, 0]
  for (const low of lows) {
    while (begun < lows.length && inOrder(lows[begun] ?? low, low) <= 0) begun++
    while (ended < highs.length && inOrder(highs[ended] ?? low, low) < 0) ended++
    const depth = begun - ended
    sum += depth
    worst = Math.max(worst, depth)
  }
  return { average: sum / lows.length, worst }
}

function boundOf(
  statistic: Statistic | undefined,
  type: ColumnType,
): { readonly value: Value; readonly text: string } | undefined {
  const text = textOf(statistic)
  const value = text === undefined ? undefined : readValue(text, type)?.low
  return text === undefined || value === undefined ? undefined : { value, text }
}

function textOf(statistic: Statistic | undefined): string | undefined {
  switch (statistic?.kind) {
    case 'number':
      return statistic.text
    case 'string':
      return statistic.value
    case 'boolean':
      return String(statistic.value)
    default:
      return undefined
  }
}
