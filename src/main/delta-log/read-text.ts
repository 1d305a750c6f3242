import type { ImportProblem } from '../../shared/contract/import.ts'
import { getObject, type WholeObject } from '../object-store/get-object.ts'
import { ObjectFailure, type ObjectStore } from '../object-store/object-store.ts'

export type TextRead =
  | ({ readonly kind: 'ok'; readonly text: string } & Pick<WholeObject, 'size' | 'modificationTime'>)
  | { readonly kind: 'refused'; readonly problem: ImportProblem }

/** Reads a text file of a log whole: bytes that are no UTF-8, too many bytes or a change meanwhile are told, not thrown. */
export async function readText(store: ObjectStore, file: string, bytesMax: number): Promise<TextRead> {
  try {
    const { bytes, size, modificationTime } = await getObject(store, file, bytesMax)
    const text = decode(bytes)
    if (text !== undefined) return { kind: 'ok', text, size, modificationTime }
    const message = 'Expected UTF-8, found bytes that are none.'
    return { kind: 'refused', problem: { rule: 'log.encoding', file, line: badLine(bytes), message } }
  } catch (error) {
    if (!(error instanceof ObjectFailure)) throw error
    return { kind: 'refused', problem: { rule: `log.${error.kind}`, file, line: null, message: error.message } }
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The first line, from one, that is not UTF-8: a line feed is never part of another character. */
function badLine(bytes: Uint8Array): number {
  for (let [line, start] = [1, 0]; ; line++) {
    const feed = bytes.indexOf(0x0a, start)
    const end = feed < 0 ? bytes.length : feed
    if (feed < 0 || decode(bytes.subarray(start, end)) === undefined) return line
    start = end + 1
  }
}
