import type { CommitLine } from '../../../../shared/delta/actions.ts'
import type { Issue } from '../../../../shared/delta/issue.ts'
import { parseCommit } from '../../../../shared/delta/parse-commit.ts'
import { dataNeutrality } from '../../../../shared/delta/templates/data-neutrality.ts'
import { validateCommit } from '../../../../shared/delta/validate-commit.ts'
import { FRAME_BYTES_MAX } from '../../../../shared/limits.ts'
import { formatBytes } from '../../../ui/format.ts'

/** Room in a frame for everything of a call but the text. */
const FRAME_REST_BYTES = 64 * 1024

export interface CheckedText {
  /** Absent where a line cannot be read. */
  readonly lines: readonly CommitLine[] | undefined
  readonly issues: readonly Issue[]
}

/** What the text alone tells, by the rules that the writer applies too: shape, framing, and the commit's own rules. */
export function checkText(text: string, expectedVersion: bigint): CheckedText {
  if (text.trim() === '') return { lines: [], issues: [] }
  const oversize = sizeIssue(text)
  if (oversize) return { lines: undefined, issues: [oversize] }
  const commit = parseCommit(text)
  if (commit.kind === 'invalid') return { lines: undefined, issues: commit.issues }
  const { lines } = commit.value
  return { lines, issues: [...commit.warnings, ...validateCommit(lines, expectedVersion), ...neutralityIssues(lines)] }
}

/** A commit that says that it changes no data must keep every row: no reader would look for a difference. */
function neutralityIssues(lines: readonly CommitLine[]): Issue[] {
  const neutrality = dataNeutrality(lines.map(({ action }) => action))
  if (neutrality.kind !== 'broken') return []
  const { added, removed } = neutrality
  const message = `Every file says dataChange: false, but ${removed} rows are removed and ${added} added`
  return [{ rule: 'draft.data-neutral', severity: 'warning', path: [], message }]
}

/** A draft travels in one frame, where quotes and backslashes of its text are escaped once more. */
function sizeIssue(text: string): Issue | undefined {
  const limit = FRAME_BYTES_MAX - FRAME_REST_BYTES
  // One character takes at most six bytes there, so most texts need not be measured.
  if (text.length * 6 <= limit) return undefined
  const bytes = new TextEncoder().encode(JSON.stringify(text)).length
  if (bytes <= limit) return undefined
  const message = `Expected at most ${formatBytes(limit)} on the wire, got ${formatBytes(bytes)}: commit it with the command deltadesk instead`
  return { rule: 'draft.size', severity: 'error', path: [], message }
}
