import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable } from '../../../test/drafts.ts'
import { expectImported, runImport } from '../../../test/import.ts'
import { calls, commitMore, failingStore, mirroredTable, mirrorOf } from '../../../test/mirrored-table.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import type { VerifyReport } from '../../shared/contract/mirror-verification.ts'
import { commitFileName, uuidCheckpointFileName } from '../../shared/delta/log-names.ts'
import { commit } from '../log/commit.ts'
import { holdLeases } from '../postgres/mirror-lease.ts'
import { recordPublished } from '../postgres/mirror-status.ts'
import { commandMirror } from '../postgres/mirrors.ts'
import { MirrorPublisher, type PublisherOptions } from './publisher.ts'
import { setTarget } from './set-target.ts'
import { showDivergence } from './show-divergence.ts'
import { verifyTable } from './verify-table.ts'

const database = useDatabase()
const folder = temporaryFolder()
const NEVER = new AbortController().signal
const PATIENCE_MS = 20_000

/** Publishes until `until` holds, then stops. */
async function publishUntil(until: () => Promise<boolean>, options: Partial<PublisherOptions> = {}): Promise<void> {
  const problems: unknown[] = []
  const publisher = new MirrorPublisher({
    database,
    program: 'test',
    onProblem: problem => problems.push(problem),
    ...options,
  })
  try {
    for (const deadline = Date.now() + PATIENCE_MS; !(await until()); await sleep(20)) {
      if (Date.now() > deadline) throw new Error(`not reached; problems: ${problems.join('; ')}`)
      publisher.wake()
    }
  } finally {
    await publisher.close()
  }
  expect(problems).toEqual([])
}

const publishedUpTo = (tableId: string, version: bigint) => async () =>
  (await mirrorOf(database, tableId)).published === version

const stateIs = (tableId: string, state: string) => async () => (await mirrorOf(database, tableId)).state === state

async function commitFiles(target: string): Promise<string[]> {
  return (await readdir(join(target, '_delta_log'))).filter(name => /^\d{20}\.json$/.test(name)).sort()
}

async function verified(tableId: string, repair = false, level: 'smart' | 'full' = 'full'): Promise<VerifyReport> {
  const reports: VerifyReport[] = []
  for await (const report of verifyTable(database, { tableId, level, repair }, NEVER)) reports.push(report)
  const last = reports.at(-1)
  if (last === undefined) throw new Error('there is no report')
  return last
}

const fileOf = (target: string, version: number) => join(target, '_delta_log', commitFileName(BigInt(version)))

test('[M1] [M2] every version is published in order with exactly its bytes, and its file has the time of its commit', async () => {
  const { tableId, target } = await mirroredTable(database, folder(), 25)
  await publishUntil(publishedUpTo(tableId, 24n))
  expect(await commitFiles(target)).toEqual(Array.from({ length: 25 }, (_, index) => commitFileName(BigInt(index))))
  expect(await verified(tableId)).toMatchObject({ counts: { identical: 25 }, read: 25, findings: [] })
  expect(await verified(tableId, false, 'smart')).toMatchObject({ counts: { identical: 25 }, read: 0 })
  const times = await Promise.all(
    Array.from({ length: 25 }, async (_, index) => (await stat(fileOf(target, index))).mtimeMs),
  )
  expect(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0))).toBe(true)
})

test('[M5] a checkpoint is made of the newest version once it is due, and the pointer names it', async () => {
  const { tableId, target } = await mirroredTable(database, folder(), 25)
  await publishUntil(async () => (await mirrorOf(database, tableId)).checkpointVersion === 24n)
  const pointer = await readFile(join(target, '_delta_log', '_last_checkpoint'), 'utf8')
  expect(JSON.parse(pointer)).toMatchObject({ version: 24 })
})

test('a table that begins with the state of a checkpoint is mirrored from there, and a missing target is waited for', async () => {
  const tableId = await importedWithoutItsOldestCommits()
  const target = join(await mkdtemp(join(folder(), 'mirror-')), 'table')
  await mkdir(target)
  await setTarget(database, { tableId, target }, NEVER)
  await rm(target, { recursive: true })
  await publishUntil(async () => (await mirrorOf(database, tableId)).errorClass !== null)
  expect(await mirrorOf(database, tableId)).toMatchObject({ state: 'active', published: -1n })
  await mkdir(target)
  await publishUntil(publishedUpTo(tableId, 6n))
  expect(await mirrorOf(database, tableId)).toMatchObject({ checkpointVersion: 5n, checkpointError: null })
  expect(await commitFiles(target)).toEqual([commitFileName(6n)])
  expect(await verified(tableId)).toMatchObject({ findings: [] })
  for (const file of await readdir(join(target, '_delta_log'))) {
    if (file.includes('.checkpoint.')) await rm(join(target, '_delta_log', file))
  }
  expect(await verified(tableId)).toMatchObject({ findings: [{ version: 5n, verdict: 'missing', isRepaired: false }] })
  expect(await verified(tableId, true, 'smart')).toMatchObject({ findings: [{ version: 5n, isRepaired: true }] })
  const again = expectImported(await runImport(database, target, { plan: { name: 'mirrored anew' } }))
  expect(again).toMatchObject({ first: 5n, head: 6n, isBase: true, verification: { differences: [] } })
})

