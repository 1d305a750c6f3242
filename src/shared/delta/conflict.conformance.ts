import { existsSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { type ConflictCase, isolationOf, prepareCase, runnableCases } from '../../../test/conflict-cases.ts'
import { exceptionsOf } from '../../../test/conformance-exceptions.ts'
import { CONFORMANCE_FOLDER } from '../../../test/real-logs.ts'
import { type Conflict, type Forecast, forecastConflicts } from './conflict.ts'
import { CONFLICT_CODES } from './conflict-names.ts'
import { findRule } from './rules.ts'
import { validateCommit } from './validate-commit.ts'

const cases = runnableCases()
const exceptions = exceptionsOf('conflicts')
let agreed = 0

describe.skipIf(!existsSync(CONFORMANCE_FOLDER))('conflicts as engines judge them', () => {
  test.each(cases.map(source => [`${source.id} ${source.engine}: ${source.title}`, source] as const))(
    '%s',
    (_, source) => {
      const verdict = judge(source)
      const isAgreed = verdict === source.expectedCode || (source.expectedCode === 'AnyConflict' && verdict !== 'ok')
      if (isAgreed) agreed++
      const exception = exceptions.get(source.id)
      if (exception === undefined) expect(verdict).toBe(source.expectedCode)
      else expect(isAgreed, `no longer disagrees, so it is no exception: ${exception}`).toBe(false)
    },
  )

  afterAll(() => {
    process.stdout.write(
      `conflicts: ${agreed} of ${cases.length} runnable cases agree, ${exceptions.size} exceptions\n`,
    )
  })
})

function judge(source: ConflictCase): string {
  const { draft, read, winners, engine, isolation } = prepareCase(source)
  if (contradictsItself(draft.actions)) return 'InvalidCommit'
  const forecast = forecastConflicts(draft, read, winners, { engine, isolation })
  expectLevel(source, forecast)
  const conflict = forecast.verdicts.find((verdict): verdict is Conflict => verdict.kind === 'conflict')
  return conflict ? CONFLICT_CODES[conflict.class] : 'ok'
}

/** Two actions of one commit that cannot both hold. */
function contradictsItself(actions: Parameters<typeof forecastConflicts>[0]['actions']): boolean {
  const lines = actions.map(action => ({ action, text: '' }))
  return validateCommit(lines, 1n, 'reading').some(
    ({ rule, severity }) => severity === 'error' && findRule(rule)?.kind === 'DuplicateAction',
  )
}

function expectLevel({ effectiveIsolation }: ConflictCase, forecast: Forecast): void {
  const expected = isolationOf(effectiveIsolation)
  if (expected && forecast.engine === 'spark') expect(forecast.isolation).toBe(expected)
}
