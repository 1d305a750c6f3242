import type { CommitTimings, Percentiles } from '../../shared/contract/timings-contract.ts'
import { TIMED_ATTEMPTS_MAX } from '../../shared/limits.ts'
import { readCommitTimings } from '../activity/commit-timings.ts'
import type { Command } from './command.ts'
import { commandActivity } from './command-activity.ts'
import { findTable } from './find-table.ts'
import { formatTime } from './format.ts'
import { printColumns } from './print-columns.ts'
import { textOption } from './read-arguments.ts'

export const timingsCommand: Command = {
  name: 'timings',
  positionals: [],
  options: { table: { type: 'string' } },
  summary: 'show where attempts to commit spent their time, in percentiles of each step',
  help: `Of the newest ${TIMED_ATTEMPTS_MAX.toLocaleString('en-US')} attempts of app and command on this computer, to one table or to all. A step counts for the attempts
that reached it, whatever became of them: the wait for a connection or a turn (connect), for the table's lock (lock), ...

  --table NAME   only attempts to commit to this table

With --json: {"table", "since", "whole": {"attempts", "p50Ms", "p95Ms", "p99Ms", "maxMs"}, "steps": [{"step", ...}], "outcomes"}.`,
  async run({ database, values, surroundings }) {
    const name = textOption(values, 'table')
    const table = name === undefined ? undefined : await findTable(database, name)
    const timings = await readCommitTimings(commandActivity(database, values, surroundings), {
      tableId: table?.tableId,
    })
    const { since, whole, steps, outcomes } = timings
    return {
      text: printTimings(timings),
      json: {
        table: table?.name ?? null,
        since,
        whole: { ...whole },
        steps: steps.map(step => ({ ...step })),
        outcomes: { ...outcomes },
      },
    }
  },
}

function printTimings({ since, whole, steps, outcomes }: CommitTimings): string {
  if (since === null) return 'Nobody has tried to commit from this computer yet.'
  const ended = Object.entries(outcomes).map(([outcome, times]) => `${times} ${outcome}`)
  const rows = printColumns(
    [
      { title: 'STEP' },
      ...['ATTEMPTS', 'P50', 'P95', 'P99', 'SLOWEST'].map(title => ({ title, align: 'right' as const })),
    ],
    [...steps.map(step => row(step.step, step)), row('all', whole)],
  )
  return `${rows}\n\nSince ${formatTime(since)}: ${ended.join(', ')}.`
}

function row(name: string, { attempts, ...spent }: Percentiles): string[] {
  const { p50Ms, p95Ms, p99Ms, maxMs } = spent
  return [name, String(attempts), ...[p50Ms, p95Ms, p99Ms, maxMs].map(ms => `${ms.toFixed(1)} ms`)]
}
