import type { CheckpointFile } from './checkpoint-file.ts'
import { type LogError, logError } from './log-error.ts'
import type { LogListing, VersionFile } from './log-listing.ts'
import { headOf, isUsable, planSnapshot } from './plan-snapshot.ts'

/** Where the history of a log that reaches to its head begins. */
export type ImportPlan =
  | { readonly kind: 'from-start'; readonly head: bigint; readonly commits: readonly VersionFile[] }
  | {
      /** Older commits are gone: the checkpoint's state stands for them as a base version. */
      readonly kind: 'from-checkpoint'
      readonly head: bigint
      readonly base: CheckpointFile
      readonly commits: readonly VersionFile[]
    }
  | { readonly kind: 'impossible'; readonly error: LogError }

/** The longest history without a gap that ends with the head: from 0, or from the earliest checkpoint that allows it. */
export function planImport(listing: Pick<LogListing, 'commits' | 'checkpoints'>): ImportPlan {
  const head = headOf(listing)
  if (head === undefined) {
    const message = 'There is neither a commit nor a whole checkpoint.'
    return { kind: 'impossible', error: logError('TableNotFound', message) }
  }
  const run = lastRun(listing.commits, head)
  const first = run[0]?.version ?? head + 1n
  if (first === 0n) return { kind: 'from-start', head, commits: run }
  const base = listing.checkpoints.findLast(checkpoint => isUsable(checkpoint) && checkpoint.version >= first - 1n)
  if (base) {
    const preferred = listing.checkpoints.find(other => other.version === base.version && isUsable(other)) ?? base
    return {
      kind: 'from-checkpoint',
      head,
      base: preferred,
      commits: run.filter(({ version }) => version > base.version),
    }
  }
  const planned = planSnapshot(listing, head)
  const otherwise = logError('VersionsNotContiguous', `The history before version ${first} is missing.`)
  return { kind: 'impossible', error: planned.kind === 'error' ? planned.error : otherwise }
}

/** The commits that end with the head and have no gap. */
function lastRun(commits: readonly VersionFile[], head: bigint): readonly VersionFile[] {
  if (commits.at(-1)?.version !== head) return []
  const gap = commits.findLastIndex(({ version }, index) => commits[index - 1]?.version !== version - 1n)
  return commits.slice(Math.max(0, gap))
}
