import type { Issue } from '../../../../shared/delta/issue.ts'
import { locateJson } from '../../../../shared/delta/json.ts'

/** An issue with its place in the text of a draft. Offsets count from the text's first character. */
export interface PlacedIssue {
  readonly issue: Issue
  /** From one; absent where the issue is about the draft as a whole. */
  readonly line: number | undefined
  readonly from: number
  readonly to: number
}

/** Finds each issue's place, so that the editor can mark it; errors first, then by place. Equal issues count once. */
export function placeIssues(text: string, issues: readonly Issue[]): PlacedIssue[] {
  if (issues.length === 0) return []
  const actions = placeActions(
    text,
    new Set(issues.flatMap(({ path: [first] }) => (typeof first === 'number' ? [first] : []))),
  )
  const distinct = new Map(issues.map(issue => [JSON.stringify([issue.rule, issue.path, issue.message]), issue]))
  return [...distinct.values()].map(issue => placeIssue(actions, issue)).sort(bySeverityAndPlace)
}

interface PlacedAction {
  readonly text: string
  readonly from: number
  readonly line: number
}

function placeIssue(actions: ReadonlyMap<number, PlacedAction>, issue: Issue): PlacedIssue {
  const [first, ...rest] = issue.path
  const action = typeof first === 'number' ? actions.get(first) : undefined
  if (!action) return { issue, line: undefined, from: 0, to: 0 }
  const place = locateJson(action.text, rest) ?? { start: 0, end: action.text.length }
  return { issue, line: action.line, from: action.from + place.start, to: action.from + place.end }
}

/** The wanted actions, up to the last of them. Blank lines count as lines of the text, but not as actions. */
function placeActions(text: string, wanted: ReadonlySet<number>): Map<number, PlacedAction> {
  const placed = new Map<number, PlacedAction>()
  let line = 0
  let action = -1
  for (let at = 0; placed.size < wanted.size && at <= text.length; ) {
    const next = endOfLine(text, at)
    line++
    const [from, to] = withoutBlanks(text, at, next)
    if (from < to && wanted.has(++action)) placed.set(action, { text: text.slice(from, to), from, line })
    at = text.startsWith('\r\n', next) ? next + 2 : next + 1
  }
  return placed
}

/** As `splitLines`, where a lone carriage return ends a line too. */
function endOfLine(text: string, at: number): number {
  const feed = text.indexOf('\n', at)
  const end = feed === -1 ? text.length : feed
  const carriage = text.slice(at, end).indexOf('\r')
  return carriage === -1 ? end : at + carriage
}

function withoutBlanks(text: string, start: number, end: number): [number, number] {
  let [from, to] = [start, end]
  while (from < to && isBlank(text.charCodeAt(from))) from++
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--
  return [from, to]
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}

function bySeverityAndPlace(a: PlacedIssue, b: PlacedIssue): number {
  const severity = Number(a.issue.severity === 'warning') - Number(b.issue.severity === 'warning')
  return severity || (a.line ?? 0) - (b.line ?? 0) || a.from - b.from
}
