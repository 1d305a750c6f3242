import type { Action, Commit, CommitLine, Framing } from '../../shared/delta/actions.ts'
import { fileIdentity } from '../../shared/delta/file-identity.ts'
import type { Issue } from '../../shared/delta/issue.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { splitLines } from '../../shared/delta/parse-commit.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import { validateCommit } from '../../shared/delta/validate-commit.ts'
import { validateAgainstTable } from '../../shared/delta/validate-table.ts'
import { finding, type LogFinding, problemOfIssue } from '../delta-log/log-finding.ts'
import type { ReplayedTable } from './replayed-table.ts'

export interface InspectedCommit {
  /** What can be stored of the commit, each line with its text as it is. */
  readonly commit: Commit
  /** The actions that a replay applies. */
  readonly replayed: readonly Action[]
  readonly findings: readonly LogFinding[]
}

/** Stands for a line that is no action. */
export const UNREADABLE = 'unreadable'

/**
 * Takes of a commit whatever can be taken, line by line. What no table can hold as an action is kept as text: a line that
 * cannot be read, an add that a later line of the commit replaces or removes, one of a negative size, a value with a NUL
 * character.
 */
export function inspectCommit(version: bigint, file: string, source: string, table: ReplayedTable): InspectedCommit {
  const hasMark = source.startsWith('\ufeff')
  const { texts, framing } = splitLines(hasMark ? source.slice(1) : source)
  const findings: LogFinding[] = []
  const note = (issue: Issue) => findings.push({ ...problemOfIssue(issue, file, framing), severity: issue.severity })
  if (hasMark)
    findings.push(finding('error', 'commit.bom', file, 'Expected a commit without a byte order mark, got one.', 1))
  if (texts.length === 0)
    findings.push(finding('error', 'commit.empty', file, 'Expected at least one action, got an empty file.'))
  const lines: CommitLine[] = []
  const parsed: CommitLine[] = []
  for (const [index, text] of texts.entries()) {
    const read = parseAction(text, index)
    if (read.kind === 'ok') {
      for (const warning of read.warnings) note(warning)
      parsed.push(read.value)
      lines.push(read.value)
    } else {
      for (const issue of read.issues) note(issue)
      lines.push(unreadable(text))
    }
  }
  const isWhole = parsed.length === lines.length
  // Paths of issues count lines: with lines left out they would name others.
  if (isWhole) {
    for (const issue of validateCommit(parsed, version, 'reading')) note(issue)
    for (const issue of validateAgainstTable(parsed, table, 'reading')) note(issue)
  }
  const stored = withoutReplaced(lines).filter(({ text }) => !text.includes('\0'))
  const dropped = lines.length - stored.length
  if (dropped > 0) {
    const message = `${dropped} of the lines hold a NUL character, which the database cannot: they are left out.`
    findings.push(finding('error', 'inspect.nul', file, message))
  }
  return {
    commit: { lines: stored.map(storable), framing: storedFraming(framing, dropped > 0 || hasMark) },
    replayed: parsed.map(({ action }) => action),
    findings,
  }
}

/** Where lines were left out, the separators between them mean nothing any more. */
function storedFraming(framing: Framing, isChanged: boolean): Framing {
  return isChanged || (typeof framing !== 'string' && framing.some(text => text.includes('\0'))) ? 'canonical' : framing
}

function unreadable(text: string): CommitLine {
  return { action: { kind: 'unknown', name: UNREADABLE, text: JSON.stringify(text.replaceAll('\0', '')) }, text }
}

/** A file is live once: of the adds of one commit the last one counts, and none before a remove of the same file. */
function withoutReplaced(lines: readonly CommitLine[]): CommitLine[] {
  const later = new Set<string>()
  const kept: CommitLine[] = []
  for (const line of lines.toReversed()) {
    const { action } = line
    if (action.kind !== 'add' && action.kind !== 'remove') {
      kept.push(line)
      continue
    }
    const identity = fileIdentity(action.path, action.deletionVector)
    kept.push(action.kind === 'add' && later.has(identity) ? asText(line) : line)
    later.add(identity)
  }
  return kept.reverse()
}

/** What PostgreSQL cannot hold in text: NUL, and halves of surrogate pairs. Both are escapes in canonical JSON. */
const UNSTORABLE = /\\u0000|\\ud[89a-f]/i

/** Nor does a table hold fewer than no bytes. */
function storable(line: CommitLine): CommitLine {
  const { action } = line
  if (action.kind === 'unknown') return line
  const isNegative = action.kind === 'add' && action.size < 0n
  return isNegative || UNSTORABLE.test(printAction(action)) ? asText(line) : line
}

function asText({ action, text }: CommitLine): CommitLine {
  const body = printAction(action)
  const name = action.kind === 'unknown' ? action.name : action.kind
  return { action: { kind: 'unknown', name, text: body.slice(body.indexOf(':') + 1, -1) }, text }
}
