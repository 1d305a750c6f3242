import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
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

interface Expectation {
  readonly outcome: string
  readonly error?: { readonly kind?: string; readonly version?: number }
}

interface Commit {
  readonly version: bigint
  readonly lines: readonly CommitLine[]
}

const KINDS: ReadonlySet<string> = new Set(Object.values(RULES).flatMap(rule => ('kind' in rule ? [rule.kind] : [])))

const cases = realTables().flatMap(table => {
  const expected = expectationOf(table)
  const commits = commitsOf(table)
  return expected && commits.length > 0 ? [{ table, expected, commits }] : []
})

const sound = cases.filter(({ expected }) => expected.outcome === 'ok')
const broken = cases.filter(
  ({ table, expected }) => KINDS.has(expected.error?.kind ?? '') && !isCheckpointAtFault(table, expected),
)

describe.skipIf(!existsSync(CONFORMANCE_FOLDER))('validation of real logs', () => {
  test.each(sound.map(({ table, commits }) => [table.name, commits] as const))(
    'reading %s finds no error',
    (_, commits) => {
      expect(errors(verdict(commits, 'reading'))).toEqual([])
    },
  )

  test.each(broken.map(entry => [entry.table.name, entry] as const))(
    'writing %s is refused for the expected reason',
    (_, { expected, commits }) => {
      const found = errors(verdict(commits, 'writing')).map(({ version, rule }) => ({
        version: Number(version),
        kind: findRule(rule)?.kind,
      }))
      const { kind, version } = expected.error ?? {}
      expect(found).toContainEqual(version === undefined ? expect.objectContaining({ kind }) : { kind, version })
    },
  )

  test('there are cases of both kinds', () => {
    expect(sound.length).toBeGreaterThan(0)
    expect(broken.length).toBeGreaterThan(0)
  })
})

interface PlacedIssue extends Issue {
  readonly version: bigint
}

/** Every commit by itself, and against its table as long as no commit before it is missing. */
function verdict(commits: readonly Commit[], purpose: Purpose): PlacedIssue[] {
  const builder = new SnapshotBuilder()
  let next = 0n
  return commits.flatMap(({ version, lines }) => {
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

/** The commits that can be read. */
function commitsOf({ logFolder, files }: RealTable): Commit[] {
  const commits: Commit[] = []
  for (const file of files) {
    const name = parseLogName(file)
    if (name?.kind !== 'commit') continue
    const parsed = parseCommit(readFileSync(join(logFolder, file), 'utf8'))
    if (parsed.kind === 'ok') commits.push({ version: name.version, lines: parsed.value.lines })
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
    error: {
      ...(typeof kind === 'string' ? { kind } : {}),
      ...(typeof version === 'number' ? { version } : {}),
    },
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined
}

/** What is missing from a checkpoint is missing from no commit. */
function isCheckpointAtFault({ files }: RealTable, { error }: Expectation): boolean {
  return error?.kind?.startsWith('Missing') === true && error.version === undefined && files.some(isCheckpoint)
}

function isCheckpoint(file: string): boolean {
  return /checkpoint/.test(parseLogName(file)?.kind ?? '')
}
