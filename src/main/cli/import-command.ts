import type { LogReport } from '../../shared/contract/log-report.ts'
import { tableNameSchema } from '../../shared/contract/schemas.ts'
import { importPlanSchema } from '../../shared/contract/task-inputs.ts'
import { readerEffect } from '../../shared/delta/rules/reader-effects.ts'
import { openLog } from '../delta-log/open-log.ts'
import { importLog } from '../replay/import-log.ts'
import { importTaskId } from '../replay/imported-commit-id.ts'
import { logReport } from '../replay/log-report.ts'
import { problemOf } from '../replay/problem-of.ts'
import { surveyLog } from '../replay/survey-log.ts'
import { plainControl } from '../tasks/task-work.ts'
import type { Command, CommandResult } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { formatCount } from './format.ts'
import { visible } from './print-columns.ts'
import { readVersionNumber, textOption } from './read-arguments.ts'
import { problemJson, problemText, progressText, taskResult } from './task-results.ts'

export const importCommand: Command = {
  name: 'import',
  positionals: ['log'],
  options: {
    name: { type: 'string' },
    base: { type: 'string' },
    batch: { type: 'string' },
    inspect: { type: 'boolean' },
    scan: { type: 'boolean' },
    'no-verify': { type: 'boolean' },
  },
  summary: 'import the log of a Delta table',
  help: `<log> is a table's folder, its _delta_log, a .tar or .zip of one, or s3://BUCKET/PATH, which is read with the credentials
that AWS's own tools would use (after a question mark: endpoint=, region=, profile=). A log that breaks a rule leaves
nothing behind.
An import that was cancelled or killed is completed by running it again; what is there already is skipped. Until it is
complete, no one can commit to the table.

  --name NAME    the table's name (default: the log's name, with -2, -3 ... where that is taken). Of a table that exists,
                 the versions must be those of the log, and the rest of the log is appended
  --base N       begin with the checkpoint of version N although older commits may be there
  --batch N      at most N versions in one transaction (default: 250)
  --inspect      take whatever can be parsed of a broken log, into a table that can only be looked at
  --scan         only say what the log holds
  --no-verify    do not compare the table with every checkpoint and checksum of the log afterwards

With --json: {"tableId", "name", "first", "head", "isBase", "versions", "skipped", "actions", "warnings", "verification"};
refused: {"error": {"problems": [{"file", "line", ...}]}}.`,
  async run({ database, positionals, values, surroundings: { signal }, onProgress }) {
    const path = positionals[0] ?? ''
    if (values.scan === true) return scan(path, onProgress, signal)
    const name = readName(textOption(values, 'name'))
    const plan = importPlanSchema.safeParse({
      name,
      mode: values.inspect === true ? 'inspect' : 'strict',
      base: readVersionNumber(textOption(values, 'base'), '--base'),
      batchVersions: values.batch === undefined ? undefined : Number(values.batch),
      verify: values['no-verify'] !== true,
    })
    if (!plan.success) throw new CommandFailure('usage', 'Expected a number of versions from 1 to 2000 as --batch.')
    const taskId = importTaskId(path, plan.data.mode)
    const control = plainControl(taskId, signal, progress => onProgress(progressText(progress)))
    return taskResult(await importLog(database, { kind: 'import', path, plan: plan.data }, control))
  },
}

function readName(name: string | undefined): string | undefined {
  const read = tableNameSchema.optional().safeParse(name)
  if (read.success) return read.data
  throw new CommandFailure('usage', `Expected ${read.error.issues[0]?.message ?? 'a table name'} as --name.`)
}

async function scan(path: string, onProgress: (text: string) => void, signal: AbortSignal): Promise<CommandResult> {
  const opened = await openLog(path, signal)
  if (opened.kind === 'refused')
    return taskResult({ kind: 'refused', problems: opened.problems.map(problemOf), kept: null })
  await using log = opened.log
  const survey = await surveyLog(
    log,
    undefined,
    ({ versions, versionsTotal }) => {
      onProgress(`${formatCount(versions)} of ${formatCount(versionsTotal)} versions`)
    },
    signal,
  )
  const report = logReport(survey, log.listing)
  const { findings, ...rest } = report
  const json = {
    ...rest,
    findings: findings.map(found => ({ ...Object(problemJson(found)), severity: found.severity })),
  }
  return { text: reportText(report), json }
}

function reportText(report: LogReport): string {
  const checkpoints = Object.values(report.checkpoints).reduce((sum, count) => sum + count, 0)
  const lines = [
    `${report.location}: ${formatCount(report.commits)} commits, ${formatCount(report.actions)} actions, ${formatCount(checkpoints)} checkpoints, ${formatCount(report.checksums)} checksums`,
    ...report.gaps.map(({ from, to }) => `gap: ${from === to ? `version ${from}` : `versions ${from} to ${to}`}`),
    startText(report),
    ...factsOf(report),
    ...report.findings.flatMap(found => {
      const effect = readerEffect(found.rule)
      const readers = effect ? [`  readers: ${effect.text}`] : []
      return [`${found.severity}: ${problemText(found)}`, ...readers]
    }),
  ]
  return lines.map(visible).join('\n')
}

/** What else was found, a line each. */
function factsOf(report: LogReport): string[] {
  const { protocol, features, reconstructable, unknownActions, timesOutOfOrder, foreign } = report
  const runs = reconstructable.map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`))
  const facts = {
    protocol: protocol && `reader ${protocol.minReaderVersion}, writer ${protocol.minWriterVersion}`,
    features: features.join(', '),
    checkpoints: Object.entries(report.checkpoints)
      .map(([kind, count]) => `${formatCount(count)} ${kind}`)
      .join(', '),
    'broken checkpoints': report.checkpointsBroken,
    'state can be had at': runs.join(', ') || 'no version',
    'times out of order': timesOutOfOrder,
    'unknown actions': unknownActions.map(({ name, count }) => `${name} (${formatCount(count)})`).join(', '),
    'compacted files': report.compacted,
    'staged commits, left out': report.staged,
    'files that belong to no log': foreign.count,
  }
  return Object.entries(facts).flatMap(([name, fact]) =>
    fact ? [`${name}: ${typeof fact === 'number' ? formatCount(fact) : fact}`] : [],
  )
}

function startText({ start, isBroken, head }: LogReport): string {
  if (start.kind === 'impossible') return `It cannot be imported: ${start.reason}`
  const from = start.kind === 'from-start' ? 'version 0' : `the checkpoint of version ${start.version}`
  return isBroken
    ? 'It breaks rules and can only be inspected (--inspect).'
    : `It can be imported from ${from} to version ${head}.`
}
