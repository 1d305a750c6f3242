import type { CommitOutcome, Winner } from '../../shared/contract/outcome.ts'
import type { Draft } from '../../shared/contract/schemas.ts'
import { formatIssuePath, type Issue } from '../../shared/delta/issue.ts'
import { CommandFailure } from './command-failure.ts'
import { formatTime } from './format.ts'

/** A draft that did not become a version, as the command's end. */
export function failureOfOutcome(
  outcome: Exclude<CommitOutcome, { kind: 'committed' }>,
  { commitId }: Pick<Draft, 'commitId'>,
): CommandFailure {
  switch (outcome.kind) {
    case 'version-conflict': {
      const { table, expected, actual, winners } = outcome
      const message = `Version ${expected} of ${table.name} cannot be had: the table is at version ${actual}.`
      const details = {
        table: { ...table },
        expected,
        actual,
        winners: winners.map(winner => ({ ...winner })),
        commitId,
      }
      return new CommandFailure('version-conflict', message, { details, lines: winners.map(winnerText) })
    }
    case 'invalid': {
      const errors = outcome.issues.filter(({ severity }) => severity === 'error')
      const issues = outcome.issues.map(issue => ({ ...issue, path: [...issue.path] }))
      const message = `The commit breaks ${errors.length === 1 ? 'a rule' : `${errors.length} rules`}; nothing was changed.`
      return new CommandFailure('refused', message, { details: { issues, commitId }, lines: errors.map(issueText) })
    }
    case 'database-error': {
      const { kind: _, message, ...details } = outcome
      const lines = [outcome.detail, outcome.hint, ...explanationLines(outcome)].flatMap(line => line ?? [])
      return new CommandFailure('database', `The database failed at ${outcome.step}: ${message}`, {
        details: { ...details, commitId },
        lines,
      })
    }
    case 'timeout': {
      const { step, limit, limitMs, heldBy } = outcome
      return new CommandFailure('timeout', `The commit passed its ${limit} limit of ${limitMs} ms at ${step}.`, {
        details: { step, limit, limitMs, heldBy: heldBy.map(holder => ({ ...holder })), commitId },
        lines: [...heldBy.map(holderText), 'Nothing was changed; the same commit may be sent again.'],
      })
    }
    case 'unknown':
      return new CommandFailure('unknown', `Whether the commit was made could not be found out: ${outcome.message}`, {
        details: { commitId },
        lines: [`Send it again with --commit-id ${commitId}: it will be found or made, and never twice.`],
      })
    case 'cancelled':
      return new CommandFailure('cancelled', `Cancelled at ${outcome.step}; nothing was changed.`, {
        details: { step: outcome.step, commitId },
      })
  }
}

type DatabaseError = Extract<CommitOutcome, { kind: 'database-error' }>

function explanationLines({ explanation }: DatabaseError): string[] {
  if (explanation === undefined) return []
  const { protects, advice, file, liveSince } = explanation
  return [protects, ...(file === null ? [] : [`${file} is live since version ${liveSince}.`]), advice]
}

function holderText({ pid, application, queryStart }: Holder): string {
  const since = queryStart === null ? '' : `, its last query began at ${formatTime(queryStart)}`
  return `held by process ${pid} (${application || 'no name'})${since}`
}

type Holder = Extract<CommitOutcome, { kind: 'timeout' }>['heldBy'][number]

function winnerText({ version, operation, committer, committedAt }: Winner): string {
  return `version ${version}: ${operation} by ${committer} at ${formatTime(committedAt)}`
}

/** `line 3: add.size: what is wrong [rule]`. */
export function issueText({ path, message, rule }: Issue): string {
  const place = formatIssuePath(path)
  return `${place === '' ? '' : `${place}: `}${message} [${rule}]`
}
