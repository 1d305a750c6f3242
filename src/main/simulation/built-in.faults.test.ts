import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { claimProblem } from '../../shared/scenario/claim-problem.ts'
import { builtInScenarios } from './built-in.ts'
import { runOnce } from './run-once.ts'

const database = useDatabase()
const NOBODY = new AbortController().signal
const MINUTES_MAX = 5

test.each(builtInScenarios().map(({ scenario }) => [scenario.name, scenario] as const))(
  'the scenario %s, run in full as it says itself, ends as it claims',
  { timeout: MINUTES_MAX * 60_000 },
  async (_, scenario) => {
    const ground = { database, restartServer: undefined }
    const { result } = await runOnce(ground, { scenario, mode: scenario.run }, NOBODY)
    expect(claimProblem(scenario.claim, result)).toBeUndefined()
  },
)
