import { setImmediate as breathe } from 'node:timers/promises'
import type { ColumnStatistics, StatisticsEvent } from '../../shared/contract/snapshots.ts'
import { shapedStats } from '../../shared/delta/known-shapes.ts'
import { parseSchema } from '../../shared/delta/schema.ts'
import { type SchemaNode, schemaTree } from '../../shared/delta/schema-tree.ts'
import { parseStats } from '../../shared/delta/stats.ts'
import { tableColumns } from '../../shared/delta/table-columns.ts'
import { STATISTICS_COLUMNS_MAX } from '../../shared/limits.ts'
import type { Database } from '../postgres/connection.ts'
import { scanLiveFiles } from '../postgres/scan-live-files.ts'
import type { SnapshotHeader } from '../postgres/snapshot.ts'
import { ColumnCount } from './column-count.ts'
import { DrawnFiles } from './drawn-files.ts'
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
      const shaped = file.stats ? shapedStats(file.stats) : undefined
      const stats = shaped ? undefined : parseStats(file.stats)
      if (!shaped && !stats) continue
      withStatistics++
      const isTight = shaped ? shaped.shape.hasTightBounds(shaped.values) : stats?.tightBounds
      if (!isTight) withoutTightBounds++
      const slot = drawn.next()
      for (const count of counts) {
        if (shaped) count.addShaped(shaped, slot)
        else if (stats) count.add(stats, slot)
      }
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
