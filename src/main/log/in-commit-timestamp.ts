import type { CommitLine, Metadata } from '../../shared/delta/actions.ts'
import { inCommitTimeStart } from '../../shared/delta/commit-time.ts'
import { type JsonObject, readJson } from '../../shared/delta/json.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'

/** Lines that are ready to be held against the table's rules, and where the time of their commit comes from. */
export interface TimedLines {
  readonly lines: readonly CommitLine[]
  readonly timeSource: 'clock' | 'in-commit'
}

/**
 * Gives a commit its time where the table keeps in-commit timestamps, this very commit's metaData included (Delta
 * protocol, "In-Commit Timestamps"). A time that the draft brought along is replaced: it is known under the lock alone.
 */
export function timeLines(lines: readonly CommitLine[], before: Metadata | undefined, timeMs: bigint): TimedLines {
  const metadata = lines.map(({ action }) => action).findLast(action => action.kind === 'metaData') ?? before
  if (inCommitTimeStart(metadata) === undefined) return { lines, timeSource: 'clock' }
  return { lines: setInCommitTimestamp(lines, timeMs), timeSource: 'in-commit' }
}

/** No byte but the timestamp's changes. Without a commitInfo the lines stay as they are: the rules refuse them. */
function setInCommitTimestamp(lines: readonly CommitLine[], timeMs: bigint): readonly CommitLine[] {
  const index = lines.findIndex(({ action }) => action.kind === 'commitInfo')
  const line = lines[index]
  if (line === undefined) return lines
  const stamped = parseAction(withTimestamp(line.text, timeMs), index)
  if (stamped.kind === 'invalid') throw new Error('a valid commitInfo became invalid by its timestamp')
  return lines.with(index, stamped.value)
}

function withTimestamp(text: string, timeMs: bigint): string {
  const commitInfo = commitInfoOf(text)
  const present = commitInfo.members.get('inCommitTimestamp')
  if (present) return text.slice(0, present.start) + String(timeMs) + text.slice(present.end)
  const inside = commitInfo.start + 1
  const comma = commitInfo.members.size > 0 ? ',' : ''
  return `${text.slice(0, inside)}"inCommitTimestamp":${timeMs}${comma}${text.slice(inside)}`
}

function commitInfoOf(text: string): JsonObject {
  const read = readJson(text)
  const commitInfo =
    read.kind === 'ok' && read.value.kind === 'object' ? read.value.members.get('commitInfo') : undefined
  if (commitInfo?.kind !== 'object') throw new Error('a commitInfo line holds no commitInfo')
  return commitInfo
}
