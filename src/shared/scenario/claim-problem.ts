import type { Scenario } from '../contract/scenarios.ts'
import type { RunResult } from '../contract/simulation-results.ts'

/** Where a result is not what its scenario claims, in a sentence; undefined where it is, or nothing is claimed. */
export function claimProblem(claim: Scenario['claim'], result: RunResult): string | undefined {
  if (claim === null || result.kind === 'matrix') return undefined
  const { verdict } = result
  if (verdict.kind !== claim.verdict) {
    const [first] = verdict.violations
    return `Claimed to be ${claim.verdict}, and it is ${verdict.kind}${first ? `: ${first.message}` : ''}.`
  }
  const broken = new Set<string>(
    result.kind === 'explore'
      ? result.classes.flatMap(({ rules }) => rules)
      : verdict.violations.map(({ rule }) => rule),
  )
  const kept = claim.rules.find(rule => !broken.has(rule))
  if (kept !== undefined) return `Claimed to break the rule ${kept}, which was kept.`
  const seen = endingsOf(result)
  const unseen = claim.sees.find(ending => !seen.has(ending))
  return unseen === undefined ? undefined : `Claimed to see "${unseen}", which did not happen.`
}

function endingsOf(result: Exclude<RunResult, { kind: 'matrix' }>): ReadonlySet<string> {
  switch (result.kind) {
    case 'free':
      return new Set(result.measures.endings.map(({ ending }) => ending))
    case 'schedule':
      return new Set(result.writers.flatMap(({ endings }) => endings.map(({ ending }) => ending)))
    case 'explore':
      return new Set(result.endings.map(({ ending }) => ending))
  }
}
