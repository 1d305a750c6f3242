import { ISSUES_MAX } from '../limits.ts'
import type { Commit, CommitLine, Framing } from './actions.ts'
import type { Checked, Issue } from './issue.ts'
import { parseAction } from './parse-action.ts'

/**
 * Reads the text of a commit file: one action a line (Delta protocol, "Delta Log Entries"). Blank lines, white space
 * around a line, CRLF and a missing last line end are tolerated and kept in `framing`; a byte order mark and a file without
 * any line are refused. The first step of an issue's path is the zero-based number of the action, blank lines not counted.
 */
export function parseCommit(text: string): Checked<Commit> {
  const slices = parseCommitInSlices(text, Number.POSITIVE_INFINITY)
  for (;;) {
    const slice = slices.next()
    if (slice.done) return slice.value
  }
}

/** The same, stopping after every `linesAtOnce` lines, so that the caller may do something else in between. */
export function* parseCommitInSlices(text: string, linesAtOnce: number): Generator<undefined, Checked<Commit>> {
  if (text.startsWith('\ufeff')) {
    return refuse('commit.bom', 'Expected a commit without a byte order mark, got one at character 1')
  }
  const { texts, framing } = splitLines(text)
  if (texts.length === 0) {
    return refuse('commit.empty', 'Expected at least one action, got an empty file: its write may have been cut short')
  }
  const lines: CommitLine[] = []
  const issues: Issue[] = []
  let failed = false
  for (const [index, line] of texts.entries()) {
    const parsed = parseAction(line, index)
    if (parsed.kind === 'ok') {
      lines.push(parsed.value)
      issues.push(...parsed.warnings)
    } else {
      failed = true
      issues.push(...parsed.issues)
    }
    if (issues.length >= ISSUES_MAX && failed) break
    if ((index + 1) % linesAtOnce === 0) yield
  }
  return failed ? { kind: 'invalid', issues } : { kind: 'ok', value: { lines, framing }, warnings: issues }
}

/**
 * The lines of a commit text without white space around them, and what stood between them. A lone carriage return ends a
 * line too, as in Hadoop's line reader, which Spark reads commits with.
 */
export function splitLines(text: string): { texts: string[]; framing: Framing } {
  const texts: string[] = []
  const separators: string[] = []
  let separatorStart = 0
  let at = 0
  for (const piece of text.split(text.includes('\r') ? /[\r\n]/ : '\n')) {
    const [start, stop] = lineBounds(text, at, at + piece.length)
    if (start < stop) {
      separators.push(text.slice(separatorStart, start))
      texts.push(text.slice(start, stop))
      separatorStart = stop
    }
    at += piece.length + 1
  }
  separators.push(text.slice(separatorStart))
  return { texts, framing: framingOf(separators) }
}

/** What separators before, between and behind lines are called. */
export function framingOf(separators: readonly string[]): Framing {
  const last = separators.length - 1
  if (last === 0) return separators[0] === '' ? 'canonical' : separators
  const plain = separators.every((separator, index) => index === last || separator === (index === 0 ? '' : '\n'))
  if (plain && separators[last] === '\n') return 'canonical'
  return plain && separators[last] === '' ? 'no-final' : separators
}

/** Where a line begins and ends without the white space around it. */
export function lineBounds(text: string, start: number, end: number): [number, number] {
  let [first, last] = [start, end]
  while (first < last && isBlank(text.charCodeAt(first))) first++
  while (last > first && isBlank(text.charCodeAt(last - 1))) last--
  return [first, last]
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}

function refuse(rule: string, message: string): Checked<never> {
  const section = 'Delta Log Entries'
  return { kind: 'invalid', issues: [{ rule, severity: 'error', path: [], message, section }] }
}
