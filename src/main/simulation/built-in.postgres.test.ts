import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import type { Scenario } from '../../shared/contract/scenarios.ts'
import { BUILT_IN_SCENARIOS } from '../../shared/scenario/built-in-scenarios.ts'
import { claimProblem } from '../../shared/scenario/claim-problem.ts'
import { builtInScenarios } from './built-in.ts'
import { runOnce } from './run-once.ts'

const database = useDatabase()
const NOBODY = new AbortController().signal

const SAMPLE = 12
const SECONDS = 5

/** A sample by the scenario's own seed, or a shorter load; the test of faults runs every scenario as it says itself. */
function lean({ run }: Scenario): Scenario['run'] {
  switch (run.kind) {
    case 'explore':
      return { ...run, max: Math.min(run.max, SAMPLE) }
    case 'free':
      return { ...run, seconds: Math.min(run.seconds, SECONDS) }
    case 'schedule':
      return run
  }
}

test('every built-in scenario is read, and no name is given twice', () => {
  expect(builtInScenarios()).toHaveLength(BUILT_IN_SCENARIOS.length)
  expect(new Set(builtInScenarios().map(({ scenario }) => scenario.name)).size).toBe(BUILT_IN_SCENARIOS.length)
})

test.each(builtInScenarios().map(({ scenario }) => [scenario.name, scenario] as const))(
  'the scenario %s, sampled, ends as it claims',
  async (_, scenario) => {
    const { result } = await runOnce({ database, restartServer: undefined }, { scenario, mode: lean(scenario) }, NOBODY)
    expect(claimProblem(scenario.claim, result)).toBeUndefined()
  },
)

test('append against append, explored in full, ends as it claims', async () => {
  const scenario = scenarioOf('append-append')
  const { result } = await runOnce({ database, restartServer: undefined }, { scenario, mode: scenario.run }, NOBODY)
  expect(result).toMatchObject({ kind: 'explore', isSampled: false, runs: 80 })
  expect(claimProblem(scenario.claim, result)).toBeUndefined()
})

test('unprotected writers are caught with a minimal schedule of two', async () => {
  const scenario = scenarioOf('unprotected')
  const { result } = await runOnce({ database, restartServer: undefined }, { scenario, mode: lean(scenario) }, NOBODY)
  if (result.kind !== 'explore') throw new Error('not an exploration')
  expect(result.minimal?.scenario.writers).toHaveLength(2)
  expect(result.minimal?.result.schedule).toMatch(/^A?A?B+$|^A{1,3}B{0,6}$/)
})

function scenarioOf(name: string): Scenario {
  const scenario = builtInScenarios().find(one => one.scenario.name === name)?.scenario
  if (scenario === undefined) throw new Error('the scenario is gone')
  return scenario
}
