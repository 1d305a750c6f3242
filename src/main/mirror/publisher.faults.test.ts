import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { runKilled, startCommand } from '../../../test/killed-command.ts'
import { commitMore, mirroredTable, mirrorOf } from '../../../test/mirrored-table.ts'
import { stride } from '../../../test/moments.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import type { VerifyReport } from '../../shared/contract/mirror-verification.ts'
import { MirrorPublisher } from './publisher.ts'
import { verifyTable } from './verify-table.ts'

const database = useDatabase()
const folder = temporaryFolder()
const NEVER = new AbortController().signal
const POINTS_MAX = 200
const STRIDE = stride(7)
/** A process is started, on a machine that may be busy. */
const PATIENCE = { timeout: 100_000 }

/** Publishes as the next program would, up to a version. */
async function publishHere(tableId: string, upTo: bigint): Promise<void> {
  const problems: unknown[] = []
  const next = new MirrorPublisher({ database, program: 'next', onProblem: problem => problems.push(problem) })
  try {
    await expect.poll(async () => (await mirrorOf(database, tableId)).published, PATIENCE).toBe(upTo)
  } finally {
    await next.close()
  }
  expect(problems).toEqual([])
}

test('[M4] killed before or after any change of a file, the next publisher completes the log', async () => {
  let point = 1
  for (let isWhole = false; !isWhole && point <= POINTS_MAX; point += STRIDE) {
    const { tableId, target } = await mirroredTable(database, folder(), 2)
    isWhole = await runKilled(database, ['mirror', 'run', '--once'], point)
    // The lease of the dead: its time has come.
    await database.pool.query(`update dl_mirrors set lease_until = clock_timestamp() where lease_until is not null`)
    await publishHere(tableId, 1n)
    expect(await verified(tableId), `point ${point}`).toMatchObject({ counts: { identical: 2 }, findings: [] })
    const others = (await readdir(join(target, '_delta_log'))).filter(name => !/^\d{20}\.json$|^\..*\.tmp$/.test(name))
    expect(others, `point ${point}`).toEqual([])
    await database.pool.query('delete from dl_mirror_status')
    await database.pool.query('delete from dl_mirrors')
  }
  expect(point, 'some points were met').toBeGreaterThan(10)
}, 1_800_000)

test('[M4] [fault 45] a publisher that is stopped while another takes over publishes nothing twice when it goes on', async () => {
  const { tableId, target } = await mirroredTable(database, folder(), 2)
  const published = async () => (await mirrorOf(database, tableId)).published
  const paused = startCommand(database, ['mirror', 'run'])
  const ended = new Promise(resolve => paused.on('exit', resolve))
  try {
    await expect.poll(published, PATIENCE).toBe(1n)
    paused.kill('SIGSTOP')
    await commitMore(database, tableId, 2, 3)
    await database.pool.query('update dl_mirrors set lease_until = clock_timestamp() where table_id = $1', [tableId])
    const { epoch } = await mirrorOf(database, tableId)
    const problems: unknown[] = []
    const other = new MirrorPublisher({ database, program: 'other', onProblem: problem => problems.push(problem) })
    try {
      await expect.poll(published, PATIENCE).toBe(4n)
      expect((await mirrorOf(database, tableId)).epoch).toBe(epoch + 1n)
      paused.kill('SIGCONT')
      await commitMore(database, tableId, 5, 3)
      await expect.poll(published, PATIENCE).toBe(7n)
      expect(await mirrorOf(database, tableId)).toMatchObject({ epoch: epoch + 1n, state: 'active' })
      expect(problems).toEqual([])
    } finally {
      await other.close()
    }
    // Whoever was paused takes the table again once its lease is given back.
    await commitMore(database, tableId, 8, 1)
    await expect.poll(published, PATIENCE).toBe(8n)
  } finally {
    paused.kill('SIGCONT')
    paused.kill('SIGTERM')
    await ended
  }
  expect(await verified(tableId)).toMatchObject({ counts: { identical: 9 }, findings: [] })
  expect((await readdir(join(target, '_delta_log'))).filter(name => name.endsWith('.json'))).toHaveLength(9)
})

async function verified(tableId: string): Promise<VerifyReport | undefined> {
  const reports: VerifyReport[] = []
  for await (const report of verifyTable(database, { tableId, level: 'full', repair: false }, NEVER))
    reports.push(report)
  return reports.at(-1)
}
