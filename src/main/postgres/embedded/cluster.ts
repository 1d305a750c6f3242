import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Secret } from '../secret.ts'
import { runProgram } from './run-program.ts'
import type { ServerHome } from './server-home.ts'

export const SUPERUSER = 'deltadesk'
const SERVER_VERSION_MAJOR = '18'
const UNFINISHED = 'cluster.'
const UNFINISHED_AGE_MS = 60 * 60 * 1000

/**
 * Makes the cluster, once, with a random password, and gives that password. It is made under another name and renamed
 * when it is whole, so a cluster that exists is whole, and of two who make one at once the second takes the first's.
 */
export async function ensureCluster(home: ServerHome, { durable }: { durable: boolean }): Promise<Secret> {
  const existing = await readPassword(home)
  if (existing !== undefined) return existing
  await sweepUnfinished(home)
  const unfinished = join(home.folder, `${UNFINISHED}${randomBytes(6).toString('hex')}`)
  try {
    await initialize(home, unfinished, durable)
    await rename(unfinished, home.clusterFolder)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    const made = await readPassword(home)
    if (made === undefined) throw error
    return made
  }
  const password = await readPassword(home)
  if (password === undefined) throw new Error(`The cluster in ${home.folder} vanished while it was made.`)
  return password
}

async function readPassword(home: ServerHome): Promise<Secret | undefined> {
  const major = await readFile(join(home.dataFolder, 'PG_VERSION'), 'utf8').catch(absent)
  if (major === undefined) return undefined
  if (major.trim() !== SERVER_VERSION_MAJOR) {
    throw new Error(
      `The data in ${home.dataFolder} belong to PostgreSQL ${major.trim()}; ${SERVER_VERSION_MAJOR} is expected.`,
    )
  }
  const password = await readFile(home.passwordFile, 'utf8')
  return new Secret(password.trim())
}

async function initialize(home: ServerHome, folder: string, durable: boolean): Promise<void> {
  const passwordFile = join(folder, 'password')
  await mkdir(folder, { mode: 0o700 })
  await writeFile(passwordFile, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  await chmod(passwordFile, 0o600)
  if (home.user !== undefined) {
    for (const path of [folder, passwordFile]) await chown(path, home.user.uid, home.user.gid)
  }
  const { exitCode, output } = await runProgram(
    home.binaries.initdb,
    [
      `--pgdata=${join(folder, 'data')}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ],
    { cwd: home.folder, user: home.user },
  )
  if (exitCode !== 0) throw new Error(`PostgreSQL could not make its data folder in ${home.folder}: ${output}`)
}

/** Leftovers of a killed start; a young one may be somebody's work in progress. */
async function sweepUnfinished(home: ServerHome): Promise<void> {
  for (const name of await readdir(home.folder)) {
    if (!name.startsWith(UNFINISHED)) continue
    const path = join(home.folder, name)
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    if (age > UNFINISHED_AGE_MS) await rm(path, { recursive: true, force: true })
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined
  throw error
}
