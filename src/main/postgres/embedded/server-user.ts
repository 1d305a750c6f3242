import { constants } from 'node:fs'
import { chown, lchown, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runProgram } from './run-program.ts'

/** An account without privileges that runs the server where we are root, whom PostgreSQL refuses. */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
}

const ACCOUNTS = ['postgres', 'nobody']

/** Undefined where the server can run as who we are. Data that exist already keep their owner. */
export async function chooseServerUser(clusterFolders: readonly string[]): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined
  for (const folder of clusterFolders) {
    const owner = await stat(folder).catch(() => undefined)
    if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  }
  for (const name of ACCOUNTS) {
    const [uid, gid] = await Promise.all([accountId('-u', name), accountId('-g', name)])
    if (uid !== undefined && gid !== undefined && uid !== 0) return { uid, gid }
  }
  throw new Error(`PostgreSQL does not run as root, and there is no account ${ACCOUNTS.join(' or ')} to run it as.`)
}

/** True where `user` may pass through every folder on the way to `path` and through `path` itself. */
export async function canEnter(path: string, user: ServerUser): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder)
    const needed = uid === user.uid ? constants.S_IXUSR : gid === user.gid ? constants.S_IXGRP : constants.S_IXOTH
    if ((mode & needed) === 0) return false
    if (dirname(folder) === folder) return true
  }
}

/** Gives a folder and all it holds to `user`. */
export async function giveTo(folder: string, user: ServerUser): Promise<void> {
  await chown(folder, user.uid, user.gid)
  const names = await readdir(folder, { recursive: true })
  for (const name of names) await lchown(join(folder, name), user.uid, user.gid)
}

async function accountId(flag: string, name: string): Promise<number | undefined> {
  const { exitCode, output } = await runProgram('id', [flag, name], { cwd: '/' })
  return exitCode === 0 && /^\d+$/.test(output) ? Number(output) : undefined
}
