import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chown, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { useDatabase, withAdmin } from '../../../../test/database.ts'
import { add, commitInfo, draftOf } from '../../../../test/drafts.ts'
import { expectSound, expectUntouched, replacement, tableWithFiles } from '../../../../test/fault-table.ts'
import { startTortureServer } from '../../../../test/torture/torture-server.ts'
import { ConnectFailure } from '../../postgres/connect-failure.ts'
import { openDatabase } from '../../postgres/connection.ts'
import { commit } from '../commit.ts'
import { resolve } from '../resolve.ts'

const database = useDatabase()
const isRoot = process.getuid?.() === 0
const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

describe('a server that dies', () => {
  test('[fault 12] kill -9 in the middle of a commit: after the restart all is there or nothing, and it goes on', async () => {
    const server = await startTortureServer()
    try {
      const tableId = await tableWithFiles(server.database)
      const draft = replacement(tableId)
      const onStep = (step: string) => (step === 'commit' ? server.killAndRestart() : undefined)
      expect(['unknown', 'database-error']).toContain((await commit(server.database, draft, { onStep })).kind)
      await expectUntouched(server.database, draft)
      const next = draftOf(tableId, 2n, [commitInfo, add(randomUUID())])
      expect(await commit(server.database, next)).toMatchObject({ kind: 'committed' })
      await server.killAndRestart()
      expect(await resolve(server.database, next)).toMatchObject({ kind: 'committed', version: 2n })
      await expectSound(server.database, tableId)
    } finally {
      await server.close()
    }
  })
})

test('[fault 15] a commit that no standby has confirmed is committed, with the server’s warning', async () => {
  const tableId = await tableWithFiles(database)
  await database.pool.query(`alter database ${database.config.database} set synchronous_commit = on`)
  const name = `unconfirmed ${randomUUID().slice(0, 8)}`
  const waiting = await openDatabase(database.config, { applicationName: name })
  await withAdmin(async admin => {
    await admin.query(`alter system set synchronous_standby_names = 'ghost'`)
    await admin.query('select pg_reload_conf()')
    try {
      await sleep(200)
      const committing = commit(waiting, replacement(tableId))
      await expect
        .poll(async () => {
          const { rows } = await admin.query<{ pid: number }>(
            `select pid from pg_stat_activity where application_name = $1 and wait_event = 'SyncRep'`,
            [name],
          )
          for (const { pid } of rows) await admin.query('select pg_cancel_backend($1)', [pid])
          return rows.length
        })
        .toBeGreaterThan(0)
      expect(await committing).toMatchObject({ kind: 'committed', version: 1n, warning: expect.any(String) })
    } finally {
      await admin.query('alter system reset synchronous_standby_names')
      await admin.query('select pg_reload_conf()')
    }
  })
  await waiting.close()
  await expectSound(database, tableId)
})

test('[fault 16] a full disk ends the commit cleanly, and when there is room again the draft goes in', async context => {
  if (!isRoot) context.skip('only root can mount a small disk')
  const folder = await mkdtemp('/tmp/deltadesk-full-')
  const { rows } = await database.pool.query<{ folder: string }>(`select current_setting('data_directory') as folder`)
  const owner = await stat(rows[0]?.folder ?? '')
  const disk = join(folder, 'disk')
  await mkdir(disk)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk]).status === 0
  if (!mounted) {
    await rm(folder, { recursive: true })
    context.skip('this machine lets nobody mount a small disk')
  }
  const space = `small_${randomUUID().slice(0, 8)}`
  try {
    await chown(folder, owner.uid, owner.gid)
    await chown(disk, owner.uid, owner.gid)
    await database.pool.query(`create tablespace ${space} location '${disk}'`)
    const tableId = await tableWithFiles(database)
    await database.pool.query(`alter table dl_add_files set tablespace ${space}`)
    const wide = (version: bigint) =>
      draftOf(tableId, version, [
        commitInfo,
        ...Array.from({ length: 200 }, () => add(`${randomUUID()}`, { stats: wideStats() })),
      ])
    let version = 1n
    let outcome = await commit(database, wide(version))
    for (; outcome.kind === 'committed' && version < 50n; outcome = await commit(database, wide(version))) version += 1n
    expect(outcome).toMatchObject({ kind: 'database-error', sqlState: '53100', retryable: false })
    await database.pool.query('alter table dl_add_files set tablespace pg_default')
    await expectSound(database, tableId)
    expect(await commit(database, wide(version))).toMatchObject({ kind: 'committed', version })
    await expectSound(database, tableId)
  } finally {
    await database.pool.query('alter table dl_add_files set tablespace pg_default')
    await database.pool.query(`drop tablespace if exists ${space}`)
    spawnSync('umount', [disk])
    await rm(folder, { recursive: true, force: true })
  }
})

