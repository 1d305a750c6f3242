/**
 * Packs the browser host and the command, installs the tarball into an empty folder as anybody would, and uses both there:
 * a log is imported and read by the command, and the page is served. Says what it does and ends with 1 where it fails.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

process.chdir(`${import.meta.dirname}/..`)

const COMMIT = [
  { commitInfo: { timestamp: 1_771_000_000_000, operation: 'CREATE TABLE' } },
  { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
  {
    metaData: {
      id: '7f4f5a3e-6a0c-4f0e-9a59-0b8f6f3a1c11',
      format: { provider: 'parquet', options: {} },
      schemaString: '{"type":"struct","fields":[{"name":"id","type":"long","nullable":true,"metadata":{}}]}',
      partitionColumns: [],
      configuration: {},
      createdTime: 1_771_000_000_000,
    },
  },
]
const START_LIMIT_MS = 90_000

const folder = await mkdtemp(join(tmpdir(), 'deltadesk-package-'))
try {
  const tarball = run(process.execPath, ['scripts/package-headless.ts', '--to', join(folder, 'release')])
    .split('\n')
    .at(-1)
  assert(tarball, 'the package was made')
  const place = join(folder, 'installed')
  await mkdir(place)
  await writeFile(join(place, 'package.json'), '{"private":true}')
  say('installing into an empty folder')
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], place)
  await tryCommand(place)
  await tryPage(place)
  say('the package works')
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function tryCommand(place: string): Promise<void> {
  say('using the command')
  const log = join(folder, 'events', '_delta_log')
  await mkdir(log, { recursive: true })
  await writeFile(join(log, `${'0'.repeat(20)}.json`), COMMIT.map(action => `${JSON.stringify(action)}\n`).join(''))
  deltadesk(place, ['import', join(folder, 'events')])
  const { versions } = JSON.parse(deltadesk(place, ['history', 'events', '--json']))
  assert.equal(versions.length, 1)
  assert.equal(versions[0].operation, 'CREATE TABLE')
}

async function tryPage(place: string): Promise<void> {
  say('serving the page')
  const host = spawn(process.execPath, [join(place, 'node_modules/deltadesk/bin/deltadesk-loopback.js')], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const address = await addressOf(host)
  const page = await fetch(new URL('/', address))
  assert.equal(page.status, 200)
  assert.match(await page.text(), /<div id="root">/)
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/)
  host.kill('SIGTERM')
  const [code] = await once(host, 'exit')
  assert.equal(code, 0)
}

async function addressOf(host: ChildProcess): Promise<string> {
  const late = setTimeout(() => host.kill('SIGKILL'), START_LIMIT_MS)
  assert(host.stdout)
  for await (const line of createInterface({ input: host.stdout })) {
    const address = /^Deltadesk is at (\S+)$/.exec(line)?.[1]
    if (address === undefined) continue
    clearTimeout(late)
    return address
  }
  throw new Error('the host ended without an address')
}

function deltadesk(place: string, args: readonly string[]): string {
  return run(process.execPath, [join(place, 'node_modules/deltadesk/bin/deltadesk.js'), ...args])
}

function run(program: string, args: readonly string[], cwd = process.cwd()): string {
  const shell = process.platform === 'win32'
  return execFileSync(program, [...args], {
    cwd,
    shell,
    encoding: 'utf8',
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim()
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, DELTADESK_HOME: join(folder, 'home'), DELTADESK_DATABASE: undefined }
}

function say(what: string): void {
  console.log(`package: ${what}`)
}
