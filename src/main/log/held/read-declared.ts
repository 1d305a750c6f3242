import type { DeclaredReads, Draft } from '../../../shared/contract/schemas.ts'
import type { Commit } from '../../../shared/delta/actions.ts'
import type { Checked, Issue } from '../../../shared/delta/issue.ts'
import { parseCommit } from '../../../shared/delta/parse-commit.ts'
import { parsePredicate } from '../../../shared/delta/parse-predicate.ts'
import type { Predicate } from '../../../shared/delta/predicate.ts'
import { NOTHING_READ, type ReadSet } from '../../../shared/delta/read-set.ts'

/** A draft that conflicts can be judged for: its lines and what it says to have read. */
export interface DeclaredDraft {
  readonly commit: Commit
  readonly reads: ReadSet
}

/**
 * Reads a draft's text and what it declares to have read. Rules are not asked: a draft that breaks some may be judged all
 * the same. Issues of the reads begin with `reads`.
 */
export function readDeclaredDraft({ actions, reads }: Draft): Checked<DeclaredDraft> {
  const commit = parseCommit(actions)
  if (commit.kind === 'invalid') return commit
  const declared = reads === undefined ? ok(NOTHING_READ) : readReads(reads)
  if (declared.kind === 'invalid') return declared
  return ok({ commit: commit.value, reads: declared.value })
}

function readReads({ wholeTable, scans, files, appIds }: DeclaredReads): Checked<ReadSet> {
  const issues: Issue[] = []
  const predicates: Predicate[] = []
  for (const [index, scan] of scans.entries()) {
    const parsed = parsePredicate(scan)
    if (parsed.kind === 'ok') predicates.push(parsed.value)
    else issues.push(...parsed.issues.map(issue => ({ ...issue, path: ['reads', 'scans', index, ...issue.path] })))
  }
  if (issues.length > 0) return { kind: 'invalid', issues }
  return ok({ wholeTable, scans: predicates, files: new Set(files), appIds: new Set(appIds) })
}

function ok<T>(value: T): Checked<T> {
  return { kind: 'ok', value, warnings: [] }
}
