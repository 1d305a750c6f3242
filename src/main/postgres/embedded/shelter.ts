import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

/** Root's own folders are closed to the account that runs the server, so the data live elsewhere then. */
const LASTING = process.platform === 'darwin' ? '/Library/Application Support/Deltadesk' : '/var/lib/deltadesk'
/** For what stands in for a temporary folder. It is no temporary folder itself: only root may name what is in it. */
const TEMPORARY = join(LASTING, 'temporary')
const ORIGIN = 'origin'
const NOTE = 'where-the-data-are.txt'

/** The folder that stands in for `wanted`; only names it. */
export function shelterOf(wanted: string, root?: string): string {
  const isTemporary = !relative(tmpdir(), wanted).startsWith('..')
  const name = createHash('sha256').update(wanted).digest('hex').slice(0, 16)
  return join(root ?? (isTemporary ? TEMPORARY : LASTING), name)
}

/** Makes the shelter, and leaves word in both places of where the other one is. */
export async function openShelter(folder: string, wanted: string): Promise<void> {
  await mkdir(join(folder, '..'), { recursive: true, mode: 0o755 })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, ORIGIN), wanted)
  await writeFile(
    join(wanted, NOTE),
    `The data are kept in ${folder}, because the account that runs PostgreSQL for root cannot enter this folder.\n`,
  )
}

/** Temporary shelters whose folder is gone: nobody can find their data any more. */
export async function abandonedShelters(): Promise<readonly string[]> {
  const names = await readdir(TEMPORARY).catch(() => [])
  const folders = names.map(name => join(TEMPORARY, name))
  const abandoned = await Promise.all(folders.map(isAbandoned))
  return folders.filter((_, index) => abandoned[index])
}

export async function removeShelter(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

async function isAbandoned(folder: string): Promise<boolean> {
  const wanted = await readFile(join(folder, ORIGIN), 'utf8').catch(() => undefined)
  if (wanted === undefined) return false
  return stat(wanted).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  )
}
