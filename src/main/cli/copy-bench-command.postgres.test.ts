import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { runCommandLine } from './run-command-line.ts'

const database = useDatabase()

async function copyBench(...args: string[]): Promise<{ code: number; document: unknown }> {
  const { host, port, user, password, database: name } = database.config
  const url = `postgres://${user}:${encodeURIComponent(password.reveal())}@${host}:${port}/${name}`
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const surroundings = {
    stdout,
    stderr,
    stdin: Readable.from([]),
    environment: {},
    signal: new AbortController().signal,
  }
  const code = await runCommandLine(['copy-bench', ...args, '--json', '--database', url], surroundings)
  return { code, document: JSON.parse(await text(stdout.end())) }
}

test('the benchmark tells rows, rates and stages, and leaves nothing behind', async () => {
  for (const format of ['binary', 'text']) {
    const { code, document } = await copyBench('--rows', '3000', '--format', format)
    expect(code).toBe(0)
    expect(document).toMatchObject({ rows: 3_000, stages: { commitMs: expect.any(Number) } })
    expect(document).toHaveProperty('rowsPerSecond', expect.any(Number))
  }
  const { rows } = await database.pool.query("select from pg_namespace where nspname like 'deltadesk\\_bench%'")
  expect(rows).toEqual([])
})

test('what is no number of rows, or no format, is refused', async () => {
  for (const args of [
    ['--rows', '0'],
    ['--rows', 'many'],
    ['--rows', '5000001'],
    ['--format', 'csv'],
  ]) {
    expect((await copyBench(...args)).document).toMatchObject({ error: { kind: 'usage' } })
  }
})
