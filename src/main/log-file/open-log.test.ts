import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openLog } from './open-log.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deltadesk-log-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('the log', () => {
  test('[W3] holds an unexpected error whole, with its cause and its fields, but without secrets', async () => {
    const opened = await openLog(folder)
    opened.redactor.add('hunter2-canary')
    const cause = Object.assign(new Error('connect to postgres://ada:p4ssw0rd@db/lake failed'), { sqlState: '08006' })
    const error = new Error('the pool gave up: hunter2-canary', { cause })
    opened.log.error({ error, reference: 'r-1', config: { password: 'p4ssw0rd' } }, 'unexpected')
    opened.close()
    const text = await readFile(opened.file, 'utf8')
    expect(text).toContain('the pool gave up')
    expect(text).toContain('open-log.test.ts')
    expect(text).toContain('08006')
    expect(text).toContain('r-1')
    expect(text).not.toContain('hunter2-canary')
    expect(text).not.toContain('p4ssw0rd')
  })

  test.skipIf(process.platform === 'win32')('is readable by its owner alone', async () => {
    const { file, close } = await openLog(folder)
    close()
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  test('a large file is set aside at the next start', async () => {
    await writeFile(join(folder, 'deltadesk.log'), '')
    await truncate(join(folder, 'deltadesk.log'), 17 * 1024 * 1024)
    const { file, close } = await openLog(folder)
    close()
    expect((await stat(file)).size).toBe(0)
    expect((await stat(`${file}.1`)).size).toBe(17 * 1024 * 1024)
  })
})
