import type { ListedScenario } from '../../shared/contract/simulations.ts'
import { BUILT_IN_SCENARIOS } from '../../shared/scenario/built-in-scenarios.ts'
import { parseScenario } from '../../shared/scenario/parse-scenario.ts'
import { printScenario } from '../../shared/scenario/print-scenario.ts'

let read: readonly ListedScenario[] | undefined

/** The scenarios that come with the program. */
export function builtInScenarios(): readonly ListedScenario[] {
  read ??= BUILT_IN_SCENARIOS.map(({ group, text }) => {
    const parsed = parseScenario(text)
    if (parsed.kind === 'invalid') throw new Error(`a built-in scenario is wrong: ${parsed.issues[0]?.message}`)
    return { scenario: parsed.scenario, text: printScenario(parsed.scenario), origin: 'built-in' as const, group }
  })
  return read
}
