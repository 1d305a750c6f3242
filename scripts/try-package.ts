/**
 * Packs the browser host and the command, installs the tarball into an empty folder as anybody would, and uses both there:
 * a log is imported and read by the command, on its own server and on one elsewhere over TLS, a connection that is marked as
 * production takes nothing from it, and the page is served. Says what it does and ends with 1 where it fails.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { tlsServer } from '../test/tls-server.ts'

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
  const log = await tryCommand(place)
  await tryElsewhere(place, log)
  await tryPage(place)
  say('the package works')
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function tryCommand(place: string): Promise<string> {
  say('using the command')
  const log = join(folder, 'events', '_delta_log')
  await mkdir(log, { recursive: true })
  await writeFile(join(log, `${'0'.repeat(20)}.json`), COMMIT.map(action => `${JSON.stringify(action)}\n`).join(''))
  deltadesk(place, ['import', join(folder, 'events')])
  const { versions } = JSON.parse(deltadesk(place, ['history', 'events', '--json']))
  assert.equal(versions.length, 1)
  assert.equal(versions[0].operation, 'CREATE TABLE')
  return join(folder, 'events')
}

async function tryElsewhere(place: string, log: string): Promise<void> {
  say('reaching a server elsewhere over TLS, and one that is production')
  const certificates = join(folder, 'certificates')
  await mkdir(certificates)
  const host = await lookup(hostname()).then(hostname, () => 'localhost')
  const server = await tlsServer(certificates, host)
  try {
    const { port, user, password } = server.config
    const given = { PGPASSWORD: password.reveal() }
    const way = { host, port: String(port), user, dbname: 'postgres', sslmode: 'verify-full', sslrootcert: server.ca }
    const words = Object.entries(way).map(([name, value]) => `${name}=${value}`)
    const named = ['--database', words.join(' ')]
    deltadesk(place, ['import', log, ...named], given)
    await writeFile(join(folder, 'home', 'connections.json'), JSON.stringify(bookOf(way)))
    const saved = ['--connection', 'lake']
    const count = () => JSON.parse(deltadesk(place, ['history', 'events', ...saved, '--json'], given)).versions.length
    assert.equal(count(), 1)
    const commit = join(folder, 'commit.json')
    await writeFile(commit, `${JSON.stringify({ commitInfo: { operation: 'TEST' } })}\n`)
    const committing = ['commit', 'events', commit, '--expected-version', '1', ...saved]
    assert.throws(() => deltadesk(place, committing, given), 'production takes no commit')
    assert.equal(count(), 1)
    deltadesk(place, [...committing, '--raise', 'lake'], given)
    assert.equal(count(), 2)
  } finally {
    await server.remove()
  }
}

function bookOf(parameters: Readonly<Record<string, string>>) {
  const profile = {
    ...{ id: 'lake', name: 'lake', folder: null, environment: 'production', level: null, parameters },
    ...{ reference: { kind: 'none' }, secret: { kind: 'ask' }, elevationMinutes: 15 },
  }
  return { format: 1, connections: [profile], folders: [] }
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

function deltadesk(place: string, args: readonly string[], given: NodeJS.ProcessEnv = {}): string {
  return run(process.execPath, [join(place, 'node_modules/deltadesk/bin/deltadesk.js'), ...args], undefined, given)
}

function run(program: string, args: readonly string[], cwd = process.cwd(), given: NodeJS.ProcessEnv = {}): string {
  const shell = process.platform === 'win32'
  return execFileSync(program, [...args], {
    cwd,
    shell,
    encoding: 'utf8',
    env: { ...environment(), ...given },
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim()
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, DELTADESK_HOME: join(folder, 'home'), DELTADESK_DATABASE: undefined }
}

function say(what: string): void {
  console.log(`package: ${what}`)
}
