import type { ImportProblem } from '../../shared/contract/import.ts'
import type { CheckpointAction } from '../../shared/delta/actions.ts'
import { canRead } from '../../shared/delta/protocol-access.ts'
import { checkProtocol } from '../../shared/delta/rules/check-protocol.ts'
import { RULES } from '../../shared/delta/rules.ts'
import { type Snapshot, SnapshotBuilder } from '../../shared/delta/snapshot.ts'
import { CheckpointFailure } from './checkpoint-failure.ts'
import type { CheckpointFile } from './checkpoint-file.ts'
import type { DeltaLog } from './delta-log.ts'
import { type LogError, logError } from './log-error.ts'
import type { VersionFile } from './log-listing.ts'
import { Pauses } from './pauses.ts'
import { headOf, planSnapshot, type SnapshotPlan } from './plan-snapshot.ts'
import { readCheckpoint } from './read-checkpoint.ts'
import { readCommits } from './read-commits.ts'

export interface SnapshotOptions {
  /**
   * `refuse`, as a reader has to: a protocol that is missing, invalid or unknown to this program ends in an error, and so
   * does missing metadata. `any` gives the state nevertheless, for looking at it.
   */
  readonly protocol?: 'refuse' | 'any' | undefined
  /** Staged commits that the table's catalog is known to have ratified, and that were not published. */
  readonly ratified?: readonly VersionFile[] | undefined
}

export type SnapshotRead =
  | {
      readonly kind: 'ok'
      readonly snapshot: Snapshot
      /** Where the reading began; absent where it began with version 0. */
      readonly base?: CheckpointFile | undefined
      /** Checkpoints that could not be read and were done without. */
      readonly warnings: readonly ImportProblem[]
    }
  | { readonly kind: 'error'; readonly error: LogError }

/**
 * The state of a table at a version, or at its newest one, from the newest whole checkpoint and the commits after it
 * (Delta protocol, "Action Reconciliation"). A checkpoint that turns out to be damaged is left for an older one or for
 * the commits from 0 on.
 */
export async function reconstructSnapshot(
  log: Pick<DeltaLog, 'store' | 'listing'>,
  version: bigint | 'head',
  options: SnapshotOptions,
  signal: AbortSignal,
): Promise<SnapshotRead> {
  const listing = { ...log.listing, commits: withRatified(log.listing.commits, options.ratified ?? []) }
  const wanted = version === 'head' ? (headOf(listing) ?? 0n) : version
  const unreadable = new Set<CheckpointFile>()
  const warnings: ImportProblem[] = []
  for (;;) {
    const planned = planSnapshot(listing, wanted, unreadable)
    if (planned.kind === 'error') {
      const error = warnings.length === 0 ? planned.error : { ...planned.error, problems: warnings }
      return { kind: 'error', error: unreadable.size > 0 ? damaged(error) : error }
    }
    const { plan } = planned
    try {
      const state = await read({ ...log, listing }, plan, signal)
      if ('kind' in state) return { kind: 'error', error: state }
      const error = judge(state.snapshot, options.protocol ?? 'refuse')
      return error ? { kind: 'error', error } : { kind: 'ok', snapshot: state.snapshot, base: plan.base, warnings }
    } catch (error) {
      if (!(error instanceof CheckpointFailure) || !plan.base) throw error
      unreadable.add(plan.base)
      warnings.push({ rule: error.rule, file: error.file, line: null, message: error.message })
    }
  }
}

async function read(
  log: Pick<DeltaLog, 'store' | 'listing'>,
  { version, base, commits }: SnapshotPlan,
  signal: AbortSignal,
): Promise<{ readonly snapshot: Snapshot } | LogError> {
  const builder = new SnapshotBuilder()
  const pauses = new Pauses()
  if (base) {
    for await (const { actions } of readCheckpoint(log.store, base, signal)) {
      builder.apply(base.version, actions.filter(isCommitAction))
      await pauses.ifDue()
    }
    if (base.version === version) await applyCommitInfo(builder, log, version, signal)
  }
  for await (const commit of readCommits({ store: log.store, commits }, signal)) {
    if (commit.kind === 'refused') {
      return logError('InvalidCommit', `The commit of version ${commit.version} cannot be read.`, commit.problems)
    }
    builder.apply(
      commit.version,
      commit.commit.lines.map(({ action }) => action),
    )
    await pauses.ifDue()
  }
  return { snapshot: builder.build() }
}

/** A checkpoint has no commitInfo: that of its version, with the in-commit timestamp, stands in the commit alone. */
async function applyCommitInfo(
  builder: SnapshotBuilder,
  { store, listing }: Pick<DeltaLog, 'store' | 'listing'>,
  version: bigint,
  signal: AbortSignal,
): Promise<void> {
  const commits = listing.commits.filter(commit => commit.version === version)
  for await (const read of readCommits({ store, commits }, signal)) {
    if (read.kind === 'refused') continue
    const actions = read.commit.lines.map(({ action }) => action)
    builder.apply(
      version,
      actions.filter(({ kind }) => kind === 'commitInfo'),
    )
  }
}

type CommitAction = Exclude<CheckpointAction, { kind: 'checkpointMetadata' | 'sidecar' }>

function isCommitAction(action: CheckpointAction): action is CommitAction {
  return action.kind !== 'checkpointMetadata' && action.kind !== 'sidecar'
}

function judge({ protocol, metadata, version }: Snapshot, access: 'refuse' | 'any'): LogError | undefined {
  if (access === 'any') return undefined
  if (!protocol) return logError('MissingProtocol', `No protocol found up to version ${version}.`)
  if (!metadata) return logError('MissingMetadata', `No metadata found up to version ${version}.`)
  const reading = canRead(protocol)
  const reasons = reading.kind === 'refused' ? reading.reasons : []
  const unknownVersion = reasons.find(({ feature }) => feature === undefined)
  if (unknownVersion)
    return logError(
      'UnsupportedProtocolVersion',
      `Unsupported Delta protocol reader version: ${unknownVersion.message}`,
    )
  const broken = checkProtocol(protocol, ['protocol']).find(({ rule }) => RULES[rule].reading === 'error')
  if (broken) return logError('InvalidProtocol', broken.message)
  if (reasons.length === 0) return undefined
  return logError('UnsupportedReaderFeature', reasons.map(({ message }) => message).join(' '))
}

function damaged(error: LogError): LogError {
  return error.kind === 'VersionsNotContiguous'
    ? logError('InvalidCheckpoint', 'The checkpoint that the log begins with cannot be read.', error.problems)
    : error
}

function withRatified(commits: readonly VersionFile[], ratified: readonly VersionFile[]): readonly VersionFile[] {
  if (ratified.length === 0) return commits
  const versions = new Set(ratified.map(({ version }) => version))
  return [...commits.filter(({ version }) => !versions.has(version)), ...ratified].sort((a, b) =>
    a.version < b.version ? -1 : 1,
  )
}
