import type { CheckpointAction } from '../../shared/delta/actions.ts'
import { parseLogName } from '../../shared/delta/log-names.ts'
import { ObjectFailure, type ObjectStore } from '../object-store/object-store.ts'
import { DecoderThread } from './checkpoint/decoder-thread.ts'
import { readJsonCheckpoint } from './checkpoint/read-json-checkpoint.ts'
import { CheckpointFailure } from './checkpoint-failure.ts'
import type { CheckpointFile } from './checkpoint-file.ts'
import { LOG_FOLDER } from './log-listing.ts'

/** Some actions of a checkpoint, and the file that they stand in. */
export interface CheckpointBatch {
  /** Relative to the table's folder. */
  readonly file: string
  readonly actions: readonly CheckpointAction[]
}

/**
 * Reads the actions of a checkpoint and of its sidecars in bounded batches; parquet is decoded in a thread of its own.
 * Fails with a `CheckpointFailure` where a file is damaged or missing: what was read until then is no whole state.
 */
export async function* readCheckpoint(
  store: ObjectStore,
  checkpoint: CheckpointFile,
  signal: AbortSignal,
): AsyncGenerator<CheckpointBatch, void> {
  const { files, fault, version } = checkpoint
  if (fault !== undefined) {
    throw new CheckpointFailure('checkpoint.incomplete', files[0] ?? `${LOG_FOLDER}/${version}`, fault)
  }
  await using threads = new AsyncDisposableStack()
  let thread: DecoderThread | undefined
  const decoder = () => {
    thread ??= threads.use(new DecoderThread())
    return thread
  }
  const sidecars: string[] = []
  for (const file of files) {
    for await (const actions of readFile(store, file, decoder, signal)) {
      sidecars.push(...sidecarFiles(actions, file))
      yield { file, actions }
    }
  }
  for (const file of sidecars) {
    for await (const actions of readFile(store, file, decoder, signal)) yield { file, actions }
  }
}

/** The sidecars that a checkpoint names, relative to the table's folder; its own files are read and no sidecar is. */
export async function readManifest(
  store: ObjectStore,
  { files }: CheckpointFile,
  signal: AbortSignal,
): Promise<string[]> {
  await using threads = new AsyncDisposableStack()
  const sidecars: string[] = []
  for (const file of files) {
    for await (const actions of readFile(store, file, () => threads.use(new DecoderThread()), signal)) {
      sidecars.push(...sidecarFiles(actions, file))
    }
  }
  return sidecars
}

async function* readFile(
  store: ObjectStore,
  file: string,
  decoder: () => DecoderThread,
  signal: AbortSignal,
): AsyncGenerator<readonly CheckpointAction[], void> {
  try {
    await using object = await store.open(file)
    if (file.endsWith('.json')) yield* readJsonCheckpoint(object, file, signal)
    else yield* decoder().decode(object, file, signal)
    await object.verify()
  } catch (error) {
    if (!(error instanceof ObjectFailure)) throw error
    throw new CheckpointFailure(`checkpoint.${error.kind}`, file, error.message)
  }
}

function sidecarFiles(actions: readonly CheckpointAction[], file: string): string[] {
  return actions.flatMap(action => (action.kind === 'sidecar' ? [sidecarFile(action.path, file)] : []))
}

/** A sidecar's path is encoded as in a URI and names a file in `_sidecars`, wherever it says that it is. */
function sidecarFile(path: string, checkpoint: string): string {
  const name = decoded(path)?.replace(/^.*\/_delta_log\/_sidecars\//s, '')
  const isSidecar = name !== undefined && parseLogName(`_sidecars/${name}`)?.kind === 'sidecar'
  if (isSidecar) return `${LOG_FOLDER}/_sidecars/${name}`
  const message = `Expected the name of a file in _sidecars, found ${JSON.stringify(path)}.`
  throw new CheckpointFailure('checkpoint.sidecar', checkpoint, message)
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
