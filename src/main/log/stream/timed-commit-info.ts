import type { CommitLine, Metadata } from '../../../shared/delta/actions.ts'
import { parseAction } from '../../../shared/delta/parse-action.ts'
import { type TimedLines, timeLines } from '../in-commit-timestamp.ts'
import type { CommitSummary, PlacedLine } from './commit-intake.ts'

/** The commitInfo of a commit with the time that its table asks for, and where its time comes from. */
export function timedCommitInfo(
  { commitInfo, metadata }: Pick<CommitSummary, 'commitInfo' | 'metadata'>,
  before: Metadata | undefined,
  timeMs: bigint,
): { readonly line: CommitLine | undefined; readonly timeSource: TimedLines['timeSource'] } {
  const { lines, timeSource } = timeLines([...lineOf(commitInfo), ...lineOf(metadata)], before, timeMs)
  return { line: lines.find(({ action }) => action.kind === 'commitInfo'), timeSource }
}

function lineOf(placed: PlacedLine | undefined): CommitLine[] {
  if (placed === undefined) return []
  const parsed = parseAction(placed.text, placed.index)
  if (parsed.kind === 'invalid') throw new Error('a line that was read became invalid')
  return [parsed.value]
}
