import type { ImportProblem } from '../../shared/contract/import.ts'
import type { Framing } from '../../shared/delta/actions.ts'
import type { Issue } from '../../shared/delta/issue.ts'
import { lineNumber } from './line-number.ts'

/** Something about a log that a person should know, with its place. An `error` keeps some version from being read. */
export interface LogFinding extends ImportProblem {
  readonly severity: Issue['severity']
}

/** `file` is relative to the table's folder. */
export function finding(
  severity: LogFinding['severity'],
  rule: string,
  file: string | null,
  message: string,
  line: number | null = null,
): LogFinding {
  return { severity, rule, file, line, message }
}

/** An issue with the place in the file that it was found in. */
export function problemOfIssue(issue: Issue, file: string, framing: Framing): ImportProblem {
  const [index] = issue.path
  const line = typeof index === 'number' ? lineNumber(framing, index) : null
  const { rule, severity, path, message, section } = issue
  return { rule, file, line, message, issue: { rule, severity, path: [...path], message, ...(section && { section }) } }
}
