import { editMember, readMembers, type TextEdit } from '../../../../shared/delta/edit-action.ts'
import { parseAction } from '../../../../shared/delta/parse-action.ts'
import { printAction } from '../../../../shared/delta/print-action.ts'
import { removeOf } from '../../../../shared/delta/templates/remove-of.ts'
import type { Line } from './lines.ts'

/** Gives a member of every line a value, or takes it away; a line that has no place for it stays as it is. */
export function setEverywhere(
  text: string,
  lines: readonly Line[],
  path: readonly string[],
  value: string | undefined,
): TextEdit[] {
  return lines.flatMap(({ from, to }) => {
    const edit = editMember(text.slice(from, to), path, value)
    return edit ? [{ from: from + edit.from, to: from + edit.to, insert: edit.insert }] : []
  })
}

/** Takes lines out, each with its end. */
export function takeOut(text: string, lines: readonly Line[]): TextEdit[] {
  return lines.map(({ from, to }) => {
    const end = text.indexOf('\n', to)
    return { from, to: end === -1 ? text.length : end + 1, insert: '' }
  })
}

/** Turns the adds among the lines into removes of the same files. */
export function removeInstead(text: string, lines: readonly Line[], nowMs: number): TextEdit[] {
  return lines.flatMap(({ from, to }) => {
    const parsed = parseAction(text.slice(from, to), 0)
    if (parsed.kind !== 'ok' || parsed.value.action.kind !== 'add') return []
    return [{ from, to, insert: printAction(removeOf(parsed.value.action, BigInt(nowMs))) }]
  })
}

/** Paths of members that the lines have, the most common first; columns of partition values one by one. */
export function membersOf(text: string, lines: readonly Line[]): string[][] {
  const counts = new Map<string, number>()
  for (const { from, to } of lines.slice(0, LINES_LOOKED_AT)) {
    for (const { name, value } of readMembers(text.slice(from, to))?.members ?? []) {
      const inner =
        name === 'partitionValues' && value.kind === 'object' ? value.names.map(key => [name, key]) : [[name]]
      // A path belongs to one file alone.
      if (name === 'path') continue
      for (const path of inner) counts.set(JSON.stringify(path), (counts.get(JSON.stringify(path)) ?? 0) + 1)
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([path]): string[] => JSON.parse(path))
}

const LINES_LOOKED_AT = 200
