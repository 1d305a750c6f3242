import { IMPORT_GROUPS_UNDER_WAY } from '../../shared/import-limits.ts'
import type { DeltaLog } from '../delta-log/delta-log.ts'
import type { Database } from '../postgres/connection.ts'
import { readHeadTime, readLiveKeys } from '../postgres/import-ledger.ts'
import type { TaskControl } from '../tasks/task-work.ts'
import { BatchSender } from './batch-sender.ts'
import type { History } from './choose-history.ts'
import { inOrder, openGroups } from './commit-group.ts'
import type { ImportBatch } from './import-batch.ts'
import type { ImportTarget } from './import-target.ts'
import { ProgressMeter } from './progress-meter.ts'
import { type LargeRows, LocalRows, type RowMaker, SourceChanged, ThreadRows } from './row-maker.ts'
import { writeBase } from './write-base.ts'

export interface ImportRun {
  readonly database: Database
  readonly log: DeltaLog
  readonly history: History
  /** What the survey has made of the bytes of each version. */
  readonly commitIds: ReadonlyMap<bigint, string>
  /** Versions whose commits are too large to be held. */
  readonly large: ReadonlySet<bigint>
  readonly target: ImportTarget
  readonly batchVersions: number
  /** Bytes of all commits, as the survey has counted them. */
  readonly bytesTotal: number
}

/**
 * Writes the versions of a history that the table does not have yet. Gives how many versions and actions it wrote. Fails
 * with `SourceChanged` before anything is written that the survey has not seen.
 */
export async function writeHistory(
  run: ImportRun,
  control: Pick<TaskControl<never>, 'signal' | 'boundary' | 'report'>,
): Promise<{ readonly versions: number; readonly actions: number }> {
  const { log, history, target, bytesTotal } = run
  const { signal } = control
  await target.take()
  const head = target.head
  const commits = history.commits.filter(({ version }) => version > head)
  await using opened = await openGroups({ store: log.store, commits }, run.large, signal)
  const { isMany, groups } = opened
  await using rows = await openRows(run, isMany, signal)
  await using sender = new BatchSender(target, control)
  const needsBase = history.base !== undefined && head < history.first
  const meter = new ProgressMeter('write', {
    versions: commits.length + Number(needsBase),
    bytes: commits.length === history.commits.length ? bytesTotal : null,
  })
  const read = { versions: 0, rows: 0, bytes: 0 }
  const tell = () => control.report(meter.at(read, target.durable))
  tell()
  let baseActions = 0
  if (history.base && needsBase) {
    await control.boundary()
    const { actions, committedAt } = await writeBase(log, history.base, history, target, rows, signal)
    await rows.beginAfter(committedAt)
    baseActions = actions
    read.versions++
    read.rows += actions
    tell()
  }
  const made = inOrder(groups, IMPORT_GROUPS_UNDER_WAY, async group => ({ group, ...(await rows.take(group)) }))
  for await (const { group, batches, actions, bytes, large } of made) {
    for (const batch of batches) await send(run, sender, batch)
    if (large) {
      const rows = read.rows
      await sendLarge(run, sender, large, sent => {
        read.rows = rows + sent
        tell()
      })
    }
    read.versions += group.commits.length
    read.rows += actions
    read.bytes += bytes
    tell()
  }
  const { batches } = await rows.rest()
  for (const batch of batches) await send(run, sender, batch)
  await sender.finish()
  tell()
  return { versions: sender.versions + Number(needsBase), actions: sender.actions + baseActions }
}

/** Tells the maker of rows what the table has: its live files and the time of its head. */
async function openRows(
  { database, history, target, batchVersions }: ImportRun,
  isMany: boolean,
  signal: AbortSignal,
): Promise<RowMaker> {
  const { table, tableId } = target
  const begin = {
    tableId,
    first: history.first,
    committedAt: table && (await readHeadTime(database, tableId)),
    versionsMax: batchVersions,
    transport: target.layout,
  }
  const rows = isMany ? await ThreadRows.open(begin, signal) : new LocalRows(begin)
  if (!table) return rows
  try {
    for await (const keys of readLiveKeys(database, tableId)) await rows.live(keys)
    return rows
  } catch (error) {
    await rows[Symbol.asyncDispose]()
    throw error
  }
}

async function send(run: ImportRun, sender: BatchSender, batch: ImportBatch): Promise<void> {
  checkIds(run, batch)
  await sender.send(batch)
}

async function sendLarge(
  run: ImportRun,
  sender: BatchSender,
  { version, parts }: LargeRows,
  onActions: (actions: number) => void,
): Promise<void> {
  async function* checked(): AsyncGenerator<ImportBatch, void> {
    let actions = 0
    for await (const part of parts) {
      checkIds(run, part)
      yield part
      actions += part.actions
      onActions(actions)
    }
  }
  await sender.sendParts(version, checked())
}

/** What the survey has not seen is not written. */
function checkIds({ commitIds, history }: ImportRun, { versions }: ImportBatch): void {
  for (const { version, commit_id } of versions) {
    if (commitIds.get(version) === commit_id) continue
    throw new SourceChanged(history.commits.find(commit => commit.version === version)?.file ?? '')
  }
}
