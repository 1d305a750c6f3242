import type { RowGroup } from 'hyparquet'
import type { CheckpointAction } from '../../../shared/delta/actions.ts'
import {
  CHECKPOINT_BATCH_ACTIONS,
  CHECKPOINT_BATCH_CHARACTERS,
  CHECKPOINT_TEXT_CHARACTERS_MAX,
  PARQUET_PAGE_RATIO_MAX,
} from '../../../shared/limits.ts'
import type { ByteSource } from '../parquet/byte-source.ts'
import { ParquetFailure } from '../parquet/parquet-failure.ts'
import { readFooter } from '../parquet/read-footer.ts'
import { openRowGroup } from '../parquet/row-groups.ts'
import { rowSchema } from '../parquet/row-schema.ts'
import { actionMakers, readAction } from './action-columns.ts'
import { textSize } from './text-size.ts'

/**
 * Reads the actions of a parquet file of a checkpoint, a bounded batch at a time. Fails with a `ParquetFailure`. Rows are
 * decoded as they are asked for, so that memory depends on a row group's compressed size and not on what it grows to.
 */
export async function* decodeCheckpoint(source: ByteSource): AsyncGenerator<CheckpointAction[], void> {
  const { metadata, schema } = await readFooter(source)
  const charactersMax = Math.max(CHECKPOINT_TEXT_CHARACTERS_MAX, source.size * PARQUET_PAGE_RATIO_MAX)
  let characters = 0
  for (const group of metadata.row_groups) {
    const nodes = rowSchema(schema, path => !isNeedless(path, group))
    const makers = actionMakers(nodes)
    const { rows, readers, close } = await openRowGroup(source, group, nodes)
    let batch: CheckpointAction[] = []
    let batchCharacters = 0
    for (let row = 0; row < rows; row++) {
      const action = readAction(readers, makers)
      if (!action) continue
      batch.push(action)
      batchCharacters += textSize(action)
      if (batch.length < CHECKPOINT_BATCH_ACTIONS && batchCharacters < CHECKPOINT_BATCH_CHARACTERS) continue
      characters += batchCharacters
      if (characters > charactersMax) {
        throw new ParquetFailure('too-large', `Expected at most ${charactersMax} characters of actions, found more.`)
      }
      yield batch
      batch = []
      batchCharacters = 0
    }
    close()
    characters += batchCharacters
    if (batch.length > 0) yield batch
  }
}

/**
 * Statistics as a struct are the same as those in JSON: they are read where a file lacks the latter. By the counts of
 * nulls, every add has JSON; without counts nobody knows, and both are read.
 */
function isNeedless(path: readonly string[], { columns }: RowGroup): boolean {
  const [action, field] = path
  if (path.length !== 2 || action !== 'add' || field !== 'stats_parsed') return false
  const nulls = (name: string) =>
    columns.find(({ meta_data: column }) => column?.path_in_schema.join('.') === name)?.meta_data?.statistics
      ?.null_count
  const withoutStats = nulls('add.stats')
  return withoutStats !== undefined && withoutStats === nulls('add.path')
}
