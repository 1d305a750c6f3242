import { randomUUID } from 'node:crypto'
import { classicCheckpointFileName } from '../../../shared/delta/log-names.ts'
import { printAction } from '../../../shared/delta/print-action.ts'
import { SIDECAR_ACTIONS } from '../../../shared/mirror-limits.ts'
import { LOG_FOLDER } from '../../delta-log/log-listing.ts'
import type { WritableStore } from '../../object-store/writable-store.ts'
import { readCheckpointAdds, readTombstones } from '../../postgres/checkpoint-files.ts'
import type { Database } from '../../postgres/connection.ts'
import { BuilderThread } from './builder-thread.ts'
import type { CheckpointOptions, CheckpointOutcome, CheckpointStep } from './checkpoint-outcome.ts'
import { type CheckpointTable, lookAtTable } from './checkpoint-table.ts'
import { moveLastCheckpoint } from './last-checkpoint.ts'
import { storeVerified } from './store-verified.ts'
import type { BuiltFile, FileColumns, ToBuilder } from './worker-messages.ts'
import { writeChecksum } from './write-checksum.ts'

/**
 * Makes the checkpoint of a published version from the log in PostgreSQL (M5): laid out in a thread from short statements,
 * stored, read back and compared, and only then named by `_last_checkpoint`. A crash at any point leaves files that nothing
 * points at or that hold the right state. Failures of the store are thrown as `ObjectFailure`, for its caller to retry.
 */
export async function makeCheckpoint(
  database: Database,
  tableId: string,
  version: bigint,
  store: WritableStore,
  options: CheckpointOptions,
  signal: AbortSignal,
): Promise<CheckpointOutcome> {
  try {
    const step = async (name: CheckpointStep) => {
      signal.throwIfAborted()
      await options.onStep?.(name)
    }
    await step('look')
    const table = await lookAtTable(database, tableId, version, store, options)
    if (table.kind === 'refused') return table
    await using thread = new BuilderThread(signal)
    return await new Making({
      database,
      tableId,
      version,
      store,
      thread,
      table,
      step,
      signal,
      isBase: options.isBase ?? false,
    }).run()
  } catch (error) {
    if (signal.aborted) return { kind: 'cancelled' }
    throw error
  }
}

interface Work {
  readonly database: Database
  readonly tableId: string
  readonly version: bigint
  readonly store: WritableStore
  readonly thread: BuilderThread
  readonly table: CheckpointTable
  readonly step: (name: CheckpointStep) => Promise<void>
  readonly signal: AbortSignal
  readonly isBase: boolean
}

type Failure = Extract<CheckpointOutcome, { kind: 'failed' }>
type FileRows = Extract<ToBuilder, { kind: 'adds' | 'copied' | 'removes' }>

/** One checkpoint on its way; amounts grow with each file that was verified. */
class Making {
  readonly #work: Work
  readonly #files: string[] = []
  #actions = 0
  #addFiles = 0
  #addBytes = 0n
  #sizeInBytes = 0
  #passing: Promise<void> = Promise.resolve()

  constructor(work: Work) {
    this.#work = work
  }

