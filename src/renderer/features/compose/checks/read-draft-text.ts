import type { Action, CommitLine, PartitionValues } from '../../../../shared/delta/actions.ts'
import type { Issue } from '../../../../shared/delta/issue.ts'
import { parseCommit } from '../../../../shared/delta/parse-commit.ts'
import { dataNeutrality } from '../../../../shared/delta/templates/data-neutrality.ts'
import { validateCommit } from '../../../../shared/delta/validate-commit.ts'
import { DRAFT_ACTIONS_MAX, DRAFT_BYTES_MAX } from '../../../../shared/limits.ts'
import { formatBytes, formatCount } from '../../../ui/format.ts'
import { type Effect, effectOf } from '../effect.ts'
import { ownPartitions, removedPaths } from '../forecast/read-suggestions.ts'

/** What the text of a draft tells by itself, small enough to be sent from one thread to another. */
export interface DraftFacts {
  readonly issues: readonly Issue[]
  /** Absent where a line cannot be read. */
  readonly content: DraftContent | undefined
}

export interface DraftContent {
  readonly effect: Effect
  /** What kinds of actions it has. */
  readonly kinds: readonly Action['kind'][]
  /** Every line but those of files. */
  readonly besides: readonly CommitLine[]
  /** The partitions of its own files, each once, the first hundred. */
  readonly partitions: readonly PartitionValues[]
  readonly removedPaths: readonly string[]
}

/** Reads a draft by the rules that the writer applies too: shape, framing, and the commit's own rules. Total. */
export function readDraftText(text: string, expectedVersion: bigint): DraftFacts {
  if (text.trim() === '') return { issues: [], content: contentOf([]) }
  if (text.length > DRAFT_BYTES_MAX) return tooLarge(formatBytes(DRAFT_BYTES_MAX), formatBytes(text.length))
  const commit = parseCommit(text)
  if (commit.kind === 'invalid') return { issues: commit.issues, content: undefined }
  const { lines } = commit.value
  if (lines.length > DRAFT_ACTIONS_MAX) {
    return tooLarge(`${formatCount(DRAFT_ACTIONS_MAX)} actions`, formatCount(lines.length))
  }
  const issues = [...commit.warnings, ...validateCommit(lines, expectedVersion), ...neutralityIssues(lines)]
  return { issues, content: contentOf(lines) }
}

function contentOf(lines: readonly CommitLine[]): DraftContent {
  return {
    effect: effectOf(lines),
    kinds: [...new Set(lines.map(({ action }) => action.kind))],
    besides: lines.filter(({ action }) => !FILES.has(action.kind)),
    partitions: ownPartitions(lines),
    removedPaths: removedPaths(lines),
  }
}

const FILES: ReadonlySet<string> = new Set(['add', 'remove', 'cdc'])

/** A commit that says that it changes no data must keep every row: no reader would look for a difference. */
function neutralityIssues(lines: readonly CommitLine[]): Issue[] {
  const neutrality = dataNeutrality(lines.map(({ action }) => action))
  if (neutrality.kind !== 'broken') return []
  const { added, removed } = neutrality
  const message = `Every file says dataChange: false, but ${removed} rows are removed and ${added} added`
  return [{ rule: 'draft.data-neutral', severity: 'warning', path: [], message }]
}

function tooLarge(most: string, got: string): DraftFacts {
  const message = `Expected at most ${most} in one draft, got ${got}: the command deltadesk commit takes more`
  return { issues: [{ rule: 'draft.size', severity: 'error', path: [], message }], content: undefined }
}
