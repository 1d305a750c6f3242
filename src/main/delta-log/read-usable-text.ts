import type { ImportProblem } from '../../shared/contract/import.ts'
import { LINE_BYTES_MAX, LOG_FILE_BYTES_MAX } from '../../shared/limits.ts'
import { ObjectTooLarge } from '../object-store/file-reader.ts'
import type { ObjectStore, OpenObject } from '../object-store/object-store.ts'
import { type LongLine, LongLineSearch, longLineProblem } from './long-line-search.ts'
import { Pauses } from './pauses.ts'
import { problemOfRead, readText, type TextRead, textOf } from './read-text.ts'

export type UsableText = TextRead & {
  /** What was left out of the text. */
  readonly leftOut: readonly ImportProblem[]
}

/**
 * As `readText`, of a commit whose lines may be too long: those are left out before they are in memory, and an empty line
 * stands for each, so that lines keep their numbers.
 */
export async function readUsableText(store: ObjectStore, file: string): Promise<UsableText> {
  try {
    await using object = await store.open(file)
    if (object.size > LOG_FILE_BYTES_MAX) throw new ObjectTooLarge(object.size, LOG_FILE_BYTES_MAX)
    const long = object.size > LINE_BYTES_MAX ? await longLinesOf(object) : []
    if (long.length === 0) return { ...(await readText(store, file, LOG_FILE_BYTES_MAX)), leftOut: [] }
    const pieces: Uint8Array[] = []
    for (const [start, end] of rangesBetween(long, object.size)) pieces.push(await object.read(start, end))
    await object.verify()
    const leftOut = long.map(line => longLineProblem(line, file))
    const decoded = textOf(Buffer.concat(pieces), file)
    const { size, modificationTime } = object
    return decoded.kind === 'ok' ? { ...decoded, size, modificationTime, leftOut } : { ...decoded, leftOut }
  } catch (error) {
    return { kind: 'refused', problem: problemOfRead(error, file), leftOut: [] }
  }
}

async function longLinesOf(object: OpenObject): Promise<readonly LongLine[]> {
  const search = new LongLineSearch()
  const pauses = new Pauses()
  for (let at = 0; at < object.size; at += PIECE_BYTES) {
    search.push(await object.read(at, Math.min(at + PIECE_BYTES, object.size)))
    await pauses.ifDue()
  }
  return search.finish()
}

function* rangesBetween(long: readonly LongLine[], size: number): Generator<readonly [number, number], void> {
  let from = 0
  for (const { start, end } of long) {
    yield [from, start]
    from = end
  }
  yield [from, size]
}

const PIECE_BYTES = 1024 * 1024