/** Nothing that a compressor could make small. */
function wideStats(): string {
  return JSON.stringify({ numRecords: 1, minValues: { id: Array.from({ length: 60 }, () => randomUUID()).join('') } })
}

test('[fault 24] behind PgBouncer in transaction mode, which drops session settings, it refuses to open, and says why', async context => {
  if (!has('pgbouncer')) context.skip('PgBouncer is not installed')
  const folder = await mkdtemp('/tmp/deltadesk-bouncer-')
  const { host, port, user, password, database: name } = database.config
  const listen = await freePort()
  await writeFile(join(folder, 'users.txt'), `"${user}" "${password.reveal()}"\n`)
  await writeFile(
    join(folder, 'pgbouncer.ini'),
    `[databases]\n${name} = host=${host} port=${port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${listen}\n` +
      `auth_type = plain\nauth_file = ${join(folder, 'users.txt')}\npool_mode = transaction\nunix_socket_dir =\n` +
      `ignore_startup_parameters = options,statement_timeout,lock_timeout,idle_in_transaction_session_timeout\n`,
  )
  const asUser = isRoot ? ['-u', 'nobody'] : []
  if (isRoot) spawnSync('chown', ['-R', 'nobody', folder])
  const bouncer = spawn('pgbouncer', [...asUser, join(folder, 'pgbouncer.ini')], { stdio: 'ignore' })
  try {
    await sleep(1_000)
    const error = await openDatabase({ ...database.config, port: listen }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ConnectFailure)
    expect(String(error)).toContain('PgBouncer in transaction mode')
  } finally {
    bouncer.kill('SIGKILL')
    await rm(folder, { recursive: true })
  }
})

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

test('[fault 26] a schema that lacks a column is an error with its SQLSTATE, and nothing is written', async () => {
  const tableId = await tableWithFiles(database)
  await database.pool.query('alter table dl_add_files rename column clustering_provider to gone')
  const outcome = await commit(database, replacement(tableId))
  await database.pool.query('alter table dl_add_files rename column gone to clustering_provider')
  expect(outcome).toMatchObject({ kind: 'database-error', sqlState: '42703', retryable: false })
  await expectUntouched(database, replacement(tableId))
})

test('[fault 27] a temporary table of the same name is not taken for one of the log', async () => {
  const shadowed = await openDatabase(database.config, { poolMax: 1 })
  shadowed.pipelined.on('connect', client => {
    void client.query('create temporary table dl_tables (table_id uuid, name text, current_version bigint)')
    void client.query('create temporary table dl_add_files (table_id uuid)')
  })
  try {
    const tableId = await tableWithFiles(database)
    expect(await commit(shadowed, replacement(tableId))).toMatchObject({ kind: 'committed', version: 1n })
    await expectSound(database, tableId)
  } finally {
    await shadowed.close()
  }
})

test('[fault 28] a snapshot that is held elsewhere slows nobody into a failure', async () => {
  const tableId = await tableWithFiles(database)
  await withAdmin(async () => {
    const holder = await openDatabase(database.config, { poolMax: 1 })
    const client = await holder.pool.connect()
    await client.query('begin isolation level repeatable read')
    await client.query('select count(*) from dl_tables')
    for (let version = 1n; version <= 200n; version++) {
      const outcome = await commit(database, draftOf(tableId, version, [commitInfo, add(`f${version}`)]))
      if (outcome.kind !== 'committed') throw new Error(outcome.kind)
    }
    client.release(true)
    await holder.close()
  })
  await expectSound(database, tableId)
})

test('no message is matched: with messages in another language, and errors with other words, outcomes are the same', async () => {
  const tableId = await tableWithFiles(database)
  const { rows } = await database.pool.query<{ languages: number }>(
    `select count(*)::int4 as languages from pg_settings where name = 'lc_messages'`,
  )
  expect(rows[0]?.languages).toBe(1)
  await database.pool.query(`
    create function speak_german() returns trigger language plpgsql as $$
      begin raise exception 'Konflikt: Serialisierung nicht möglich' using errcode = '40001'; end $$;
    create trigger speak_german before insert on dl_add_files for each statement execute function speak_german()`)
  const outcome = await commit(database, replacement(tableId))
  await database.pool.query('drop trigger speak_german on dl_add_files')
  expect(outcome).toMatchObject({ kind: 'database-error', sqlState: '40001', retryable: true })
  await expectUntouched(database, replacement(tableId))
})