  async run(): Promise<CheckpointOutcome> {
    const { version, table, store, step, signal } = this.#work
    const made = table.form.kind === 'v2' ? await this.#makeV2() : await this.#makeClassic()
    if (made) return made
    await step('checksum')
    if (!this.#work.isBase) await writeChecksum(table.header, store, signal)
    await step('point')
    const pointed = {
      version,
      size: this.#actions,
      sizeInBytes: this.#sizeInBytes,
      numOfAddFiles: this.#addFiles,
    }
    return {
      kind: 'written',
      version,
      form: table.form.kind,
      files: this.#files,
      actions: this.#actions,
      addFiles: this.#addFiles,
      sizeInBytes: this.#sizeInBytes,
      pointer: await moveLastCheckpoint(store, pointed, signal),
    }
  }

  async #makeClassic(): Promise<Failure | undefined> {
    await this.#work.step('build')
    await this.#open('classic')
    await this.#work.thread.send({ kind: 'lines', lines: this.#stateLines() })
    for await (const rows of this.#fileRows()) await this.#pass(rows)
    return this.#finish()
  }

  /** Every file action stands in a sidecar, everything else in the checkpoint's own file, which comes last. */
  async #makeV2(): Promise<Failure | undefined> {
    const { thread, step, version } = this.#work
    await step('build')
    const sidecars: string[] = []
    let rows = 0
    const closeSidecar = async () => {
      const key = `${LOG_FOLDER}/_sidecars/${randomUUID()}.parquet`
      const file = await this.#close()
      const failure = await this.#store(key, file)
      const modificationTime = failure ? 0n : (await this.#work.store.stat(key)).modificationTime
      sidecars.push(sidecarLine(key, file, modificationTime))
      return failure
    }
    for await (const page of this.#fileRows()) {
      if (rows === 0) await this.#open('sidecar')
      await this.#pass(page)
      rows += page.kind === 'copied' ? page.page.rows : page.rows.length
      if (rows < SIDECAR_ACTIONS) continue
      rows = 0
      const failure = await closeSidecar()
      if (failure) return failure
    }
    const failure = rows > 0 ? await closeSidecar() : undefined
    if (failure) return failure
    await this.#open('v2')
    const own = printAction({ kind: 'checkpointMetadata', version })
    await thread.send({ kind: 'lines', lines: [own, ...this.#stateLines(), ...sidecars] })
    return this.#finish()
  }

  /** Ends the file that readers look for, once it is sure that it would tell the state as the ledger has it. */
  async #finish(): Promise<Failure | undefined> {
    const { table, version } = this.#work
    const file = await this.#close()
    const { numFiles, sizeInBytes } = table.header
    const [files, bytes] = [this.#addFiles + file.adds, this.#addBytes + file.addBytes]
    if (BigInt(files) !== numFiles || bytes !== sizeInBytes) {
      const message = `Version ${version} has ${numFiles} files of ${sizeInBytes} bytes by its ledger, but ${files} of ${bytes} were read.`
      return { kind: 'failed', rule: 'checkpoint.ledger', message }
    }
    return this.#store(`${LOG_FOLDER}/${classicCheckpointFileName(version)}`, file)
  }

  /** Hands rows to the thread and comes back as soon as it is done with those before: the next ones are read meanwhile. */
  async #pass(rows: FileRows): Promise<void> {
    await this.#passing
    this.#passing = this.#work.thread.send(rows)
    // Whoever awaits it next meets its failure.
    this.#passing.catch(() => {})
  }

  async #close(): Promise<BuiltFile> {
    await this.#passing
    return this.#work.thread.close()
  }

  async #open(columns: FileColumns): Promise<void> {
    const { metaData, protocol } = this.#work.table.header
    await this.#work.thread.send({ kind: 'open', columns, metadata: metaData, protocol })
  }

  #stateLines(): string[] {
    const { protocol, metaData, txns, domains } = this.#work.table.header
    return [protocol, metaData, ...txns, ...domains]
  }

  async *#fileRows(): AsyncGenerator<FileRows, void> {
    const { database, tableId, version, table, signal } = this.#work
    for await (const page of readCheckpointAdds(database, { tableId, version }, signal)) {
      yield 'bytes' in page ? { kind: 'copied', page } : { kind: 'adds', rows: page }
    }
    const since = { tableId, version, sinceMs: table.tombstonesSinceMs }
    for await (const rows of readTombstones(database, since, signal)) yield { kind: 'removes', rows }
  }

  async #store(key: string, file: BuiltFile): Promise<Failure | undefined> {
    const { store, thread, table, step, signal } = this.#work
    const failure = await storeVerified(
      { store, thread, hasJsonStats: table.form.hasJsonStats, step },
      key,
      file,
      signal,
    )
    if (failure) return failure
    this.#files.push(key)
    this.#actions += file.rows
    this.#addFiles += file.adds
    this.#addBytes += file.addBytes
    this.#sizeInBytes += file.bytes.length
    return undefined
  }
}

/** Sidecars are named as in a URI, and lie where readers look for them. */
function sidecarLine(key: string, { bytes }: BuiltFile, modificationTime: bigint): string {
  const path = key.slice(key.lastIndexOf('/') + 1)
  return printAction({ kind: 'sidecar', path, sizeInBytes: BigInt(bytes.length), modificationTime })
}
