import type { CheckpointFile } from '../delta-log/checkpoint-file.ts'
import { finding, type LogFinding } from '../delta-log/log-finding.ts'
import type { LogListing, VersionFile } from '../delta-log/log-listing.ts'
import { planImport } from '../delta-log/plan-import.ts'
import { isUsable } from '../delta-log/plan-snapshot.ts'

/** What of a log becomes the history of a table: without gap, to its head. */
export interface History {
  /** Its state stands for the older versions. */
  readonly base: CheckpointFile | undefined
  readonly commits: readonly VersionFile[]
  readonly first: bigint
  readonly head: bigint
}

export type HistoryChoice =
  | { readonly kind: 'ok'; readonly history: History }
  | { readonly kind: 'refused'; readonly problem: LogFinding }

/** The longest history that there is, or the one that begins at the checkpoint of `base`. */
export function chooseHistory(listing: LogListing, base: bigint | undefined): HistoryChoice {
  const plan = planImport(listing)
  if (plan.kind === 'impossible') {
    const { kind, message, problems } = plan.error
    return {
      kind: 'refused',
      problem: finding('error', RULES[kind] ?? 'log.unusable', problems[0]?.file ?? null, message),
    }
  }
  const longest: History = {
    base: plan.kind === 'from-checkpoint' ? plan.base : undefined,
    commits: plan.commits,
    first: plan.kind === 'from-checkpoint' ? plan.base.version : 0n,
    head: plan.head,
  }
  if (base === undefined) return { kind: 'ok', history: longest }
  const checkpoint = listing.checkpoints.find(candidate => candidate.version === base && isUsable(candidate))
  if (!checkpoint || base < longest.first) {
    const from = longest.base ? 'a whole checkpoint from' : 'a whole checkpoint of a version from'
    const message = `Expected ${from} ${longest.first} to ${longest.head} to begin with, got version ${base}.`
    return { kind: 'refused', problem: finding('error', 'import.base', null, message) }
  }
  const commits = longest.commits.filter(({ version }) => version > base)
  return { kind: 'ok', history: { base: checkpoint, commits, first: base, head: longest.head } }
}

/** Whole checkpoints at which a history could begin instead, earliest first; of each version the one readers prefer. */
export function basesOf({ checkpoints }: LogListing, { first }: History): CheckpointFile[] {
  const versions = new Map<bigint, CheckpointFile>()
  for (const checkpoint of checkpoints) {
    if (!isUsable(checkpoint) || checkpoint.version < first || versions.has(checkpoint.version)) continue
    versions.set(checkpoint.version, checkpoint)
  }
  return [...versions.values()].reverse()
}

const RULES: Readonly<Record<string, string>> = {
  TableNotFound: 'log.nothing',
  VersionsNotContiguous: 'log.versions-not-contiguous',
  InvalidCheckpoint: 'log.invalid-checkpoint',
}
