import type { ImportProblem } from '../../shared/contract/import.ts'
import { ObjectTooLarge } from '../object-store/file-reader.ts'
import { getObject, type WholeObject } from '../object-store/get-object.ts'
import { ObjectFailure, type ObjectStore } from '../object-store/object-store.ts'

export type TextRead =
  | ({ readonly kind: 'ok'; readonly text: string } & Pick<WholeObject, 'size' | 'modificationTime'>)
  | Refused

export type BytesRead = ({ readonly kind: 'ok' } & WholeObject) | Refused

interface Refused {
  readonly kind: 'refused'
  readonly problem: ImportProblem
  /** Nothing is wrong with it but that it has more bytes than were asked for. */
  readonly isTooLarge?: boolean
}

/** Reads a text file of a log whole: bytes that are no UTF-8, too many bytes or a change meanwhile are told, not thrown. */
export async function readText(store: ObjectStore, file: string, bytesMax: number): Promise<TextRead> {
  const read = await readBytes(store, file, bytesMax)
  if (read.kind === 'refused') return read
  const decoded = textOf(read.bytes, file)
  const { size, modificationTime } = read
  return decoded.kind === 'ok' ? { ...decoded, size, modificationTime } : decoded
}

/** As `readText`, without looking at the bytes. */
export async function readBytes(store: ObjectStore, file: string, bytesMax: number): Promise<BytesRead> {
  try {
    return { kind: 'ok', ...(await getObject(store, file, bytesMax)) }
  } catch (error) {
    return { kind: 'refused', problem: problemOfRead(error, file), isTooLarge: error instanceof ObjectTooLarge }
  }
}

/** What is said of a file that cannot be read; a mistake of this program is thrown as it is. */
export function problemOfRead(error: unknown, file: string): ImportProblem {
  if (!(error instanceof ObjectFailure)) throw error
  return { rule: `log.${error.kind}`, file, line: null, message: error.message }
}

/** The text that a file's bytes are. */
export function textOf(bytes: Uint8Array, file: string): { readonly kind: 'ok'; readonly text: string } | Refused {
  const text = decode(bytes)
  if (text !== undefined) return { kind: 'ok', text }
  const message = 'Expected UTF-8, found bytes that are none.'
  return { kind: 'refused', problem: { rule: 'log.encoding', file, line: badLine(bytes), message } }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The first line, from one, that is not UTF-8: a line feed is never part of another character. */
export function badLine(bytes: Uint8Array): number {
  for (let [line, start] = [1, 0]; ; line++) {
    const feed = bytes.indexOf(0x0a, start)
    const end = feed < 0 ? bytes.length : feed
    if (feed < 0 || decode(bytes.subarray(start, end)) === undefined) return line
    start = end + 1
  }
}
