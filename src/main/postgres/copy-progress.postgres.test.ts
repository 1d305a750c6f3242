import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { int4 } from '../copy/column-types.ts'
import { startCopy } from '../copy/copy-writer.ts'
import { defineTable } from '../copy/define-table.ts'
import { readCopyProgress } from './copy-progress.ts'
import { withConnection } from './transaction.ts'

const database = useDatabase()
const numbers = defineTable('numbers', { number: int4 })

test('a COPY under way is seen with its rows and with what the server waits for, and is gone afterwards', async () => {
  await database.pool.query('create table numbers (number integer not null)')
  expect(await readCopyProgress(database)).toEqual([])
  await withConnection(database, async client => {
    const writer = await startCopy(client, numbers)
    await writer.write(Array.from({ length: 100_000 }, (_, number) => ({ number })))
    await sleep(200)
    const [progress, ...others] = await readCopyProgress(database)
    expect(others).toEqual([])
    expect(progress).toMatchObject({ table: 'numbers', command: 'COPY FROM', source: 'PIPE', bytesTotal: null })
    expect(progress?.waitEvent).toBe('Client/ClientRead')
    expect(progress?.rowsProcessed).toBeGreaterThan(50_000n)
    await writer.finish()
  })
  expect(await readCopyProgress(database)).toEqual([])
})
