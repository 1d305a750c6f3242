import type { Issue } from '../../../../shared/delta/issue.ts'
import { locateJson } from '../../../../shared/delta/json.ts'
import { splitLines } from '../../../../shared/delta/parse-commit.ts'

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
  const actions = placeActions(text)
  const distinct = new Map(issues.map(issue => [JSON.stringify([issue.rule, issue.path, issue.message]), issue]))
  return [...distinct.values()].map(issue => placeIssue(actions, issue)).sort(bySeverityAndPlace)
}

interface PlacedAction {
  readonly text: string
  readonly from: number
  readonly line: number
}

function placeIssue(actions: readonly PlacedAction[], issue: Issue): PlacedIssue {
  const [first, ...rest] = issue.path
  const action = typeof first === 'number' ? actions[first] : undefined
  if (!action) return { issue, line: undefined, from: 0, to: 0 }
  const place = locateJson(action.text, rest) ?? { start: 0, end: action.text.length }
  return { issue, line: action.line, from: action.from + place.start, to: action.from + place.end }
}

/** Blank lines count as lines of the text, but not as actions. */
function placeActions(text: string): PlacedAction[] {
  let at = 0
  let line = 1
  return splitLines(text).texts.map(action => {
    const from = text.indexOf(action, at)
    line += text.slice(at, from).split('\n').length - 1
    at = from + action.length
    return { text: action, from, line }
  })
}

function bySeverityAndPlace(a: PlacedIssue, b: PlacedIssue): number {
  const severity = Number(a.issue.severity === 'warning') - Number(b.issue.severity === 'warning')
  return severity || (a.line ?? 0) - (b.line ?? 0) || a.from - b.from
}
