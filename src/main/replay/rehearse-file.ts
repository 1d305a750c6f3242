import { open } from 'node:fs/promises'
import type { CommitLine, Metadata } from '../../shared/delta/actions.ts'
import type { Issue } from '../../shared/delta/issue.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { CommitFrame } from '../../shared/delta/rules/commit-frame.ts'
import { CommitCheck } from '../../shared/delta/validate-commit.ts'
import { TableCheck } from '../../shared/delta/validate-table.ts'
import { Pauses } from '../delta-log/pauses.ts'
import { timeLines } from '../log/in-commit-timestamp.ts'
import { isError } from '../log/validate-draft.ts'
import type { ReplayedTable } from './replayed-table.ts'

/**
 * Holds a commit of any number of lines against the rules and the table, and applies it where none is broken; gives what
 * is wrong with it. Reads the file once for each of these steps.
 */
export async function rehearseFile(
  path: string,
  version: bigint,
  table: ReplayedTable,
  nowMs: number,
): Promise<readonly Issue[]> {
  const frame = new CommitFrame()
  const alone = new CommitCheck(version)
  let metadata: CommitLine | undefined
  let commitInfo: CommitLine | undefined
  for await (const { line, index } of linesOf(path)) {
    if (line.kind === 'invalid') return line.issues
    const { action } = line.value
    alone.line(action, index)
    frame.line(action, index)
    if (action.kind === 'metaData') metadata = line.value
    if (action.kind === 'commitInfo') commitInfo ??= line.value
  }
  const issues = alone.issues()
  if (issues.some(isError)) return issues
  stamp(frame, commitInfo, metadata, table.metadata, nowMs)
  const against = new TableCheck(frame, table)
  for await (const { line, index } of linesOf(path)) if (line.kind === 'ok') against.line(line.value.action, index)
  const found = against.issues()
  if (found.some(isError)) return found
  for await (const { line } of linesOf(path)) if (line.kind === 'ok') table.apply(version, [line.value.action])
  return []
}

/** As the writer does under its lock. */
function stamp(
  frame: CommitFrame,
  commitInfo: CommitLine | undefined,
  metadata: CommitLine | undefined,
  before: Metadata | undefined,
  nowMs: number,
): void {
  if (!commitInfo || !frame.commitInfo) return
  const [stamped] = timeLines(metadata ? [commitInfo, metadata] : [commitInfo], before, BigInt(nowMs)).lines
  if (stamped?.action.kind === 'commitInfo') frame.commitInfo = { ...frame.commitInfo, action: stamped.action }
}

async function* linesOf(path: string): AsyncGenerator<{ line: ReturnType<typeof parseAction>; index: number }> {
  const pauses = new Pauses()
  await using file = await open(path)
  let index = 0
  for await (const text of file.readLines({ encoding: 'utf8' })) {
    if (text !== '') yield { line: parseAction(text, index), index: index++ }
    await pauses.ifDue()
  }
}
