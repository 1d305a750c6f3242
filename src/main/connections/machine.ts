import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type PgService, readPgService } from './read-pg-service.ts'
import { type PgpassEntry, readPgpass } from './read-pgpass.ts'

/** What a machine offers to those who connect: its variables and the user's files. */
export interface Machine {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly platform: NodeJS.Platform
}

export const thisMachine: Machine = {
  environment: process.env,
  home: homedir(),
  platform: process.platform,
}

export interface ServiceFile {
  readonly path: string
  readonly services: readonly PgService[]
}

/** The service files that libpq reads, the user's first; files that are not there are left out. */
export async function readServiceFiles(machine: Machine): Promise<ServiceFile[]> {
  const { environment } = machine
  const paths = [
    environment.PGSERVICEFILE ?? join(machine.home, '.pg_service.conf'),
    ...(environment.PGSYSCONFDIR ? [join(environment.PGSYSCONFDIR, 'pg_service.conf')] : []),
    '/etc/postgresql-common/pg_service.conf',
  ]
  const files = await Promise.all(
    paths.map(async path => {
      const text = await readFile(path, 'utf8').catch(() => undefined)
      return text === undefined ? [] : [{ path, services: readPgService(text) }]
    }),
  )
  return files.flat()
}

export interface PasswordFile {
  readonly path: string
  readonly entries: readonly PgpassEntry[]
  /** Why libpq would not read it, and we do not: others could. */
  readonly problem: string | undefined
}

/** The password file that libpq reads; undefined where there is none. */
export async function readPasswordFile({ environment, home, platform }: Machine): Promise<PasswordFile | undefined> {
  const usual =
    platform === 'win32' ? join(environment.APPDATA ?? home, 'postgresql', 'pgpass.conf') : join(home, '.pgpass')
  const path = environment.PGPASSFILE ?? usual
  try {
    const { mode } = await stat(path)
    if (platform !== 'win32' && (mode & 0o077) !== 0) {
      return { path, entries: [], problem: `${path} can be read by others; libpq passes it over, and so do we.` }
    }
    return { path, entries: readPgpass(await readFile(path, 'utf8')), problem: undefined }
  } catch {
    return undefined
  }
}
