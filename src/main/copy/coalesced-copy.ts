import type pg from 'pg'
import type { CoalescedCopy, FailedCopy } from './batch-outcome.ts'
import type { CopyObserver } from './copy-observer.ts'
import { type CopyWriter, startUntypedCopy } from './copy-writer.ts'
import type { Table } from './define-table.ts'
import type { Staging } from './staging.ts'
import type { CopyFormat } from './table-statements.ts'

/** What can be seen of a COPY under way. */
export type CopyProgress = Pick<CopyWriter<object>, 'counts' | 'times'>

export interface CoalescedOptions {
  readonly format: CopyFormat
  readonly staging: Staging | undefined
  readonly timeoutMs: number | undefined
  /** Ends the COPY unless it is being committed. */
  readonly signal: AbortSignal
  readonly observer: CopyObserver | undefined
  readonly onStarted: (writer: CopyProgress) => void
  readonly onCommitMs: (ms: number) => void
}

export type CoalescedResult =
  | { readonly kind: 'written'; readonly copy: CoalescedCopy }
  | ({ readonly kind: 'failed' } & FailedCopy)

/** Copies several batches in one transaction. A connection that cannot be used any more afterwards was ended. */
export async function copyTogether(
  client: pg.PoolClient,
  table: Table,
  batches: readonly (readonly object[])[],
  options: CoalescedOptions,
): Promise<CoalescedResult> {
  const timeout = options.timeoutMs === undefined ? undefined : AbortSignal.timeout(options.timeoutMs)
  const signal = timeout ? AbortSignal.any([options.signal, timeout]) : options.signal
  let commitSent = false
  try {
    const { rows, bytes, inserted } = await copyAll(client, table, batches, options, signal)
    commitSent = true
    const { command } = await timed(options, () => unlessAborted(client, client.query('commit'), timeout))
    if (command !== 'COMMIT') throw new Error('the transaction had failed and was rolled back')
    return { kind: 'written', copy: { batches: batches.length, rows, inserted, bytes } }
  } catch (error) {
    const rolledBack = await client.query('rollback').catch(() => undefined)
    const connectionLost = rolledBack === undefined
    return { kind: 'failed', error, timedOut: timeout?.aborted === true, connectionLost, commitSent }
  }
}

async function copyAll(
  client: pg.PoolClient,
  table: Table,
  batches: readonly (readonly object[])[],
  options: CoalescedOptions,
  signal: AbortSignal,
): Promise<Omit<CoalescedCopy, 'batches'>> {
  const { staging, format, observer } = options
  // The limit of this COPY is the caller's; that of the session is meant for statements.
  await unlessAborted(client, client.query('begin; set local statement_timeout = 0'), signal)
  if (staging) await unlessAborted(client, client.query(staging.createStatement), signal)
  const rowAt = (ordinal: number) => rowOf(batches, ordinal)
  const writer = await startUntypedCopy(client, staging?.table ?? table, { format, signal, observer, rowAt })
  options.onStarted(writer)
  for (const batch of batches) await writer.write(batch)
  const counts = await writer.finish()
  if (!staging) return { ...counts, inserted: counts.rows }
  const { rowCount } = await timed(options, () => unlessAborted(client, client.query(staging.moveStatement), signal))
  return { ...counts, inserted: rowCount ?? 0 }
}

function rowOf(batches: readonly (readonly object[])[], ordinal: number): object | undefined {
  let rest = ordinal
  for (const batch of batches) {
    if (rest < batch.length) return batch[rest]
    rest -= batch.length
  }
  return undefined
}

/** A statement that must not be waited for any longer takes its connection with it. */
async function unlessAborted<T>(
  client: pg.PoolClient,
  answer: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const cutOff = () => void endConnection(client)
  if (signal?.aborted) cutOff()
  signal?.addEventListener('abort', cutOff, { once: true })
  try {
    return await answer
  } catch (error) {
    throw signal?.aborted ? signal.reason : error
  } finally {
    signal?.removeEventListener('abort', cutOff)
  }
}

/** pg ends a connection with a statement under way by closing its socket; a pool's client is one of pg. */
function endConnection(client: pg.PoolClient): Promise<void> {
  return (client as unknown as pg.Client).end()
}

async function timed<T>({ onCommitMs }: Pick<CoalescedOptions, 'onCommitMs'>, work: () => Promise<T>): Promise<T> {
  const startedMs = performance.now()
  try {
    return await work()
  } finally {
    onCommitMs(performance.now() - startedMs)
  }
}
