import { randomUUID } from 'node:crypto'
import type { ForecastReport, JudgedWinner } from '../../shared/contract/forecast.ts'
import { askedIsolationSchema, type Draft } from '../../shared/contract/schemas.ts'
import { forecast } from '../log/forecast.ts'
import type { Command, OptionValues } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { failureOfOutcome } from './failure-of-outcome.ts'
import { findTable } from './find-table.ts'
import { formatTime } from './format.ts'
import { printColumns } from './print-columns.ts'
import type { Json } from './print-json.ts'
import { readActionsFile } from './read-actions-file.ts'
import { readVersionNumber, textOption } from './read-arguments.ts'

export const forecastCommand: Command = {
  name: 'forecast',
  positionals: ['table', 'file.json'],
  options: {
    base: { type: 'string' },
    reads: { type: 'string' },
    'reads-table': { type: 'boolean' },
    isolation: { type: 'string' },
  },
  summary: 'judge a file of actions against the versions since its base',
  help: `<file.json> holds Delta JSON actions: one a line, as in a commit file, or an array of them; - reads standard input.

  --base N             the version that the commit was made on (required)
  --reads PREDICATE    the rows that it has read, for example "dt = '2026-11-20' and id > 5"
  --reads-table        it has read the whole table
  --isolation LEVEL    Serializable or WriteSerializable (default: the table's level)

Ends with exit code 5 where the commit conflicts with a version.
With --json: {"kind": "forecast", "base", "head", "level", "conflicts", "winners": [{"version", "verdict", "files", ...}]};
with conflicts {"error": {"kind": "version-conflict", "forecast": ...}}.`,
  async run({ database, positionals, values, surroundings }) {
    const base = readVersionNumber(textOption(values, 'base'), '--base')
    if (base === undefined) throw new CommandFailure('usage', 'Expected --base N, got nothing.')
    const isolationLevel = readIsolation(textOption(values, 'isolation'))
    const actions = await readActionsFile(positionals[1] ?? '-', surroundings.stdin)
    const { tableId, name } = await findTable(database, positionals[0])
    const draft: Draft = {
      tableId,
      commitId: randomUUID(),
      readVersion: base,
      expectedVersion: base + 1n,
      actions,
      reads: readsOf(values),
      isolationLevel,
    }
    const report = await forecast(database, draft, surroundings.signal)
    if (report.kind === 'invalid') throw failureOfOutcome(report, draft)
    if (report.kind === 'committed') throw new Error('a new commit id is in the log')
    const json = { ...report, table: name, winners: report.winners.map(winnerJson) }
    if (report.conflicts === 0) return { text: [printWinners(report), verdict(report)].join('\n').trimStart(), json }
    throw new CommandFailure('version-conflict', verdict(report), {
      details: { forecast: json },
      lines: conflictLines(report),
    })
  },
}

type Judged = Extract<ForecastReport, { kind: 'forecast' }>

function readIsolation(text: string | undefined): Draft['isolationLevel'] {
  const level = askedIsolationSchema.options.find(option => option.toLowerCase() === text?.toLowerCase())
  if (text === undefined || level !== undefined) return level
  const expected = askedIsolationSchema.options.join(' or ')
  throw new CommandFailure('usage', `Expected ${expected} as --isolation, got ${JSON.stringify(text)}.`)
}

function readsOf(values: OptionValues): NonNullable<Draft['reads']> {
  const predicate = textOption(values, 'reads')
  const scans = predicate === undefined ? [] : [predicate]
  return { wholeTable: values['reads-table'] === true, scans, files: [], appIds: [] }
}

function verdict({ base, head, level, conflicts, winners, unjudged }: Judged): string {
  if (head <= base) return `Nothing was committed since version ${base}.`
  const since = winners.length === 1 ? 'the one version' : `${winners.length} versions`
  const outcome = conflicts === 0 ? `No conflict with ${since}` : `Conflicts with ${conflicts} of ${since}`
  const rest = unjudged > 0n ? ` ${unjudged} more versions were not judged.` : ''
  return `${outcome} since ${base}, at ${level}; the head is ${head}.${rest}`
}

function conflictLines({ winners }: Judged): string[] {
  return winners.flatMap(({ version, verdict: { class: kind, reason } }) =>
    kind === null ? [] : [`version ${version}: ${kind}: ${reason}`],
  )
}

function printWinners({ winners }: Judged): string {
  if (winners.length === 0) return ''
  return printColumns(
    [{ title: 'VERSION', align: 'right' }, { title: 'COMMITTED' }, { title: 'OPERATION' }, { title: 'VERDICT' }],
    winners.map(({ version, committedAt, operation, verdict: { reason } }) => [
      String(version),
      formatTime(committedAt),
      operation,
      reason,
    ]),
  )
}

function winnerJson({ levels, engines, ...winner }: JudgedWinner): Json {
  return { ...winner, levels: { ...levels }, engines: { ...engines } }
}
