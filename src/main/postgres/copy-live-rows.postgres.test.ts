import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../test/drafts.ts'
import { commit } from '../log/commit.ts'
import { type CheckpointAdd, readCheckpointAdds } from './checkpoint-files.ts'
import type { Database } from './connection.ts'
import type { CopiedRows } from './copied-adds.ts'
import { copiedAdds } from './copied-adds.ts'

const database = useDatabase()
const { signal } = new AbortController()

test('[M5] rows copied in pages of any size are those that statements read, whatever they hold', async () => {
  const tableId = await newTable(database)
  const odd = add('gr%C3%B6%C3%9Fe=😀/a%20"b".parquet', {
    stats: '{"numRecords":1,"minValues":{"name":"é"}}',
    tags: { a: null, b: 'x' },
  })
  const files = Array.from({ length: 7 }, (_, index) => add(`part-${index}.parquet`))
  const commits = [
    [...creation(), ...files, odd],
    [commitInfo, remove('part-0.parquet'), add('later.parquet')],
  ]
  for (const [version, lines] of commits.entries()) {
    expect(await commit(database, draftOf(tableId, BigInt(version), lines))).toMatchObject({ kind: 'committed' })
  }
  for (const version of [0n, 1n]) {
    const byRows: Database = { ...database, capabilities: { ...database.capabilities, copyFormat: 'none' } }
    const expected = await gather(readCheckpointAdds(byRows, { tableId, version }, signal))
    expect(expected).toHaveLength(8)
    for (const pageFiles of [1, 7, 8, 100]) {
      const pages = readCheckpointAdds(database, { tableId, version, pageFiles }, signal)
      expect(await gather(pages), `${pageFiles} at version ${version}`).toEqual(expected)
    }
  }
})

test('[M5] a copy that is aborted gives its connection back and ends with the reason', async () => {
  const tableId = await newTable(database)
  const stop = new AbortController()
  stop.abort(new Error('enough'))
  await expect(gather(readCheckpointAdds(database, { tableId, version: 0n }, stop.signal))).rejects.toThrow('enough')
})

async function gather(pages: AsyncIterable<CopiedRows | readonly CheckpointAdd[]>): Promise<CheckpointAdd[]> {
  const rows: CheckpointAdd[] = []
  for await (const page of pages) for (const row of 'bytes' in page ? copiedAdds(page) : page) rows.push(plain(row))
  return rows
}

/** Without what a statement reads beside the columns that were asked for. */
function plain(row: CheckpointAdd): CheckpointAdd {
  const { path, partitionValues, size, modificationTime, stats, tags } = row
  const { deletionVector, baseRowId, defaultRowCommitVersion, clusteringProvider } = row
  const file = { path, partitionValues, size, modificationTime, stats, tags }
  return { ...file, deletionVector, baseRowId, defaultRowCommitVersion, clusteringProvider }
}
