import { randomUUID } from 'node:crypto'
import type { Stats } from 'node:fs'
import { lstat, mkdir, realpath, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { ObjectFailure } from '../object-store/object-store.ts'
import { isS3Address, parseS3Address, printS3Address } from '../object-store/s3/s3-address.ts'
import { WritableS3Store } from '../object-store/s3/writable-s3-store.ts'
import { reasonInWords, systemReason } from '../object-store/system-reason.ts'
import { WritableFolderStore } from '../object-store/writable-folder-store.ts'
import type { WritableStore } from '../object-store/writable-store.ts'

/** Opens a target that was prepared; one that is gone fails with `absent` and is not made again. */
export async function openTarget(target: string): Promise<WritableStore> {
  return isS3Address(target) ? new WritableS3Store(parseS3Address(target)) : WritableFolderStore.open(target)
}

/** The store that a target lies in, of which targets share the patience; a folder is its own. */
export function storeOf(target: string): string {
  if (!isS3Address(target)) return target
  const { endpoint = '', bucket } = parseS3Address(target)
  return `${endpoint} ${bucket}`
}

/**
 * Makes a target ready to be a table's, and gives its plain form. Of a folder the last step is made where it is missing;
 * a place in an S3-compatible store must honour exclusive creation. Throws an ObjectFailure of kind `refused` for what
 * nobody can mean (`/`, a home folder, a working copy, a whole bucket), and otherwise for what cannot be written.
 */
export async function prepareTarget(target: string, signal: AbortSignal): Promise<string> {
  if (!isS3Address(target)) return prepareFolder(target)
  const address = parseS3Address(target)
  await new WritableS3Store(address).probe(signal)
  return printS3Address(address)
}

async function prepareFolder(path: string): Promise<string> {
  if (!isAbsolute(path)) throw new ObjectFailure('refused', `Expected an absolute path of a folder, got ${path}.`)
  const wanted = resolve(path)
  try {
    if (dirname(wanted) === wanted) throw new ObjectFailure('refused', 'The root of the file system is no table.')
    await mkdir(wanted).catch(error => {
      if (systemReason(error) !== 'EEXIST') throw error
    })
    const folder = await realpath(wanted)
    if (!(await lstat(folder)).isDirectory()) throw new ObjectFailure('refused', `${path} is a file and no folder.`)
    if (folder === dirname(folder)) throw new ObjectFailure('refused', 'The root of the file system is no table.')
    if (folder === (await realpath(homedir()).catch(() => homedir()))) {
      throw new ObjectFailure('refused', `${path} is a home folder and no table.`)
    }
    if (await lookAt(join(folder, '.git'))) {
      throw new ObjectFailure('refused', `${path} is a working copy and no table.`)
    }
    await tryToWrite((await logFolderIn(folder, path)) ?? folder)
    return folder
  } catch (error) {
    if (error instanceof ObjectFailure) throw error
    throw new ObjectFailure('refused', `${path} cannot be a target: ${reasonInWords(error)}.`)
  }
}

/** The log's folder where there is one already. */
async function logFolderIn(folder: string, path: string): Promise<string | undefined> {
  const log = join(folder, '_delta_log')
  const found = await lookAt(log)
  if (found === undefined) return undefined
  if (found.isDirectory()) return log
  const what = found.isSymbolicLink() ? 'a symbolic link' : 'a file'
  throw new ObjectFailure('refused', `The _delta_log in ${path} is ${what}; expected a folder.`)
}

/** A file is made and taken away again: nothing else tells for sure. */
async function tryToWrite(folder: string): Promise<void> {
  const probe = join(folder, `.deltadesk-probe-${randomUUID()}.tmp`)
  try {
    await writeFile(probe, 'Asks whether this folder can be written to.\n', { flag: 'wx' })
  } finally {
    await rm(probe, { force: true })
  }
}

async function lookAt(path: string): Promise<Stats | undefined> {
  return lstat(path).catch(error => {
    if (systemReason(error) === 'ENOENT') return undefined
    throw error
  })
}
