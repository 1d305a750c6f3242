import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { conformanceExceptions } from '../../../test/conformance/exceptions.ts'
import { type CaseResult, printReport } from '../../../test/conformance/report.ts'
import { CONFORMANCE_FOLDER, type RealTable, realTables } from '../../../test/real-logs.ts'
import type { CommitLine } from './actions.ts'
import type { Issue } from './issue.ts'
import { parseLogName } from './log-names.ts'
import { parseCommit } from './parse-commit.ts'
import { findRule, type Purpose, RULES } from './rules.ts'
import { SnapshotBuilder } from './snapshot.ts'
import { snapshotView } from './snapshot-view.ts'
import { validateCommit } from './validate-commit.ts'
import { validateAgainstTable } from './validate-table.ts'

const SUITE = 'validation'

interface Expectation {
  readonly outcome: string
  readonly kind?: string
  readonly version?: number
}

interface Commit {
  readonly version: bigint
  readonly lines: readonly CommitLine[]
  /** Why the commit could not be read; then it has no lines. */
  readonly issues: readonly Issue[]
}

const KINDS: ReadonlySet<string> = new Set(Object.values(RULES).flatMap(rule => ('kind' in rule ? [rule.kind] : [])))

const tables = realTables()
const exceptions = conformanceExceptions(SUITE)
const results: CaseResult[] = []

/**
 * Where a table is sound, reading it finds no error. Where a writer has to refuse it, or a reader because of a protocol,
 * the strict verdict has an error of the expected kind in the expected version.
 */
describe('validation of real logs', () => {
  if (tables.length === 0) {
    test.skip(`there are no tables in ${CONFORMANCE_FOLDER}`, () => undefined)
    return
  }
  afterAll(() => printReport(SUITE, results))

  test.for(tables.map(table => [table.name, table] as const))('%s', ([name, table], { skip }) => {
    const problem = judge(table)
    const reason = exceptions.get(name)
    if (problem === 'skip') {
      expect(reason, 'the case is not compared: its exception has to go').toBeUndefined()
      results.push({ name, result: 'skip', remark: 'nothing is said about its commits' })
      return skip()
    }
    if (reason !== undefined) {
      expect(problem, 'the case agrees: its exception has to go').toBeDefined()
      results.push({ name, result: 'except', remark: reason })
      return
    }
    results.push({ name, result: problem === undefined ? 'agree' : 'differ', remark: problem ?? '' })
    expect(problem).toBeUndefined()
  })
})

function judge(table: RealTable): string | undefined {
  const expected = expectationOf(table)
  const commits = commitsOf(table)
  if (!expected || commits.length === 0) return 'skip'
  if (expected.outcome === 'ok') {
    const [error] = errors(verdict(commits, 'reading'))
    return error && `version ${error.version}: ${error.rule}: ${error.message}`
  }
  const isKnown = KINDS.has(expected.kind ?? '')
  if (expected.outcome !== 'invalid' && (!isKnown || isCheckpointAtFault(table, expected))) return 'skip'
  const found = errors(verdict(commits, 'writing'))
  const isFound = found.some(
    ({ rule, version }) =>
      (!isKnown || findRule(rule)?.kind === expected.kind) &&
      (expected.version === undefined || version === BigInt(expected.version)),
  )
  const others = [...new Set(found.map(({ rule }) => rule))].join(', ')
  return isFound ? undefined : `expected ${expected.kind} in version ${expected.version}, got ${others || 'no error'}`
}

interface PlacedIssue extends Issue {
  readonly version: bigint
}

/** Every commit by itself, and against its table as long as no commit before it is missing. */
function verdict(commits: readonly Commit[], purpose: Purpose): PlacedIssue[] {
  const builder = new SnapshotBuilder()
  let next = 0n
  return commits.flatMap(({ version, lines, issues }) => {
    if (issues.length > 0) return issues.map(issue => ({ ...issue, version }))
    const alone = validateCommit(lines, version, purpose)
    const against = version === next ? validateAgainstTable(lines, snapshotView(builder.build()), purpose) : []
    if (version === next) {
      builder.apply(
        version,
        lines.map(({ action }) => action),
      )
      next++
    }
    return [...alone, ...against].map(issue => ({ ...issue, version }))
  })
}

function errors(issues: readonly PlacedIssue[]): PlacedIssue[] {
  return issues.filter(({ severity }) => severity === 'error')
}

/** Every JSON commit, readable or not. */
function commitsOf({ logFolder, files }: RealTable): Commit[] {
  const commits: Commit[] = []
  for (const file of files) {
    const name = parseLogName(file)
    if (name?.kind !== 'commit') continue
    const parsed = parseCommit(readFileSync(join(logFolder, file), 'utf8'))
    if (parsed.kind === 'ok') commits.push({ version: name.version, lines: parsed.value.lines, issues: [] })
    else commits.push({ version: name.version, lines: [], issues: parsed.issues })
  }
  return commits
}

function expectationOf({ logFolder }: RealTable): Expectation | undefined {
  const file = join(logFolder, '../expected.json')
  const parsed: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
  const expected = property(parsed, 'expected')
  const outcome = property(expected, 'outcome')
  const error = property(expected, 'error')
  const [kind, version] = [property(error, 'kind'), property(error, 'version')]
  if (typeof outcome !== 'string') return undefined
  return {
    outcome,
    ...(typeof kind === 'string' ? { kind } : {}),
    ...(typeof version === 'number' ? { version } : {}),
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined
}

/** What is missing from a checkpoint is missing from no commit. */
function isCheckpointAtFault({ files }: RealTable, { kind, version }: Expectation): boolean {
  return kind?.startsWith('Missing') === true && version === undefined && files.some(isCheckpoint)
}

function isCheckpoint(file: string): boolean {
  return /checkpoint/.test(parseLogName(file)?.kind ?? '')
}
