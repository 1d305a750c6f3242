import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../../test/database.ts'
import { add, commitInfo, draftOf } from '../../../../test/drafts.ts'
import { expectSound, replacement, tableWithFiles } from '../../../../test/fault-table.ts'
import { type InstalledServer, installedPrograms, installedServer } from '../../../../test/installed-server.ts'
import { startProxy } from '../../../../test/proxy.ts'
import { STRATEGY_NAMES } from '../../../shared/contract/strategy.ts'
import { ConnectFailure } from '../../postgres/connect-failure.ts'
import { type Database, openDatabase } from '../../postgres/connection.ts'
import { examine } from '../../postgres/doctor.ts'
import { migrate } from '../../postgres/migrate.ts'
import { commit } from '../commit.ts'

const database = useDatabase()
const programs = installedPrograms()

async function withServer(folder: string, work: (server: InstalledServer) => Promise<void>): Promise<void> {
  const server = await installedServer(folder)
  try {
    await work(server)
  } finally {
    await server.remove()
  }
}

async function withDatabase<T>({ config }: InstalledServer, work: (on: Database) => Promise<T>): Promise<T> {
  const on = await openDatabase(config)
  return work(on).finally(() => on.close())
}

test('[fault 25] a server that is too old is refused when it is connected to, by its version', async () => {
  const way = await startProxy(database.config)
  const version = String(database.capabilities.serverVersion)
  const old = Buffer.from('120022')
  way.alteredAnswer = bytes => {
    const place = bytes.indexOf(version)
    return place < 0 ? bytes : Buffer.concat([bytes.subarray(0, place), old, bytes.subarray(place + old.length)])
  }
  const error = await openDatabase({ ...database.config, port: way.port }).catch((caught: unknown) => caught)
  await way.close()
  expect(error).toBeInstanceOf(ConnectFailure)
  expect(error).toMatchObject({ step: 'check-server', message: expect.stringContaining('version 14 or newer') })
})

test('[fault 25] every PostgreSQL that is installed here carries the log, by every strategy', async context => {
  if (programs.length === 0) context.skip('no PostgreSQL but the embedded one is installed')
  for (const folder of programs) {
    await withServer(folder, async server => {
      await migrate(server.config)
      await withDatabase(server, async on => {
        const tableId = await tableWithFiles(on)
        for (const [place, strategy] of STRATEGY_NAMES.entries()) {
          const draft = draftOf(tableId, BigInt(place + 1), [commitInfo, add(strategy)])
          expect(await commit(on, draft, { strategy })).toMatchObject({ kind: 'committed' })
          expect(await commit(on, draft, { strategy })).toMatchObject({ kind: 'committed', found: true })
        }
        const many = Array.from({ length: 600 }, (_, place) => add(`many-${place}`))
        const last = draftOf(tableId, BigInt(STRATEGY_NAMES.length + 1), [commitInfo, ...many])
        expect(await commit(on, last)).toMatchObject({ kind: 'committed' })
        await expectSound(on, tableId)
      })
    })
  }
})

/** Transaction ids are compared modulo 2^32: half of them are the past. */
const HALF = 2 ** 31
/** The server refuses new transaction ids three million before they would run out, and warns forty million before. */
const REFUSED_BEFORE = 3_000_000
const WARNED_BEFORE = 40_000_000
/** A file of the transaction log holds the fates of so many. */
const FATES_IN_FILE = 2 ** 20

/** Makes the next transaction the one so many ids before the end. */
async function age(server: InstalledServer, beforeEnd: number): Promise<void> {
  const oldest = await withDatabase(server, async ({ pool }) => {
    const { rows } = await pool.query<{ oldest: string }>(
      `select min(datfrozenxid::text::int8)::text as oldest from pg_database`,
    )
    return Number(rows[0]?.oldest)
  })
  const next = oldest + HALF - beforeEnd
  await server.stop()
  const name = Math.floor(next / FATES_IN_FILE)
    .toString(16)
    .toUpperCase()
    .padStart(4, '0')
  const file = join(server.dataFolder, 'pg_xact', name)
  await rm(file, { force: true })
  await writeFile(file, Buffer.alloc(FATES_IN_FILE / 4), { mode: 0o600 })
  await server.run('pg_resetwal', '-x', String(next), '-D', server.dataFolder)
  await server.start()
}

test('[fault 29] where transaction ids run out commits are made and the doctor warns, then they are refused, and nothing is torn', async context => {
  const [folder] = programs
  if (folder === undefined) context.skip('no PostgreSQL with pg_resetwal is installed')
  await withServer(folder ?? '', async server => {
    await migrate(server.config)
    const tableId = await withDatabase(server, on => tableWithFiles(on))
    await age(server, WARNED_BEFORE - 1_000)
    await withDatabase(server, async on => {
      expect(await commit(on, replacement(tableId))).toMatchObject({ kind: 'committed', version: 1n })
      await expectSound(on, tableId)
    })
    const findings = []
    for await (const finding of examine(server.config)) findings.push(finding)
    expect(findings.find(({ step }) => step === 'ages')).toMatchObject({ state: 'failed', fix: expect.any(String) })
    await age(server, REFUSED_BEFORE - 1_000)
    await withDatabase(server, async on => {
      const draft = draftOf(tableId, 2n, [commitInfo, add('late')])
      expect(await commit(on, draft)).toMatchObject({ kind: 'database-error', sqlState: '54000', retryable: false })
      await expectSound(on, tableId)
      expect((await on.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    })
  })
})
