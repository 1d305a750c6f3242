import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { mirroredTable, mirrorOf } from '../../../test/mirrored-table.ts'
import { stride } from '../../../test/moments.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import type { VerifyReport } from '../../shared/contract/mirror-verification.ts'
import { verifyTable } from './verify-table.ts'

const database = useDatabase()
const folder = temporaryFolder()
const NEVER = new AbortController().signal
const KILLER = fileURLToPath(new URL('../../../test/kill-at-file-call.ts', import.meta.url))
const COMMAND = fileURLToPath(new URL('../cli.ts', import.meta.url))
const POINTS_MAX = 200
const STRIDE = stride(7)

/** Runs the command that publishes everything, and ends it at a point; tells whether it came to its end before. */
async function publishOnce(killAt: number): Promise<boolean> {
  const { user, password, host, port, database: name } = database.config
  const url = `postgres://${user}:${encodeURIComponent(password.reveal())}@${host}:${port}/${name}`
  const child = spawn(process.execPath, ['--import', KILLER, COMMAND, 'mirror', 'run', '--once'], {
    env: { ...process.env, DELTADESK_DATABASE: url, KILL_AT_FILE_CALL: String(killAt) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const signal = await new Promise<NodeJS.Signals | null>(resolve => child.on('exit', (_, by) => resolve(by)))
  // The lease of the dead: its time has come.
  await database.pool.query(`update dl_mirrors set lease_until = clock_timestamp() where lease_until is not null`)
  return signal === null
}

test('[M4] killed before or after any change of a file, the next publisher completes the log', async () => {
  let point = 1
  for (let isWhole = false; !isWhole && point <= POINTS_MAX; point += STRIDE) {
    const { tableId, target } = await mirroredTable(database, folder(), 2)
    isWhole = await publishOnce(point)
    expect(await publishOnce(0)).toBe(true)
    expect((await mirrorOf(database, tableId)).published, `point ${point}`).toBe(1n)
    const reports: VerifyReport[] = []
    for await (const report of verifyTable(database, { tableId, level: 'full', repair: false }, NEVER)) {
      reports.push(report)
    }
    expect(reports.at(-1), `point ${point}`).toMatchObject({ counts: { identical: 2 }, findings: [] })
    const others = (await readdir(join(target, '_delta_log'))).filter(name => !/^\d{20}\.json$|^\..*\.tmp$/.test(name))
    expect(others, `point ${point}`).toEqual([])
    await database.pool.query('delete from dl_mirror_status')
    await database.pool.query('delete from dl_mirrors')
  }
  expect(point, 'some points were met').toBeGreaterThan(10)
}, 240_000)
