import { constants, type Dirent } from 'node:fs'
import { access, readdir, realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { BROWSED_FOLDERS_MAX } from '../../shared/limits.ts'
import { systemReason } from '../object-store/system-reason.ts'
import { LOG_FOLDER } from './log-listing.ts'

export interface BrowsedFolder {
  readonly kind: 'folder'
  readonly path: string
  /** null at the root. */
  readonly parent: string | null
  /** By name; hidden ones are left out. */
  readonly folders: { readonly name: string; readonly path: string; readonly hasDeltaLog: boolean }[]
  readonly hasDeltaLog: boolean
  /** By name, where they were asked for; hidden ones are left out. */
  readonly files: { readonly name: string; readonly path: string; readonly sizeBytes: number }[]
  /** There are more folders or files than are listed. */
  readonly truncated: boolean
}

export type Browsing = BrowsedFolder | { readonly kind: 'unreadable'; readonly path: string; readonly reason: string }

/**
 * Lists the folders in a folder and says which of them are Delta tables. A relative path is seen from the home folder. Where
 * files are asked for, the path may be one, and its folder is listed.
 */
export async function browseFolder(path: string | undefined, withFiles = false): Promise<Browsing> {
  const named = resolve(homedir(), path ?? '')
  const wanted = withFiles && (await isFile(named)) ? dirname(named) : named
  let folder: string
  let entries: Dirent[]
  try {
    folder = await realpath(wanted)
    entries = await readdir(folder, { withFileTypes: true })
  } catch (error) {
    return { kind: 'unreadable', path: wanted, reason: systemReason(error) }
  }
  const names = namesOf(entries, entry => entry.isDirectory() || entry.isSymbolicLink()).filter(
    name => withFiles || name !== LOG_FOLDER,
  )
  const listed = await Promise.all(names.slice(0, BROWSED_FOLDERS_MAX).map(name => describeFolder(folder, name)))
  const fileNames = withFiles ? namesOf(entries, entry => entry.isFile() || entry.isSymbolicLink()) : []
  const files = await Promise.all(fileNames.slice(0, BROWSED_FOLDERS_MAX).map(name => describeFile(folder, name)))
  return {
    kind: 'folder',
    path: folder,
    parent: dirname(folder) === folder ? null : dirname(folder),
    folders: listed.filter(found => found !== undefined),
    hasDeltaLog: entries.some(entry => entry.name === LOG_FOLDER && entry.isDirectory()),
    files: files.filter(found => found !== undefined),
    truncated: Math.max(names.length, fileNames.length) > BROWSED_FOLDERS_MAX,
  }
}

function namesOf(entries: readonly Dirent[], isWanted: (entry: Dirent) => boolean): string[] {
  return entries
    .filter(entry => isWanted(entry) && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort(new Intl.Collator('en', { numeric: true }).compare)
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isFile(),
    () => false,
  )
}

/** Undefined for a link that leads to no file. */
async function describeFile(parent: string, name: string): Promise<BrowsedFolder['files'][number] | undefined> {
  const path = join(parent, name)
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ? { name, path, sizeBytes: found.size } : undefined
}

/** Undefined for a link that leads to no folder. */
async function describeFolder(parent: string, name: string): Promise<BrowsedFolder['folders'][number] | undefined> {
  const path = join(parent, name)
  const found = await stat(path).catch(() => undefined)
  if (!found?.isDirectory()) return undefined
  const hasDeltaLog = await access(join(path, LOG_FOLDER), constants.R_OK).then(
    () => true,
    () => false,
  )
  return { name, path, hasDeltaLog }
}
