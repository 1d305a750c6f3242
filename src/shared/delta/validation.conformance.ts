import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, test } from 'vitest'
import { type Expectation, expectationOf } from '../../../test/conformance/expectation.ts'
import { ConformanceSuite, compared, type Verdict } from '../../../test/conformance/suite.ts'
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

interface Commit {
  readonly version: bigint
  readonly lines: readonly CommitLine[]
  /** Why the commit could not be read; then it has no lines. */
  readonly issues: readonly Issue[]
}

const KINDS: ReadonlySet<string> = new Set(Object.values(RULES).flatMap(rule => ('kind' in rule ? [rule.kind] : [])))

const tables = realTables()
const suite = new ConformanceSuite('validation')

/**
 * Where a table is sound, reading it finds no error. Where a writer has to refuse it, or a reader because of a protocol,
 * the strict verdict has an error of the expected kind in the expected version.
 */
describe('validation of real logs', () => {
  if (tables.length === 0) {
    test.skip(`there are no tables in ${CONFORMANCE_FOLDER}`, () => undefined)
    return
  }
  afterAll(() => suite.print())

  test.for(tables.map(table => [table.name, table] as const))('%s', ([name, table], { skip }) => {
    suite.settle(name, judge(table), skip)
  })
})

function judge(table: RealTable): Verdict {
  const expected = expectationOf(table)
  const commits = commitsOf(table)
  if (!expected || commits.length === 0) return UNJUDGED
  if (expected.outcome === 'ok') {
    const [error] = errors(verdict(commits, 'reading'))
    return compared(error ? [`version ${error.version}: ${error.rule}: ${error.message}`] : [])
  }
  const { kind = 'an error', version } = expected.error ?? {}
  const isKnown = KINDS.has(kind)
  if (expected.outcome !== 'invalid' && (!isKnown || isCheckpointAtFault(table, expected))) return UNJUDGED
  const found = errors(verdict(commits, 'writing'))
  const isFound = found.some(
    issue =>
      (!isKnown || findRule(issue.rule)?.kind === kind) && (version === undefined || issue.version === BigInt(version)),
  )
  const others = [...new Set(found.map(({ rule }) => rule))].join(', ')
  return compared(isFound ? [] : [`expected ${kind} in version ${version ?? 'any'}, got ${others || 'no error'}`])
}

const UNJUDGED: Verdict = { kind: 'skip', reason: 'nothing is said about its commits' }

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

/** What is missing from a checkpoint is missing from no commit. */
function isCheckpointAtFault({ files }: RealTable, { error }: Expectation): boolean {
  return error?.kind?.startsWith('Missing') === true && error.version === undefined && files.some(isCheckpoint)
}

function isCheckpoint(file: string): boolean {
  return /checkpoint/.test(parseLogName(file)?.kind ?? '')
}
