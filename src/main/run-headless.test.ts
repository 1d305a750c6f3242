import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { readHeadlessArguments } from './headless-arguments.ts'
import { runHeadless } from './run-headless.ts'

let folder: string
let out: string
let err: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deltadesk-headless-'))
  out = ''
  err = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    out += text
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    err += text
    return true
  })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

const page = { page: async () => {} }

describe('the loopback host on the command line', () => {
  test('reads its arguments', () => {
    expect(readHeadlessArguments([], {})).toEqual({
      kind: 'run',
      port: undefined,
      databaseUrl: undefined,
      folder: undefined,
      isReadOnly: false,
      settings: new Map(),
      open: false,
    })
    expect(
      readHeadlessArguments(['--port', '4000', '--data-folder=/data', '--open'], {
        DELTADESK_DATABASE: 'postgresql://x',
      }),
    ).toEqual({
      kind: 'run',
      port: 4000,
      databaseUrl: 'postgresql://x',
      folder: '/data',
      isReadOnly: false,
      settings: new Map(),
      open: true,
    })
    expect(readHeadlessArguments(['--read-only'], {})).toMatchObject({ isReadOnly: true })
    expect(readHeadlessArguments(['--database', 'postgresql://y'], { DELTADESK_DATABASE: 'x' })).toMatchObject({
      databaseUrl: 'postgresql://y',
    })
  })

  test.each([
    ['--port', 'x'],
    ['--port', '70000'],
    ['--port', '1.5'],
    ['--unknown'],
    ['surplus'],
    ['--setting', 'safety.readOnly=1'],
  ])('wrong arguments (%s %s) end with 2 and the usage', async (...args) => {
    expect(await runHeadless(args.filter(Boolean), page)).toBe(2)
    expect(err).toContain('Usage:')
  })

  test('--help is no error', async () => {
    expect(await runHeadless(['--help'], page)).toBe(0)
    expect(out).toContain('--port N')
  })

  test('[W3] a database that cannot be reached ends with 1 and one line without the password', async () => {
    const url = 'postgresql://ada:canary-0815@127.0.0.1:1/lake'
    expect(await runHeadless(['--data-folder', folder, '--database', url], page)).toBe(1)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect(err).toContain('ECONNREFUSED')
    expect(err + out).not.toContain('canary-0815')
  })
})

test('a port that is taken is named', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => taken.once('listening', resolve))
  const { describeStartProblem } = await import('./describe-start-problem.ts')
  const { openLoopback } = await import('./host/loopback/open-loopback.ts')
  const address = taken.address()
  const port = typeof address === 'object' ? address?.port : 0
  const log = { info() {}, warn() {}, error() {} }
  const opening = openLoopback({ ...page, log, port, serve() {}, onAddress() {} })
  expect(describeStartProblem(await opening.catch((error: unknown) => error))).toContain('The port is taken')
  taken.close()
})
