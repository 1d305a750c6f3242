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
import { STATISTICS_COLUMNS_MAX } from '../../shared/limits.ts'
import type { Database } from '../postgres/connection.ts'
import { scanLiveFiles } from '../postgres/scan-live-files.ts'
import type { SnapshotHeader } from '../postgres/snapshot.ts'
import { DrawnFiles } from './drawn-files.ts'
import { type DrawnBounds, measureOverlap } from './measure-overlap.ts'
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
  const drawn = new DrawnFiles(counts.length)
  let [files, withStatistics, withoutTightBounds] = [0, 0, 0]
  for await (const batch of scanLiveFiles(database, { tableId, version: snapshot.version }, signal)) {
    for (const file of batch) {
      const stats = parseStats(file.stats)
      if (!stats) continue
      withStatistics++
      if (!stats.tightBounds) withoutTightBounds++
      const slot = drawn.next()
      for (const count of counts) count.add(stats, slot)
    }
    files += batch.length
    yield { kind: 'progress', files, of }
  }
  const columns: ColumnStatistics[] = []
  for (const count of counts) {
    columns.push(await count.result())
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
  /** Bounds of the files that were drawn, each in its slot. */
  readonly #drawn: (DrawnBounds | undefined)[] = []

  constructor(column: PredicateColumn, typeText: string) {
    this.#column = column
    this.#typeText = typeText
  }

  /** `slot` is the place of the file among those that are drawn; undefined where it is none of them. */
  add(stats: FileStats, slot: number | undefined): void {
    if (slot !== undefined) this.#drawn[slot] = undefined
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
    if (slot !== undefined) this.#drawn[slot] = { low: min.value, high: max.value }
  }

  async result(): Promise<ColumnStatistics> {
    const bounds = this.#drawn.filter(each => each !== undefined)
    return {
      path: [...this.#column.path],
      type: this.#typeText,
      withBounds: this.#withBounds,
      withNullCount: this.#withNullCount,
      nulls: this.#nulls,
      min: this.#min?.text ?? null,
      max: this.#max?.text ?? null,
      overlap: await measureOverlap(bounds, this.#withBounds),
    }
  }
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
