import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import type { Scenario } from '../../shared/contract/scenarios.ts'
import { BUILT_IN_SCENARIOS } from '../../shared/scenario/built-in-scenarios.ts'
import { claimProblem } from '../../shared/scenario/claim-problem.ts'
import { builtInScenarios } from './built-in.ts'
import { runOnce } from './run-once.ts'

const database = useDatabase()
const NOBODY = new AbortController().signal

/** A sample by the scenario's own seed; `deltadesk simulate <name>` runs every order. */
function lean({ run }: Scenario): Scenario['run'] {
  return run.kind === 'explore' ? { ...run, max: Math.min(run.max, 16) } : run
}

test('every built-in scenario is read, and no name is given twice', () => {
  expect(builtInScenarios()).toHaveLength(BUILT_IN_SCENARIOS.length)
  expect(new Set(builtInScenarios().map(({ scenario }) => scenario.name)).size).toBe(BUILT_IN_SCENARIOS.length)
})

test.each(builtInScenarios().map(({ scenario }) => [scenario.name, scenario] as const))(
  'the scenario %s ends as it claims',
  async (_, scenario) => {
    const { result } = await runOnce({ database, restartServer: undefined }, { scenario, mode: lean(scenario) }, NOBODY)
    expect(claimProblem(scenario.claim, result)).toBeUndefined()
  },
)

test('unprotected writers are caught with a minimal schedule of two', async () => {
  const scenario = builtInScenarios().find(one => one.scenario.name === 'unprotected')?.scenario
  if (scenario === undefined) throw new Error('the scenario is gone')
  const { result } = await runOnce({ database, restartServer: undefined }, { scenario, mode: lean(scenario) }, NOBODY)
  if (result.kind !== 'explore') throw new Error('not an exploration')
  expect(result.minimal?.scenario.writers).toHaveLength(2)
  expect(result.minimal?.result.schedule).toMatch(/^A?A?B+$|^A{1,3}B{0,6}$/)
})
