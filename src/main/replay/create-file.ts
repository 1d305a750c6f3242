import { randomUUID } from 'node:crypto'
import { link, lstat, open, readFile, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemReason } from '../object-store/system-reason.ts'

export type Creation =
  | { readonly kind: 'created' }
  /** It was there already, with the same bytes. */
  | { readonly kind: 'same' }
  | { readonly kind: 'refused'; readonly rule: string; readonly line: number | null; readonly message: string }

/**
 * Makes a file that never existed, whole or not at all: the bytes are written to a file of another name, which then gets
 * this one. An existing file is never touched.
 */
export async function createFile(path: string, bytes: Uint8Array): Promise<Creation> {
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`)
  try {
    if ((await lstat(path).catch(() => undefined)) !== undefined) return await compare(path, bytes)
    const file = await open(draft, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    try {
      await link(draft, path)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return await compare(path, bytes)
      throw error
    } finally {
      await unlink(draft)
    }
    return { kind: 'created' }
  } catch (error) {
    const message = `The file cannot be written (${systemReason(error)}).`
    return { kind: 'refused', rule: 'export.file', line: null, message }
  }
}

async function compare(path: string, bytes: Uint8Array): Promise<Creation> {
  if (!(await lstat(path)).isFile()) {
    return {
      kind: 'refused',
      rule: 'export.file',
      line: null,
      message: 'Expected a regular file, found something else.',
    }
  }
  const found = await readFile(path)
  if (found.equals(bytes)) return { kind: 'same' }
  const at = found.findIndex((byte, index) => byte !== bytes[index])
  const end = at < 0 ? found.length : at
  const line = found.subarray(0, end).reduce((lines, byte) => lines + Number(byte === 0x0a), 1)
  const message = `There is another file already: it differs from byte ${end} on and was left as it is.`
  return { kind: 'refused', rule: 'export.differs', line, message }
}
