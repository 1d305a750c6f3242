import type { CommitLine } from '../../shared/delta/actions.ts'
import { type JsonObject, readJson } from '../../shared/delta/json.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'

/**
 * The lines with `inCommitTimestamp` set in their first commitInfo, in milliseconds since 1970; no other byte changes
 * (Delta protocol, "In-Commit Timestamps"). Without a commitInfo the lines stay as they are: the rules refuse them.
 */
export function setInCommitTimestamp(lines: readonly CommitLine[], timeMs: bigint): readonly CommitLine[] {
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
