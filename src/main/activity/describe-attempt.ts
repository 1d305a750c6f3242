import type { DryRunReport, TogetherOutcome } from '../../shared/contract/outcome.ts'

/** How an attempt to commit ended, in one sentence for the activity log. */
export function describeAttempt(outcome: TogetherOutcome | DryRunReport): string {
  switch (outcome.kind) {
    case 'committed':
      return outcome.found ? `Found in the log as v${outcome.version}.` : `Committed as v${outcome.version}.`
    case 'would-commit':
      return `Would have been committed as v${outcome.version}; rolled back.`
    case 'already-committed':
      return `Is in the log already as v${outcome.version}.`
    case 'version-conflict': {
      const winner = outcome.winners.find(({ version }) => version === outcome.expected)
      const by = winner ? ` by ${winner.committer}` : ''
      return `v${outcome.expected} was taken${by}: the head was v${outcome.actual}. Nothing was written.`
    }
    case 'invalid':
      return `Refused: ${outcome.issues.find(({ severity }) => severity === 'error')?.message ?? 'a rule is broken'}`
    case 'database-error':
      return `The database refused it at the step ${outcome.step}: ${outcome.message}`
    case 'timeout':
      return `Timed out at the step ${outcome.step} after ${outcome.limitMs} ms. Nothing was written.`
    case 'unknown':
      return 'The answer was lost after COMMIT was sent; the log has to be asked by commit id.'
    case 'cancelled':
      return `Cancelled at the step ${outcome.step}. Nothing was written.`
    case 'held-back':
      return 'Held back because of the draft for another table. Nothing was written.'
  }
  return outcome satisfies never
}
