import { createHash, randomBytes } from 'node:crypto'
import { chmod, chown, cp, mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Binaries, binariesUnder, locateBinaries } from './binaries.ts'
import { stopPostmaster } from './postmaster.ts'
import { runProgram } from './run-program.ts'
import { canEnter, chooseServerUser, giveTo, type ServerUser } from './server-user.ts'
import { abandonedShelters, openShelter, removeShelter, shelterOf } from './shelter.ts'

/** Where one embedded server keeps everything, who runs it, and with which programs. */
export interface ServerHome {
  readonly folder: string
  readonly clusterFolder: string
  readonly dataFolder: string
  readonly passwordFile: string
  readonly logFile: string
  readonly user: ServerUser | undefined
  readonly binaries: Binaries
}

/**
 * Makes the folder ready for whoever will run the server. As root, a folder or programs that this account cannot reach
 * are replaced by a folder under `shelter` and by a copy of the programs.
 */
export async function prepareServerHome(wantedFolder: string, shelter?: string): Promise<ServerHome> {
  const wanted = resolve(wantedFolder)
  await mkdir(wanted, { recursive: true, mode: 0o700 })
  const sheltered = shelterOf(wanted, shelter)
  const user = await chooseServerUser([join(wanted, 'cluster'), join(sheltered, 'cluster')])
  const folder = user === undefined ? wanted : await reachableFolder(wanted, sheltered, user)
  const home = homeIn(folder, user, await runnableBinaries(folder, user))
  if (folder === sheltered) await sweepShelters(home)
  return home
}

function homeIn(folder: string, user: ServerUser | undefined, binaries: Binaries): ServerHome {
  const clusterFolder = join(folder, 'cluster')
  return {
    folder,
    clusterFolder,
    dataFolder: join(clusterFolder, 'data'),
    passwordFile: join(clusterFolder, 'password'),
    logFile: join(folder, 'server.log'),
    user,
    binaries,
  }
}

async function reachableFolder(wanted: string, sheltered: string, user: ServerUser): Promise<string> {
  const folder = (await canEnter(dirname(wanted), user)) ? wanted : sheltered
  if (folder === sheltered) await openShelter(sheltered, wanted)
  await chown(folder, user.uid, user.gid)
  return folder
}

async function sweepShelters({ user, binaries }: ServerHome): Promise<void> {
  for (const folder of await abandonedShelters()) {
    await stopPostmaster(homeIn(folder, user, binaries)).catch(() => {})
    await removeShelter(folder)
  }
}

async function runnableBinaries(folder: string, user: ServerUser | undefined): Promise<Binaries> {
  const binaries = await locateBinaries()
  const probe = await runProgram(binaries.postgres, ['--version'], { cwd: folder, user })
  if (probe.exitCode === 0) return binaries
  if (user === undefined) throw new Error(`PostgreSQL cannot be started here: ${probe.output}`)
  const version = await runProgram(binaries.postgres, ['--version'], { cwd: folder })
  const digest = createHash('sha256').update(version.output).digest('hex').slice(0, 8)
  const copy = join(folder, `programs-${digest}`)
  if (!(await exists(copy))) await copyPrograms(binaries.root, copy, user)
  return binariesUnder(binaries, copy)
}

/** The copy appears whole or not at all, also when two do it at once or one is killed. */
async function copyPrograms(from: string, to: string, user: ServerUser): Promise<void> {
  const unfinished = `${to}.${randomBytes(6).toString('hex')}`
  await cp(from, unfinished, { recursive: true, verbatimSymlinks: true })
  await chmod(unfinished, 0o700)
  await giveTo(unfinished, user)
  await rename(unfinished, to).catch(async error => {
    await rm(unfinished, { recursive: true, force: true })
    if (!(await exists(to))) throw error
  })
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
