import { commitFileName } from '../../shared/delta/log-names.ts'
import { printCommit } from '../../shared/delta/print-action.ts'
import { printPages } from '../../shared/delta/print-pages.ts'
import { MIRRORED_FILE_BYTES_MAX } from '../../shared/mirror-limits.ts'
import { LOG_FOLDER } from '../delta-log/log-listing.ts'
import { getObject } from '../object-store/get-object.ts'
import { hashBytes } from '../object-store/hash-bytes.ts'
import type { WritableStore } from '../object-store/writable-store.ts'
import type { PublishedVersion } from '../postgres/mirror-status.ts'
import type { RangedCommit } from '../postgres/stored-commits.ts'
import { patiently } from './patiently.ts'
import type { ReadyCommit } from './prepare-ahead.ts'

export type Publication =
  | ({ readonly kind: 'published' } & PublishedVersion)
  /** Another file stands there, and was left as it is (M3). */
  | { readonly kind: 'differs' }

/**
 * The bytes of a commit's file, which depend on the commit alone (M1). They are put together in pieces: a large commit is
 * longer than any text may be.
 */
export async function commitBytes({
  lines,
  framing,
  pages,
}: Pick<RangedCommit, 'lines' | 'framing' | 'pages'>): Promise<Buffer> {
  const characters = lines.reduce((sum, { text }) => sum + text.length, 0)
  if (!pages && characters < TEXT_CHARACTERS_MAX) return Buffer.from(printCommit({ lines, framing }), 'utf8')
  const pieces: Buffer[] = []
  for await (const piece of printPages(pages ?? linePages(lines), framing)) pieces.push(Buffer.from(piece, 'utf8'))
  return Buffer.concat(pieces)
}

const TEXT_CHARACTERS_MAX = 64 * 1024 * 1024

async function* linePages(lines: RangedCommit['lines']): AsyncGenerator<readonly string[], void> {
  for (const { text } of lines) yield [text]
}

/** The time that a commit's file is to have, in milliseconds since 1970. */
export function modifiedMsOf({ committedAt }: Pick<RangedCommit, 'committedAt'>): bigint {
  return BigInt(Math.round(committedAt))
}

export function commitKey(version: bigint): string {
  return `${LOG_FOLDER}/${commitFileName(version)}`
}

/**
 * Publishes one commit, whoever tried before: a file that is there already with the same bytes is the same as one that was
 * just made. The beginning of the same bytes is replaced only where a crash of the store's own writing leaves such.
 * The file's time is the commit's, which strictly increases from version to version (Delta protocol, "In-Commit
 * Timestamps").
 */
export async function publishCommit(
  store: WritableStore,
  { commit, bytes, prepared }: ReadyCommit,
  signal: AbortSignal,
): Promise<Publication> {
  const { version } = commit
  const key = commitKey(version)
  const modifiedMs = modifiedMsOf(commit)
  const published = async (etag: string): Promise<Publication> => ({
    ...{ kind: 'published', version, sha256: await hashBytes('sha256', bytes), size: bytes.length },
    etag,
  })
  let first = prepared
  const creation = await patiently(async () => {
    const ahead = first
    first = undefined
    const object = await ahead
    return object ? object.create(signal) : store.createOnly(key, bytes, { modifiedMs }, signal)
  }, signal)
  if (creation.kind === 'created') return published(creation.etag)
  const { etag } = await patiently(() => store.stat(key), signal)
  const found = Buffer.from((await patiently(() => getObject(store, key, MIRRORED_FILE_BYTES_MAX), signal)).bytes)
  if (found.equals(bytes)) return published(etag)
  if (store.createsWhole || !isTorn(found, bytes)) return { kind: 'differs' }
  return published(await store.replace(key, bytes, { modifiedMs, seen: etag }, signal))
}

/** Whether a file is what a crash leaves of `whole`: its beginning, and not all of it. */
export function isTorn(found: Uint8Array, whole: Uint8Array): boolean {
  return found.length < whole.length && Buffer.from(found).equals(whole.subarray(0, found.length))
}
