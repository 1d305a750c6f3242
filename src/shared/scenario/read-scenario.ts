import { scenarioSchema } from '../contract/scenarios.ts'
import { checkScenario } from './check-scenario.ts'
import { parseScenario, type ReadScenario } from './parse-scenario.ts'

/** Reads a scenario from its text form or from JSON, whichever it is. */
export function readScenario(text: string): ReadScenario {
  return /^\s*\{/.test(text) ? readJsonScenario(text) : parseScenario(text)
}

function readJsonScenario(text: string): ReadScenario {
  let value: unknown
  try {
    value = JSON.parse(text, (key, part: unknown) =>
      key === 'version' && typeof part === 'string' && /^\d{1,19}$/.test(part) ? BigInt(part) : part,
    )
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'invalid', issues: [{ line: 1, column: 1, expected: 'JSON', message: `Expected JSON: ${message}` }] }
  }
  const parsed = scenarioSchema.safeParse(value)
  const problems = parsed.success
    ? checkScenario(parsed.data)
    : parsed.error.issues.map(({ path, message }) => ({ path: path.map(String), expected: message, message }))
  if (parsed.success && problems.length === 0) return { kind: 'ok', scenario: parsed.data }
  const issues = problems.map(({ path, expected, message }) => ({
    ...{ line: 1, column: 1, expected },
    message: path.length === 0 ? message : `${path.join('.')}: ${message}`,
  }))
  return { kind: 'invalid', issues }
}

/** The same scenario as JSON; versions are written as text. */
export function printJsonScenario(scenario: object): string {
  const text = JSON.stringify(scenario, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part), 2)
  return `${text}\n`
}
