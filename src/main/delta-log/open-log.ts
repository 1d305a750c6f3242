import { lstat, realpath, stat } from 'node:fs/promises'
import { basename, dirname, relative, sep } from 'node:path'
import { FolderStore } from '../object-store/folder-store.ts'
import { ObjectFailure, type ObjectStore } from '../object-store/object-store.ts'
import { openArchive } from '../object-store/open-archive.ts'
import { isS3Address, parseS3Address } from '../object-store/s3/s3-address.ts'
import { S3Store } from '../object-store/s3/s3-store.ts'
import type { DeltaLog } from './delta-log.ts'
import { listLog } from './list-log.ts'
import { finding, type LogFinding } from './log-finding.ts'
import { LOG_FOLDER } from './log-listing.ts'

export type LogOpening =
  | { readonly kind: 'ok'; readonly log: DeltaLog }
  | { readonly kind: 'refused'; readonly problems: readonly LogFinding[] }

/**
 * Finds and lists the log of a table: `path` is the table's folder, its `_delta_log`, an archive of either, such an
 * archive and the table's path in it, or the address of a folder in an S3-compatible store. Refused with a reason where there is none, where `_delta_log` is a symbolic link, or
 * where it cannot be read.
 */
export async function openLog(path: string, signal: AbortSignal): Promise<LogOpening> {
  try {
    const opened = await openStore(path, signal)
    try {
      const listing = await listLog(opened.store, signal)
      const { store } = opened
      return { kind: 'ok', log: { ...opened, listing, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() } }
    } catch (error) {
      await opened.store[Symbol.asyncDispose]()
      throw error
    }
  } catch (error) {
    if (!(error instanceof ObjectFailure)) throw error
    return { kind: 'refused', problems: [finding('error', `log.${error.kind}`, null, error.message)] }
  }
}

interface OpenedStore {
  readonly kind: DeltaLog['kind']
  readonly location: string
  readonly name: string
  readonly store: ObjectStore
}

async function openStore(path: string, signal: AbortSignal): Promise<OpenedStore> {
  if (isS3Address(path)) return openS3(path, signal)
  const archive = await archiveIn(path)
  if (archive !== undefined) {
    const inside = relative(archive, path).split(sep).join('/')
    const { kind, store } = await openArchive(archive, LOG_FOLDER, inside === '' ? undefined : inside, signal)
    const name = basename(inside === '' ? archive.replace(ARCHIVE_ENDING, '') : inside)
    return { kind, location: path, name, store }
  }
  const store = await FolderStore.open(await tableFolder(path))
  return { kind: 'folder', location: store.location, name: basename(store.location), store }
}

async function openS3(path: string, signal: AbortSignal): Promise<OpenedStore> {
  const found = parseS3Address(path)
  const address = { ...found, prefix: found.prefix.replace(new RegExp(`/${LOG_FOLDER}$`), '') }
  const store = await S3Store.open(address, signal)
  return { kind: 'store', location: store.location, name: basename(address.prefix), store }
}

const ARCHIVE_ENDING = /\.(tar|tar\.gz|tgz|zip)$/i

/** The file on the way to a path, if one is there: what comes behind it is a path in it. */
async function archiveIn(path: string): Promise<string | undefined> {
  for (let step = path; ; step = dirname(step)) {
    const stats = await stat(step).catch(() => undefined)
    if (stats) return stats.isFile() ? step : undefined
    if (dirname(step) === step) return undefined
  }
}

/** Whoever points at the log itself means the table that it is of, unless the log is a link to somewhere else. */
async function tableFolder(path: string): Promise<string> {
  if (basename(path) !== LOG_FOLDER) return path
  const isLink = await lstat(path).then(
    stats => stats.isSymbolicLink(),
    () => false,
  )
  return isLink ? dirname(path) : dirname(await realpath(path).catch(() => path))
}
