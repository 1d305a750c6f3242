import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { configOfText } from '../src/main/postgres/config-of-text.ts'
import { connectClient } from '../src/main/postgres/connect-client.ts'
import type { ConnectionConfig } from '../src/main/postgres/connection.ts'
import { startEmbeddedServer } from '../src/main/postgres/embedded/embedded-server.ts'
import { stopPostmaster } from '../src/main/postgres/embedded/postmaster.ts'
import { prepareServerHome } from '../src/main/postgres/embedded/server-home.ts'
import { migrate } from '../src/main/postgres/migrate.ts'

/** How a test file reaches the server of the run; a password crosses to the workers as plain text. */
export interface TestServer {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  /** The migrated and empty database that each test file gets a clone of. */
  readonly template: string
}

declare module 'vitest' {
  interface ProvidedContext {
    postgres: TestServer
  }
}

/** A root's own temp folder may be closed to the account that runs the server. */
const TEMP = process.getuid?.() === 0 ? '/tmp' : tmpdir()
const FOLDER_NAME = /^deltadesk-test-(\d+)-/

const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_connections: '200',
}

/**
 * One server for the whole run, in a folder of this run alone, so that any number of runs may go on at once; or the one
 * that DELTADESK_TEST_DATABASE_URL names, whose user may create databases, to see how another version does.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const releases: (() => Promise<unknown>)[] = []
  const release = async (): Promise<void> => {
    for (const undo of releases.toReversed()) await undo()
  }
  try {
    const config = givenServer() ?? (await startServer(releases))
    const template = `deltadesk_template_${randomBytes(6).toString('hex')}`
    await run(config, `create database ${template}`)
    releases.push(() => run(config, `drop database ${template} with (force)`))
    await migrate({ ...config, database: template })
    const { host, port, user, password } = config
    project.provide('postgres', { host, port, user, password: password.reveal(), template })
    return release
  } catch (error) {
    await release()
    throw error
  }
}

function givenServer(): ConnectionConfig | undefined {
  const url = process.env.DELTADESK_TEST_DATABASE_URL
  if (url === undefined) return undefined
  const parsed = configOfText(url)
  if (parsed.kind !== 'ok') throw new Error(parsed.message)
  return parsed.config
}

async function startServer(releases: (() => Promise<unknown>)[]): Promise<ConnectionConfig> {
  await sweepKilledRuns()
  const folder = await mkdtemp(join(TEMP, `deltadesk-test-${process.pid}-`))
  releases.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const log = { info: () => {}, warn: () => {} }
  const server = await startEmbeddedServer({ folder, log, settings: SETTINGS })
  releases.push(server.stop)
  return server.config
}

async function run(config: ConnectionConfig, statement: string): Promise<void> {
  const client = await connectClient(config)
  await client.query(statement).finally(() => client.end())
}

/** Servers and folders of runs that were killed before they could clean up. */
async function sweepKilledRuns(): Promise<void> {
  for (const name of await readdir(TEMP)) {
    const pid = Number(FOLDER_NAME.exec(name)?.[1] ?? 0)
    if (pid === 0 || isAlive(pid)) continue
    const folder = join(TEMP, name)
    await prepareServerHome(folder)
      .then(stopPostmaster)
      .catch(() => {})
    await rm(folder, { recursive: true, force: true }).catch(() => {})
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
