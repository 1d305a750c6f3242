import { createHash } from 'node:crypto'
import type { Action } from '../../shared/delta/actions.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import type { CheckpointFile } from '../delta-log/checkpoint-file.ts'
import type { DeltaLog } from '../delta-log/delta-log.ts'
import { readCheckpoint } from '../delta-log/read-checkpoint.ts'
import { readCommits } from '../delta-log/read-commits.ts'
import { addActionRows, emptyActionRows } from '../log/action-rows.ts'
import { versionRow } from '../log/version-row.ts'
import type { ActionRows } from '../postgres/action-tables.ts'
import { fileKey } from '../postgres/file-key.ts'
import { insertActions } from '../postgres/write-actions.ts'
import { recordVersions, type VersionRow } from '../postgres/write-version.ts'
import type { History } from './choose-history.ts'
import { commitActions } from './commit-actions.ts'
import { FileStates } from './file-states.ts'
import { COMMITTER_UNKNOWN, commitInfoOf, commitTime, IMPORT_WRITER } from './import-batch.ts'
import type { LiveFile } from './import-messages.ts'
import type { ImportTarget } from './import-target.ts'
import { baseCommitId } from './imported-commit-id.ts'

/** The operation of a version that stands for missing history. */
const BASE_OPERATION = 'CHECKPOINT'

/**
 * Writes a checkpoint's state as the first version of a table, of kind `base`, in one transaction: its files, tombstones,
 * transactions, domains, protocol and metadata, as they stream by. `files` is told which ones are live.
 */
export async function writeBase(
  log: DeltaLog,
  base: CheckpointFile,
  { first }: History,
  target: ImportTarget,
  files: { live(files: readonly LiveFile[]): Promise<void> },
  signal: AbortSignal,
): Promise<{ readonly actions: number; readonly committedAt: bigint }> {
  const { time, timeSource } = await baseTime(log, base, signal)
  const counts = { ...NO_ACTIONS }
  const states = new FileStates(first)
  const digest = createHash('sha256')
  await target.writeWith(first, async (client, tableId) => {
    for await (const { actions } of readCheckpoint(log.store, base, signal)) {
      const fresh = commitActions(actions).filter(action => isFirst(action, states, first))
      const lines = fresh.map(action => ({ action, text: printAction(action) }))
      for (const { text } of lines) digest.update(text).update('\n')
      const rows = emptyActionRows()
      addActionRows(rows, first, lines, counts.num_actions)
      await insertActions(client, tableId, rows, [], target.transport(signal))
      count(counts, rows, lines.length)
      await files.live(rows.dl_add_files.map(row => ({ fileKey: String(row.file_key), version: first })))
    }
    const facts = {
      version: first,
      kind: 'base',
      commitId: baseCommitId(first, digest.digest('hex')),
      committedAt: time,
      timeSource,
      committer: COMMITTER_UNKNOWN,
      writer: IMPORT_WRITER,
      operation: BASE_OPERATION,
    } as const
    const row = versionRow(facts, { lines: [], framing: 'canonical' }, undefined)
    await recordVersions(client, tableId, [{ ...row, ...counts }])
  })
  return { actions: counts.num_actions, committedAt: time }
}

/** The id that the base of a table would have if it were written now. */
export async function baseIdOf(
  log: DeltaLog,
  base: CheckpointFile,
  first: bigint,
  signal: AbortSignal,
): Promise<string> {
  const states = new FileStates(first)
  const digest = createHash('sha256')
  for await (const { actions } of readCheckpoint(log.store, base, signal)) {
    for (const action of commitActions(actions)) {
      if (isFirst(action, states, first)) digest.update(printAction(action)).update('\n')
    }
  }
  return baseCommitId(first, digest.digest('hex'))
}

/** Some checkpoints name a live file twice; a table has it once. */
function isFirst(action: Action, states: FileStates, version: bigint): boolean {
  if (action.kind !== 'add') return true
  const key = fileKey(action.path, action.deletionVector)
  if (states.isLive(key)) return false
  states.set(key, true, version)
  return true
}

/** A checkpoint does not say when its version was committed: its commit does where it is there, else its file's time. */
async function baseTime(
  { store, listing }: DeltaLog,
  { version, files }: CheckpointFile,
  signal: AbortSignal,
): Promise<ReturnType<typeof commitTime>> {
  const commits = listing.commits.filter(commit => commit.version === version)
  for await (const read of readCommits({ store, commits }, signal)) {
    if (read.kind === 'ok') return commitTime(commitInfoOf(read.commit.lines), read.fileTime)
  }
  const { modificationTime } = await store.stat(files[0] ?? '')
  return commitTime(undefined, modificationTime)
}

type Counts = { -readonly [K in keyof VersionRow as K extends `num_${string}` ? K : never]: number }

const NO_ACTIONS: Readonly<Counts> = {
  num_actions: 0,
  num_adds: 0,
  num_removes: 0,
  num_metadata: 0,
  num_protocol: 0,
  num_txns: 0,
  num_cdc: 0,
  num_domains: 0,
  num_others: 0,
}

function count(counts: Counts, rows: ActionRows, actions: number): void {
  counts.num_actions += actions
  counts.num_adds += rows.dl_add_files.length
  counts.num_removes += rows.dl_remove_files.length
  counts.num_metadata += rows.dl_metadata_updates.length
  counts.num_protocol += rows.dl_protocol_updates.length
  counts.num_txns += rows.dl_txn_actions.length
  counts.num_cdc += rows.dl_cdc_files.length
  counts.num_domains += rows.dl_domain_metadata.length
  counts.num_others += rows.dl_other_actions.length
}
