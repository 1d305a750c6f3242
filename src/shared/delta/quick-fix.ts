import { editMember, type TextEdit } from './edit-action.ts'
import type { Issue } from './issue.ts'
import { jsonInteger, jsonString, locateJson, readJson } from './json.ts'

/** What a fix may go by besides the text. */
export interface FixFacts {
  /** Milliseconds since 1970. */
  readonly nowMs: number
  /** The version that the draft wants to become. */
  readonly version: bigint
}

/** An obvious way to mend what a rule found. */
export interface QuickFix {
  /** What it does, as a button says it. */
  readonly label: string
  /** The edits of a draft's text; `at` is any offset inside the line that was found. None where it does not fit any more. */
  readonly edits: (text: string, at: number) => readonly TextEdit[]
}

/** The fix of an issue, where there is an obvious one that invents nothing about the data. */
export function quickFix({ rule, path }: Issue, facts: FixFacts): QuickFix | undefined {
  const steps = path.slice(2).map(String)
  const name = steps.at(-1) ?? ''
  const member = (label: string, names: readonly string[], value: string | undefined): QuickFix => ({
    label,
    edits: (text, at) => memberEdit(text, at, names, value),
  })
  switch (rule) {
    case 'shape.required': {
      const value = absentValue(name, facts)
      return value === undefined ? undefined : member(`Set ${name} to ${value}`, steps, value)
    }
    case 'shape.number-form':
      return { label: 'Write it in plain digits', edits: (text, at) => plainDigits(text, at, steps) }
    case 'file.remove-without-time':
    case 'file.time-implausible':
      return member(`Set ${name} to now`, steps, String(facts.nowMs))
    case 'file.remove-incomplete':
      return member('Say that the metadata is not complete', ['extendedFileMetadata'], 'false')
    case 'file.change-data-flag':
      return member('Set dataChange to false', steps, 'false')
    case 'file.path-escape':
      return { label: 'Escape the percent signs', edits: escapePercents }
    case 'rows.commit-version':
      return member(`Set ${name} to ${facts.version}`, steps, String(facts.version))
    case 'ict.missing':
      return steps.length === 0 && path.length === 2
        ? member('Set inCommitTimestamp to now', ['inCommitTimestamp'], String(facts.nowMs))
        : undefined
    case 'table.partition-columns':
      return steps.length === 2 ? member(`Take ${name} away`, steps, undefined) : undefined
    case 'commit.bom':
      return { label: 'Take the byte order mark away', edits: () => [{ from: 0, to: 1, insert: '' }] }
    case 'commit.commit-info-not-first':
    case 'ict.commit-info-not-first':
      return { label: 'Move it to the first line', edits: moveToFront }
    case 'draft.data-neutral':
      return { label: 'Say that data changes', edits: claimChange }
  }
  return SUPERFLUOUS.has(rule) ? { label: 'Take the line out', edits: takeOut } : undefined
}

/** Rules about a line that the commit is better off without. */
const SUPERFLUOUS: ReadonlySet<string> = new Set([
  'table.remove-not-live',
  'table.add-live',
  'commit.add-repeated',
  'commit.add-path-repeated',
  'commit.remove-repeated',
  'commit.remove-path-repeated',
  'commit.protocol-repeated',
  'commit.metadata-repeated',
  'commit.commit-info-repeated',
  'commit.domain-repeated',
  'commit.path-twins',
])

function absentValue(name: string, { nowMs }: FixFacts): string | undefined {
  if (name === 'dataChange') return 'true'
  if (name === 'partitionValues' || name === 'configuration' || name === 'options') return '{}'
  return name === 'modificationTime' || name === 'deletionTimestamp' ? String(nowMs) : undefined
}

interface LineRange {
  readonly from: number
  readonly to: number
}

function lineOf(text: string, at: number): LineRange {
  const end = text.indexOf('\n', at)
  return { from: at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1, to: end === -1 ? text.length : end }
}

/** With the line end behind it, or where there is none, the one before. */
function wholeLine(text: string, at: number): LineRange {
  const { from, to } = lineOf(text, at)
  return to < text.length ? { from, to: to + 1 } : { from: Math.max(0, from - 1), to }
}

function memberEdit(text: string, at: number, names: readonly string[], value: string | undefined): TextEdit[] {
  const { from, to } = lineOf(text, at)
  const edit = editMember(text.slice(from, to), names, value)
  return edit ? [{ from: from + edit.from, to: from + edit.to, insert: edit.insert }] : []
}

function takeOut(text: string, at: number): TextEdit[] {
  return [{ ...wholeLine(text, at), insert: '' }]
}

function moveToFront(text: string, at: number): TextEdit[] {
  const { from, to } = lineOf(text, at)
  if (from === 0) return []
  return [{ from: 0, to: 0, insert: `${text.slice(from, to)}\n` }, ...takeOut(text, at)]
}

function claimChange(text: string): TextEdit[] {
  const edits: TextEdit[] = []
  for (let at = 0; at < text.length; at = lineOf(text, at).to + 1) {
    const { from, to } = lineOf(text, at)
    const line = text.slice(from, to)
    if (/^\s*\{\s*"(add|remove)"/.test(line) && line.includes('false'))
      edits.push(...memberEdit(text, at, ['dataChange'], 'true'))
  }
  return edits
}

function escapePercents(text: string, at: number): TextEdit[] {
  const { from, to } = lineOf(text, at)
  const read = readJson(text.slice(from, to))
  const [action] = read.kind === 'ok' && read.value.kind === 'object' ? read.value.values : []
  const path = action?.kind === 'object' ? action.member('path') : undefined
  if (path?.kind !== 'string') return []
  const escaped = jsonString(path).replaceAll(/%(?![0-9A-Fa-f]{2})/g, '%25')
  return memberEdit(text, at, ['path'], JSON.stringify(escaped))
}

function plainDigits(text: string, at: number, steps: readonly string[]): TextEdit[] {
  const { from, to } = lineOf(text, at)
  const line = text.slice(from, to)
  const [kind] = /"\w+"/.exec(line) ?? []
  const place = kind === undefined ? undefined : locateJson(line, [JSON.parse(kind), ...steps])
  const read = place && readJson(line.slice(place.start, place.end))
  const whole = read?.kind === 'ok' && read.value.kind === 'number' ? jsonInteger(read.value) : undefined
  if (!place || whole === undefined) return []
  return [{ from: from + place.start, to: from + place.end, insert: String(whole) }]
}