/** A log of version 6 and a checkpoint of version 5. */
async function importedWithoutItsOldestCommits(): Promise<string> {
  const source = await mkdtemp(join(folder(), 'source-'))
  const protocol = {
    minReaderVersion: 3,
    minWriterVersion: 7,
    readerFeatures: ['v2Checkpoint'],
    writerFeatures: ['v2Checkpoint'],
  }
  const [, ...table] = creation({}, protocol)
  const files = {
    [uuidCheckpointFileName(5n, '3a0d65cd-4056-49b8-937b-95f9e3ee90e5', 'json')]: [
      { checkpointMetadata: { version: 5 } },
      ...table,
      add('old', { dataChange: false }),
    ],
    [commitFileName(6n)]: [commitInfo, add('new')],
  }
  await mkdir(join(source, '_delta_log'))
  for (const [name, lines] of Object.entries(files)) {
    const text = lines.map(line => `${JSON.stringify(line)}\n`).join('')
    await writeFile(join(source, '_delta_log', name), text)
  }
  return expectImported(await runImport(database, source)).tableId
}

test('[M6] versions that are committed while it publishes follow, without anybody asking', async () => {
  const { tableId } = await mirroredTable(database, folder(), 1)
  await Promise.all([publishUntil(publishedUpTo(tableId, 8n)), commitMore(database, tableId, 1, 8)])
  expect(await verified(tableId)).toMatchObject({ counts: { identical: 9 } })
})

test('[M3] [fault 70] another file at a version stops the table, is kept, and both sides are shown; without it the mirror goes on', async () => {
  const { tableId, target } = await mirroredTable(database, folder(), 3)
  await publishUntil(publishedUpTo(tableId, 2n))
  await writeFile(fileOf(target, 3), '{"commitInfo":{"operation":"FOREIGN"}}\n')
  await commitMore(database, tableId, 3, 2)
  await publishUntil(stateIs(tableId, 'diverged'))
  expect(await mirrorOf(database, tableId)).toMatchObject({
    published: 2n,
    divergenceVersion: 3n,
    divergenceKind: 'differs',
  })
  expect(await readFile(fileOf(target, 3), 'utf8')).toContain('FOREIGN')
  const shown = await showDivergence(database, tableId, NEVER)
  expect(shown).toMatchObject({ version: 3n, kind: 'differs', targetHead: 3n })
  expect(shown?.ours).toContain('part-3.parquet')
  expect(shown?.theirs).toContain('FOREIGN')
  await rm(fileOf(target, 3))
  expect(await commandMirror(database, tableId, 'retry')).toBe(true)
  await publishUntil(publishedUpTo(tableId, 4n))
})

test('[M3] [fault 71] a file beyond the head and a gap stop the table; neither is filled in', async () => {
  const beyond = await mirroredTable(database, folder(), 2)
  await publishUntil(publishedUpTo(beyond.tableId, 1n))
  await writeFile(fileOf(beyond.target, 5), 'foreign')
  await commitMore(database, beyond.tableId, 2, 1)
  await publishUntil(stateIs(beyond.tableId, 'diverged'))
  expect(await mirrorOf(database, beyond.tableId)).toMatchObject({ divergenceVersion: 5n, divergenceKind: 'ahead' })
  await commitMore(database, beyond.tableId, 3, 4)
  await commandMirror(database, beyond.tableId, 'retry')
  await publishUntil(stateIs(beyond.tableId, 'diverged'))
  expect(await mirrorOf(database, beyond.tableId)).toMatchObject({ divergenceVersion: 2n, divergenceKind: 'gap' })
  expect(await commitFiles(beyond.target)).toHaveLength(3)
})

test('[M4] [fault 74] whichever call of the store fails, before its work or after it, the mirror converges', async () => {
  const size = 6
  const counted = await mirroredTable(database, folder(), size)
  calls.made = 0
  await publishUntil(publishedUpTo(counted.tableId, BigInt(size - 1)), {
    openTarget: target => failingStore(target, () => undefined),
  })
  const all = calls.made
  expect(all).toBeGreaterThanOrEqual(size)
  for (let failing = 1; failing <= all; failing++) {
    const { tableId } = await mirroredTable(database, folder(), size)
    calls.made = 0
    const openTarget = (target: string) =>
      failingStore(target, call => (call === failing ? { fault: 'network', isDone: failing % 2 === 0 } : undefined))
    await publishUntil(publishedUpTo(tableId, BigInt(size - 1)), { openTarget })
    expect(calls.made, `call ${failing}`).toBeGreaterThan(failing)
    expect(await verified(tableId), `call ${failing}`).toMatchObject({ counts: { identical: size }, findings: [] })
  }
})

