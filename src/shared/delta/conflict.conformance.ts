import { afterAll, describe, test } from 'vitest'
import { type ConflictCase, conflictCases } from '../../../test/conformance/conflict-case.ts'
import { isolationOf, liveFilesOf, prepareCase } from '../../../test/conformance/prepare-case.ts'
import { ConformanceSuite, compared, type Verdict } from '../../../test/conformance/suite.ts'
import { CONFORMANCE_FOLDER } from '../../../test/real-logs.ts'
import type { Action } from './actions.ts'
import { type ConflictDraft, findConflict, forecastConflicts } from './conflict.ts'
import { CONFLICT_CODES, engineErrorName } from './conflict-names.ts'
import type { ReadState } from './read-set.ts'
import { rebaseDraft } from './rebase.ts'
import { findRule, type RuleId } from './rules.ts'
import { validateCommit } from './validate-commit.ts'
import { validateAgainstTable } from './validate-table.ts'

const cases = conflictCases()
const suite = new ConformanceSuite('conflict')

test.runIf(cases.length === 0)(
  `there is no CONFLICT-CASES.json under ${CONFORMANCE_FOLDER}, so nothing is compared`,
  context => {
    context.skip()
  },
)

describe.skipIf(cases.length === 0)('conflicts as engines judge them', () => {
  test.for(cases.map(source => [nameOf(source), source] as const))('%s', ([name, source], { skip }) => {
    suite.settle(source.id, judge(source), skip, name)
  })

  afterAll(() => suite.print())
})

function nameOf({ id, engine, title }: ConflictCase): string {
  return `${id} ${engine}: ${title}`
}

/** Of a case that cannot be compared it is told how it would end, as far as it is described. */
function judge(source: ConflictCase): Verdict {
  const { obstacle, expectedCode } = source
  const codes = expectedCodes(expectedCode)
  if (obstacle !== undefined) {
    return { kind: 'skip', reason: `${obstacle}: expected ${expectedCode}, here it ends as ${outcomeOf(source).name}` }
  }
  if (codes.some(code => !KNOWN_CODES.has(code))) {
    return { kind: 'skip', reason: `nothing here knows the outcome ${expectedCode}` }
  }
  const outcome = outcomeOf(source)
  const isAgreed = outcome.names.some(name => codes.includes(name)) || (outcome.isConflict && codes.includes(ANY))
  const problems = isAgreed ? [] : [`expected ${expectedCode}, got ${outcome.name}`]
  const level = outcome.name === INVALID ? [] : levelProblems(source)
  return compared([...problems, ...level, ...(outcome.name === OK ? rebaseProblems(source) : [])], outcome.name)
}

const OK = 'ok'
const ANY = 'AnyConflict'
const INVALID = 'InvalidCommit'
const KNOWN_CODES: ReadonlySet<string> = new Set([OK, ANY, INVALID, ...Object.values(CONFLICT_CODES)])

/** One code, or several of which any will do: `ConcurrentAppendException or ConcurrentDeleteRead`. */
function expectedCodes(text: string): string[] {
  return text.split(/\s*(?:[|,/]|\bor\b)\s*/).map(code => code.replace(/^.*\./, '').replace(/Exception$/, ''))
}

interface Outcome {
  readonly name: string
  /** With the name that the engine itself gives to it. */
  readonly names: readonly string[]
  readonly isConflict: boolean
}

function outcomeOf(source: ConflictCase): Outcome {
  const { draft, read, winners, engine, isolation } = prepareCase(source)
  if (isRefused(draft, read)) return { name: INVALID, names: [INVALID], isConflict: false }
  const conflict = findConflict(draft, read, winners, { engine, isolation })
  if (!conflict) return { name: OK, names: [OK], isConflict: false }
  const name = CONFLICT_CODES[conflict.class]
  return { name, names: [name, ...expectedCodes(engineErrorName(conflict.class, engine))], isConflict: true }
}

