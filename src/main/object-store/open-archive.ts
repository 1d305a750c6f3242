import { open } from 'node:fs/promises'
import type { ArchiveEntry } from './archive-entry.ts'
import { ArchiveStore, entriesBeside } from './archive-store.ts'
import { ObjectFailure, type ObjectStore } from './object-store.ts'
import { failureOf, OpenFile } from './open-file.ts'
import { readTar } from './read-tar.ts'
import { readZip } from './read-zip.ts'
import { unpackGzip } from './unpack-gzip.ts'

export interface OpenArchive {
  readonly kind: 'tar' | 'zip'
  readonly store: ObjectStore
}

/**
 * Opens a `.tar`, `.tar.gz` or `.zip`, whatever its name says, as the store of the folder in it that holds a folder called
 * `marker`. `inside` names that folder where there are several. Fails with an `ObjectFailure`.
 */
export async function openArchive(
  path: string,
  marker: string,
  inside: string | undefined,
  signal: AbortSignal,
): Promise<OpenArchive> {
  await using opened = new AsyncDisposableStack()
  const file = opened.use(await openFile(path))
  const kind = await kindOf(file)
  let entries: Iterable<ArchiveEntry>
  if (kind === 'zip') {
    entries = await readZip(file, signal)
  } else if (kind === 'gzip') {
    const unpacked = opened.use(await unpackGzip(path, file.size, signal))
    entries = await readTar(opened.use(await openFile(unpacked.path)), signal)
  } else {
    entries = await readTar(file, signal)
  }
  const chosen = entriesBeside(entries, marker, inside)
  const kept = opened.move()
  return { kind: kind === 'zip' ? 'zip' : 'tar', store: new ArchiveStore(path, chosen, () => kept.disposeAsync()) }
}

async function openFile(path: string): Promise<OpenFile> {
  try {
    const handle = await open(path)
    try {
      return await OpenFile.of(handle, path)
    } catch (error) {
      await handle.close()
      throw error
    }
  } catch (error) {
    throw failureOf(error, path)
  }
}

const TAR_HEADER_BYTES = 512
const TAR_MAGIC_AT = 257

async function kindOf(file: OpenFile): Promise<'tar' | 'gzip' | 'zip'> {
  const head = Buffer.from(await file.read(0, Math.min(file.size, TAR_HEADER_BYTES)))
  if (head.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]))) return 'gzip'
  if (head.toString('latin1', 0, 4) === 'PK\x03\x04') return 'zip'
  if (head.toString('latin1', TAR_MAGIC_AT, TAR_MAGIC_AT + 5) === 'ustar') return 'tar'
  throw new ObjectFailure('refused', 'Expected a folder or an archive (.tar, .tar.gz, .zip), found another file.')
}