test('[M4] [fault 69] [fault 83] what a dead publisher wrote and did not record is found and not written again', async () => {
  const { tableId, target } = await mirroredTable(database, folder(), 4)
  await publishUntil(publishedUpTo(tableId, 3n))
  const before = await stat(fileOf(target, 3))
  await database.pool.query('delete from dl_mirror_status where table_id = $1 and version > 0', [tableId])
  await database.pool.query('update dl_mirrors set published_version = 0 where table_id = $1', [tableId])
  await publishUntil(publishedUpTo(tableId, 3n))
  expect((await stat(fileOf(target, 3))).ino).toBe(before.ino)
})

test('[M4] [fault 79] a file that was lost and one that was torn are put back where they are known to be ours', async () => {
  const { tableId, target } = await mirroredTable(database, folder(), 6)
  await publishUntil(publishedUpTo(tableId, 5n))
  await rm(fileOf(target, 2))
  await truncate(fileOf(target, 4), 20)
  expect(await verified(tableId)).toMatchObject({ counts: { missing: 1, different: 1 }, repaired: 0 })
  expect(await verified(tableId, true, 'smart')).toMatchObject({ counts: { identical: 6 }, repaired: 2, read: 1 })
  expect(await verified(tableId)).toMatchObject({ counts: { identical: 6 }, findings: [] })
})

test('a verification tells the same actions in other bytes from other actions, and repairs neither', async () => {
  const { tableId, target } = await mirroredTable(database, folder(), 4)
  await publishUntil(publishedUpTo(tableId, 3n))
  const text = await readFile(fileOf(target, 1), 'utf8')
  await writeFile(fileOf(target, 1), text.replace('{"add":{', '{ "add" : { '))
  await writeFile(fileOf(target, 2), text)
  const report = await verified(tableId, true)
  expect(report).toMatchObject({ counts: { identical: 2, equivalent: 1, different: 1 }, repaired: 0 })
  expect(report.findings.map(({ version, verdict }) => [version, verdict])).toEqual([
    [1n, 'equivalent'],
    [2n, 'different'],
  ])
})

test('[fault 45] a holder that was paused until its lease ended records nothing afterwards', async () => {
  const { tableId } = await mirroredTable(database, folder(), 2)
  const [first, second] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']
  const leases = await holdLeases(database, { id: first, name: 'first' }, 1)
  const lease = leases.find(held => held.tableId === tableId)
  if (lease === undefined) throw new Error('the lease was free')
  await sleep(20)
  const taken = await holdLeases(database, { id: second, name: 'second' }, 60_000)
  expect(taken.find(held => held.tableId === tableId)?.epoch).toBe(lease.epoch + 1n)
  const version = { version: 0n, sha256: new Uint8Array(32), etag: 'x', size: 0 }
  expect(await recordPublished(database, lease, [version])).toBe(false)
  expect((await mirrorOf(database, tableId)).published).toBe(-1n)
  await database.pool.query('update dl_mirrors set lease_until = null, holder = null')
})

test('a target that is gone is told with its class, and the mirror goes on when it is back', async () => {
  const { tableId, target } = await mirroredTable(database, folder(), 2)
  await rm(target, { recursive: true })
  await publishUntil(async () => (await mirrorOf(database, tableId)).errorClass === 'missing')
  await setTarget(database, { tableId, target }, NEVER)
  await commandMirror(database, tableId, 'retry')
  await publishUntil(publishedUpTo(tableId, 1n))
  expect(await mirrorOf(database, tableId)).toMatchObject({ errorClass: null, attempts: 0, failingSince: null })
})

test('a table whose log is broken is not mirrored, and says why', async () => {
  const tableId = await newTable(database)
  await commit(database, draftOf(tableId, 0n, creation()))
  const target = join(folder(), 'restricted')
  await setTarget(database, { tableId, target }, NEVER)
  await database.pool.query(
    `update dl_tables set properties = properties || '{"restriction":"inspection-only"}' where table_id = $1`,
    [tableId],
  )
  await publishUntil(stateIs(tableId, 'refused'))
  expect((await mirrorOf(database, tableId)).reason).toContain('inspection')
})

test('[M3] a mirror that is up to date is held against its target: ours is put back, what is foreign stops it', async () => {
  const { tableId, target } = await mirroredTable(database, folder(), 5)
  await publishUntil(publishedUpTo(tableId, 4n))
  await rm(fileOf(target, 1))
  const alerts: string[] = []
  const options: Partial<PublisherOptions> = {
    reconcileIntervalMs: 0,
    onAlert: ({ kind, name: _, tableId: of }, change) => {
      if (of === tableId) alerts.push(`${change} ${kind}`)
    },
  }
  await publishUntil(async () => (await commitFiles(target)).length === 5, options)
  await writeFile(fileOf(target, 2), 'foreign')
  await publishUntil(stateIs(tableId, 'diverged'), options)
  expect(await mirrorOf(database, tableId)).toMatchObject({ divergenceVersion: 2n, divergenceKind: 'differs' })
  expect(await readFile(fileOf(target, 2), 'utf8')).toBe('foreign')
  // Each publisher tells it once: the one that has found it, if it came to that, and the next one.
  alerts.length = 0
  await publishUntil(async () => alerts.includes('raised diverged'), options)
  expect(alerts).toEqual(['raised diverged'])
})