/**
 * What every writer refuses before it looks at other commits, as far as a sketch of actions shows it: actions that cannot
 * both hold, a first commit without metadata, foreign partition columns, deletes from an append-only table.
 */
function isRefused({ actions }: ConflictDraft, { version, protocol, metadata }: ReadState): boolean {
  const lines = actions.map(action => ({ action, text: '' }))
  const view = { version, ...(version < 0n ? {} : { protocol, metadata }), file: () => undefined, txn: () => undefined }
  const told = lines.filter(({ action }) => action.kind !== 'add' || action.partitionValues.size > 0)
  const issues = [...validateCommit(lines, version + 1n, 'writing'), ...validateAgainstTable(told, view, 'writing')]
  return issues.some(
    ({ rule, severity }) =>
      severity === 'error' && (findRule(rule)?.kind === 'DuplicateAction' || REFUSED_IN_SKETCHES.has(rule)),
  )
}

const REFUSED_IN_SKETCHES: ReadonlySet<string> = new Set([
  'commit.metadata-missing',
  'table.partition-columns',
  'table.append-only',
] satisfies RuleId[])

/** Where a case says what becomes of the draft, in files and row ids. */
function rebaseProblems(source: ConflictCase): string[] {
  const { draft, read, winners, engine, isolation, rowIdHighWaterMark } = prepareCase(source)
  const { expectedRebase, finalFiles = expectedRebase.finalFiles } = source
  const stated = Object.entries(expectedRebase).filter(([key]) => key === UNCHANGED || ADD.test(key))
  if (!Array.isArray(finalFiles) && stated.length === 0) return []
  const rebased = rebaseDraft({ draft, read, winners, policy: { engine, isolation }, rowIdHighWaterMark })
  if (rebased.kind !== 'rebased') return [`expected a rebased commit, got ${rebased.reason}`]
  const problems = stated.flatMap(([key, fields]) => {
    const path = ADD.exec(key)?.[1]
    if (path === undefined) {
      return differing(key, baseRowIds(draft.actions), baseRowIds(rebased.actions))
    }
    const add = rebased.actions.find(action => action.kind === 'add' && action.path === path)
    const expected = Object.entries(fields as Readonly<Record<string, unknown>>)
    return expected.flatMap(([field, value]) => {
      return differing(`${key} ${field}`, value, Object.getOwnPropertyDescriptor(add ?? {}, field)?.value)
    })
  })
  if (!Array.isArray(finalFiles)) return problems
  const live = liveFilesAfter(source, [...winners.flatMap(({ actions = [] }) => actions), ...rebased.actions])
  return [...problems, ...differing('live files', finalFiles.map(String).sort(), live)]
}

const UNCHANGED = 'unchangedBaseRowIds'
const ADD = /^add (.+)$/

function liveFilesAfter(source: ConflictCase, actions: readonly Action[]): string[] {
  const live = new Set(liveFilesOf(source))
  for (const action of actions) {
    if (action.kind === 'add') live.add(action.path)
    if (action.kind === 'remove') live.delete(action.path)
  }
  return [...live].sort()
}

function baseRowIds(actions: readonly Action[]): unknown[] {
  return actions.flatMap(action => (action.kind === 'add' ? [[action.path, action.baseRowId]] : []))
}

function differing(what: string, expected: unknown, actual: unknown): string[] {
  const [wanted, found] = [expected, actual].map(value =>
    JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? Number(part) : part)),
  )
  return wanted === found ? [] : [`${what}: expected ${wanted}, got ${found}`]
}

function levelProblems(source: ConflictCase): string[] {
  const { draft, read, winners, engine, isolation } = prepareCase(source)
  const expected = isolationOf(source.effectiveIsolation)
  const actual = forecastConflicts(draft, read, winners, { engine, isolation }).isolation
  return expected && engine === 'spark' ? differing('isolation', expected, actual) : []
}
