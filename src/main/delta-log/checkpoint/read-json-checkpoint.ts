import { TextDecoder } from 'node:util'
import type { CheckpointAction } from '../../../shared/delta/actions.ts'
import { parseCheckpointAction } from '../../../shared/delta/parse-action.ts'
import { CHECKPOINT_BATCH_ACTIONS, CHECKPOINT_PIECE_BYTES, LINE_BYTES_MAX } from '../../../shared/limits.ts'
import type { OpenObject } from '../../object-store/object-store.ts'
import { CheckpointFailure } from '../checkpoint-failure.ts'

/** The actions of a V2 checkpoint in JSON form, a bounded batch at a time. Fails with a `CheckpointFailure`. */
export async function* readJsonCheckpoint(
  object: OpenObject,
  file: string,
  signal: AbortSignal,
): AsyncGenerator<readonly CheckpointAction[], void> {
  let batch: CheckpointAction[] = []
  let lineNumber = 0
  for await (const lines of linesOf(object, file, signal)) {
    for (const line of lines) {
      const parsed = line.trim() === '' ? undefined : parseCheckpointAction(line.trim(), lineNumber)
      lineNumber++
      if (!parsed) continue
      if (parsed.kind === 'invalid') {
        const message = `Line ${lineNumber}: ${parsed.issues[0]?.message ?? 'it is no action'}.`
        throw new CheckpointFailure('checkpoint.row', file, message)
      }
      batch.push(parsed.value)
      if (batch.length < CHECKPOINT_BATCH_ACTIONS) continue
      yield batch
      batch = []
    }
    if (batch.length > 0) yield batch
    batch = []
  }
}

/** Lines as they become complete; a piece of the file at a time is held in memory, or a line where that is longer. */
async function* linesOf(object: OpenObject, file: string, signal: AbortSignal): AsyncGenerator<string[], void> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let rest = ''
  for (let start = 0; start < object.size; start += CHECKPOINT_PIECE_BYTES) {
    signal.throwIfAborted()
    const end = Math.min(start + CHECKPOINT_PIECE_BYTES, object.size)
    const text = rest + decode(decoder, await object.read(start, end), end < object.size, file)
    const lines = text.split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LINE_BYTES_MAX) {
      throw new CheckpointFailure('checkpoint.row', file, `Expected lines of at most ${LINE_BYTES_MAX} characters.`)
    }
    yield lines
  }
  yield [rest]
}

function decode(decoder: TextDecoder, bytes: Uint8Array, stream: boolean, file: string): string {
  try {
    return decoder.decode(bytes, { stream })
  } catch {
    throw new CheckpointFailure('checkpoint.encoding', file, 'Expected UTF-8, found bytes that are none.')
  }
}
