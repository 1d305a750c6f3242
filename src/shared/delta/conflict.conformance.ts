import { afterAll, describe, expect, test } from 'vitest'
import {
  type ConflictCase,
  isolationOf,
  liveFilesOf,
  prepareCase,
  runnableCases,
} from '../../../test/conformance/conflict-cases.ts'
import { conformanceExceptions } from '../../../test/conformance/exceptions.ts'
import { type CaseResult, printReport } from '../../../test/conformance/report.ts'
import { CONFORMANCE_FOLDER } from '../../../test/real-logs.ts'
import type { Action } from './actions.ts'
import { type Forecast, findConflict, forecastConflicts } from './conflict.ts'
import { CONFLICT_CODES } from './conflict-names.ts'
import { rebaseDraft } from './rebase.ts'
import { findRule } from './rules.ts'
import { validateCommit } from './validate-commit.ts'

const cases = runnableCases()
const exceptions = conformanceExceptions('conflict')
const results: CaseResult[] = []

test.runIf(cases.length === 0)(
  `there is no CONFLICT-CASES.json under ${CONFORMANCE_FOLDER}, so nothing is compared`,
  context => {
    context.skip()
  },
)

describe.skipIf(cases.length === 0)('conflicts as engines judge them', () => {
  test.each(cases.map(source => [nameOf(source), source] as const))('%s', (name, source) => {
    const { expectedCode } = source
    const verdict = judge(source)
    const isAgreed = verdict === expectedCode || (expectedCode === 'AnyConflict' && verdict !== 'ok')
    const exception = exceptions.get(source.id)
    const remark = exception ?? (isAgreed ? verdict : `expected ${expectedCode}, got ${verdict}`)
    results.push({ name, result: exception ? 'except' : isAgreed ? 'agree' : 'differ', remark })
    if (exception) expect(isAgreed, 'an exception must disagree').toBe(false)
    else expect(verdict).toBe(expectedCode)
    if (verdict === 'ok') expectRebase(source)
  })

  afterAll(() => printReport('conflict', results))
})

function nameOf({ id, engine, title }: ConflictCase): string {
  return `${id} ${engine}: ${title}`
}

function judge(source: ConflictCase): string {
  const { draft, read, winners, engine, isolation } = prepareCase(source)
  if (contradictsItself(draft.actions)) return 'InvalidCommit'
  expectLevel(source, forecastConflicts(draft, read, winners, { engine, isolation }))
  const conflict = findConflict(draft, read, winners, { engine, isolation })
  return conflict ? CONFLICT_CODES[conflict.class] : 'ok'
}

/** Two actions of one commit that cannot both hold. */
function contradictsItself(actions: readonly Action[]): boolean {
  const lines = actions.map(action => ({ action, text: '' }))
  return validateCommit(lines, 1n, 'reading').some(
    ({ rule, severity }) => severity === 'error' && findRule(rule)?.kind === 'DuplicateAction',
  )
}

/** Where a case says what becomes of the draft, in files and row ids. */
function expectRebase(source: ConflictCase): void {
  const { draft, read, winners, engine, isolation, rowIdHighWaterMark } = prepareCase(source)
  const rebased = rebaseDraft({ draft, read, winners, policy: { engine, isolation }, rowIdHighWaterMark })
  if (rebased.kind !== 'rebased') return
  const { expectedRebase = {} } = source
  const finalFiles = source.finalFiles ?? expectedRebase.finalFiles
  if (Array.isArray(finalFiles)) {
    const live = new Set(liveFilesOf(source))
    for (const action of [...winners.flatMap(({ actions = [] }) => actions), ...rebased.actions]) {
      if (action.kind === 'add') live.add(action.path)
      if (action.kind === 'remove') live.delete(action.path)
    }
    expect([...live].sort()).toEqual(finalFiles.toSorted())
  }
  for (const [key, fields] of Object.entries(expectedRebase)) {
    const path = /^add (.+)$/.exec(key)?.[1]
    const add = rebased.actions.find(action => action.kind === 'add' && action.path === path)
    if (path !== undefined) expect(add).toMatchObject(withBigints(fields))
    if (key === 'unchangedBaseRowIds') expect(baseRowIds(rebased.actions)).toEqual(baseRowIds(draft.actions))
  }
}

function baseRowIds(actions: readonly Action[]): unknown[] {
  return actions.flatMap(action => (action.kind === 'add' ? [[action.path, action.baseRowId]] : []))
}

function withBigints(fields: unknown): Record<string, unknown> {
  const entries = Object.entries(fields as Record<string, unknown>)
  return Object.fromEntries(entries.map(([key, value]) => [key, typeof value === 'number' ? BigInt(value) : value]))
}

function expectLevel({ effectiveIsolation }: ConflictCase, { isolation, engine }: Forecast): void {
  const expected = isolationOf(effectiveIsolation)
  if (expected && engine === 'spark') expect(isolation).toBe(expected)
}
