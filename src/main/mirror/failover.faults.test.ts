import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { installedPrograms, installedServer } from '../../../test/installed-server.ts'
import { commitMore, mirroredTable, mirrorOf } from '../../../test/mirrored-table.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { type ConnectionConfig, type Database, openDatabase } from '../postgres/connection.ts'
import { migrate } from '../postgres/migrate.ts'
import { MirrorPublisher } from './publisher.ts'
import { showDivergence } from './show-divergence.ts'

useDatabase()
const folder = temporaryFolder()
const PATIENCE_MS = 20_000

async function withDatabase<T>(config: ConnectionConfig, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(config)
  return work(database).finally(() => database.close())
}

async function publishUntil(database: Database, until: () => Promise<boolean>): Promise<void> {
  const publisher = new MirrorPublisher({ database, program: 'test', onProblem: () => {} })
  try {
    for (const deadline = Date.now() + PATIENCE_MS; !(await until()); await sleep(20)) {
      if (Date.now() > deadline) throw new Error('not reached')
      publisher.wake()
    }
  } finally {
    await publisher.close()
  }
}

test('[M3] [fault 14] after a failover that lost the newest commits the mirror stops as ahead of its table, and shows both heads', async context => {
  const [programs] = installedPrograms()
  if (programs === undefined) context.skip('a server whose data can be put back is needed, and none is installed')
  const server = await installedServer(programs ?? '')
  try {
    await migrate(server.config)
    const { tableId } = await withDatabase(server.config, async database => {
      const mirrored = await mirroredTable(database, folder(), 3)
      await publishUntil(database, async () => (await mirrorOf(database, mirrored.tableId)).published === 2n)
      return mirrored
    })
    await server.stop()
    const putBack = await server.keep()
    await server.start()
    await withDatabase(server.config, async database => {
      await commitMore(database, tableId, 3, 2)
      await publishUntil(database, async () => (await mirrorOf(database, tableId)).published === 4n)
    })
    await server.stop()
    await putBack()
    await server.start()
    await withDatabase(server.config, async database => {
      expect(await mirrorOf(database, tableId)).toMatchObject({ head: 2n, published: 2n })
      await commitMore(database, tableId, 3, 1)
      await publishUntil(database, async () => (await mirrorOf(database, tableId)).state === 'diverged')
      const mirror = await mirrorOf(database, tableId)
      expect(mirror).toMatchObject({ head: 3n, published: 2n, reason: expect.stringContaining('failover') })
      const shown = await showDivergence(database, tableId, new AbortController().signal)
      expect(shown).toMatchObject({ kind: 'ahead', version: 4n, targetHead: 4n, ours: null })
      expect(shown?.theirs).toContain('part-4.parquet')
    })
  } finally {
    await server.remove()
  }
})
