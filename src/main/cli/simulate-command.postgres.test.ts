import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { runCommandLine } from './run-command-line.ts'

const database = useDatabase()
const folder = temporaryFolder()

async function deltadesk(...args: string[]) {
  const { host, port, user, password, database: name } = database.config
  const url = `postgres://${user}:${encodeURIComponent(password.reveal())}@${host}:${port}/${name}`
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const surroundings = {
    ...{ stdout, stderr, stdin: Readable.from([]), signal: new AbortController().signal },
    environment: { DELTADESK_HOME: join(folder(), 'home') },
  }
  const code = await runCommandLine([...args, '--database', url], surroundings)
  stdout.end()
  stderr.end()
  return { code, stdout: await text(stdout), stderr: await text(stderr) }
}

test('a scenario of a file runs headless and ends as it claims', async () => {
  const file = join(folder(), 'race.spec')
  await writeFile(
    file,
    'scenario race\ntable t\nwriter A\nwriter B\nrun schedule ABAB\nexpect sound\nexpect sees conflict\n',
  )
  const { code, stdout } = await deltadesk('simulate', file, '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    asClaimed: true,
    result: { kind: 'schedule', verdict: { kind: 'sound' } },
  })
  const exported = await deltadesk('simulate', file, '--export', 'scenario')
  await writeFile(join(folder(), 'race.json'), exported.stdout)
  expect((await deltadesk('simulate', join(folder(), 'race.json'), '--json')).code).toBe(0)
})

test('a run that is not as claimed, a file that is no scenario and a name of none have exit codes of their own', async () => {
  const file = join(folder(), 'wrong.spec')
  await writeFile(file, 'scenario wrong\ntable t\nwriter A\nrun schedule\nexpect broken one-winner\n')
  expect(await deltadesk('simulate', file)).toMatchObject({ code: 9, stderr: expect.stringContaining('claims') })
  await writeFile(file, 'scenario wrong\ntable t\nwriter A\n  apend 1\n')
  expect(await deltadesk('simulate', file)).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('line 4, column 3'),
  })
  expect(await deltadesk('simulate', 'nothing')).toMatchObject({ code: 3 })
  expect(await deltadesk('simulate', 'append-append', '--strategy', 'luck')).toMatchObject({ code: 2 })
})

test('left schemas are listed, and dropped when told', async () => {
  await database.pool.query('create schema deltadesk_sim_0123456789ab')
  expect(JSON.parse((await deltadesk('simulate', 'leftovers', '--json')).stdout)).toMatchObject({
    leftovers: [{ schema: 'deltadesk_sim_0123456789ab', isInUse: false }],
    dropped: [],
  })
  expect((await deltadesk('simulate', 'tidy')).stdout).toContain('dropped')
  expect((await deltadesk('simulate', 'leftovers')).stdout).toBe('Nothing is left of any run.\n')
})
