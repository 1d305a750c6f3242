import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { connectClient } from '../src/main/postgres/connect-client.ts'
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
const TEMPLATE = 'deltadesk_template'

const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_connections: '200',
}

/** One server for the whole run, in a folder of this run alone, so that any number of runs may go on at once. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweepKilledRuns()
  const folder = await mkdtemp(join(TEMP, `deltadesk-test-${process.pid}-`))
  const releases = [(): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 5 })]
  const release = async (): Promise<void> => {
    for (const undo of releases.toReversed()) await undo()
  }
  try {
    const quiet = { info: () => {}, warn: () => {} }
    const server = await startEmbeddedServer({ folder, log: quiet, settings: SETTINGS })
    releases.push(server.stop)
    const admin = await connectClient(server.config)
    await admin.query(`create database ${TEMPLATE}`).finally(() => admin.end())
    await migrate({ ...server.config, database: TEMPLATE })
    const { host, port, user, password } = server.config
    project.provide('postgres', { host, port, user, password: password.reveal(), template: TEMPLATE })
    return release
  } catch (error) {
    await release()
    throw error
  }
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
