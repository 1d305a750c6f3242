import type {
  OnConflict,
  RunMode,
  Scenario,
  ScenarioFault,
  ScenarioTable,
  ScenarioWriter,
} from '../contract/scenarios.ts'

/** A scenario as text that reads back as the same scenario; what is as it always is is left out. */
export function printScenario(scenario: Scenario): string {
  const { name, title, teaches, seed, strategy, guards, lockMs, statementMs, tables, writers, faults, run, claim } =
    scenario
  const head = [
    `scenario ${name}`,
    ...(title === '' ? [] : [`title ${quoted(title)}`]),
    ...(teaches === '' ? [] : [`teaches ${quoted(teaches)}`]),
    `seed ${seed}`,
    `strategy ${strategy}`,
    ...(guards ? [] : ['guards off']),
    ...(lockMs === null ? [] : [`lock-limit ${duration(lockMs)}`]),
    ...(statementMs === null ? [] : [`statement-limit ${duration(statementMs)}`]),
  ]
  const end = [
    ...faults.map(faultLine),
    runLine(run),
    ...(claim === null ? [] : [`expect ${[claim.verdict, ...claim.rules].join(' ')}`]),
    ...(claim !== null && claim.sees.length > 0 ? [`expect sees ${claim.sees.join(' ')}`] : []),
  ]
  const blocks = [head, ...tables.map(tableLines), ...writers.map(writerLines), end]
  return `${blocks.map(lines => lines.join('\n')).join('\n\n')}\n`
}

function tableLines({ name, source, isolation }: ScenarioTable): string[] {
  const content =
    source.kind === 'clone'
      ? [`  clone ${quoted(source.table)}${source.version === null ? '' : ` at ${source.version}`}`]
      : [
          `  files ${source.files}`,
          ...(source.partitions.length > 0 ? [`  partitions ${source.partitions.join(' ')}`] : []),
        ]
  return [`table ${name}`, ...content, `  isolation ${isolation}`]
}

function writerLines(writer: ScenarioWriter): string[] {
  const { name, count, operation, files, tables, commits, partition, app, thinkMs, reads } = writer
  return [
    `writer ${name}${count === 1 ? '' : ` x ${count}`}`,
    `  ${operation} ${files}`,
    `  to ${tables.join(' ')}`,
    ...(partition === null ? [] : [`  in ${partition}`]),
    ...(app === null ? [] : [`  app ${app}`]),
    `  commits ${commits}`,
    ...(thinkMs === 0 ? [] : [`  think ${duration(thinkMs)}`]),
    ...(reads.kind === 'operation' ? [] : [`  reads ${readsText(reads)}`]),
    ...(writer.isolation === null ? [] : [`  isolation ${writer.isolation}`]),
    ...(writer.strategy === null ? [] : [`  strategy ${writer.strategy}`]),
    `  on conflict ${onConflictText(writer.onConflict)}`,
    ...(writer.restarts ? ['  after crash restart'] : []),
  ]
}

function readsText(reads: ScenarioWriter['reads']): string {
  return reads.kind === 'scan' ? `scan ${quoted(reads.predicate)}` : reads.kind
}

function onConflictText(policy: OnConflict): string {
  switch (policy.kind) {
    case 'fail':
      return 'fail'
    case 'retry':
      return `retry ${policy.attempts} backoff ${duration(policy.backoffMs)} to ${duration(policy.backoffMaxMs)}`
    case 'rebase':
    case 'renumber':
      return `${policy.kind} ${policy.attempts}`
  }
  policy satisfies never
}

function faultLine({ kind, writer, commit, step, ms }: ScenarioFault): string {
  const who = writer === null ? '' : ` ${writer}`
  return `fault ${kind}${who} commit ${commit} before ${step}${kind === 'delay' ? ` ${duration(ms)}` : ''}`
}

function runLine(run: RunMode): string {
  switch (run.kind) {
    case 'free':
      return `run free ${run.seconds}s`
    case 'schedule':
      return `run schedule ${run.schedule}`.trimEnd()
    case 'explore':
      return `run explore ${run.max}${run.crashes > 0 ? ' crashes' : ''}`
  }
  run satisfies never
}

function duration(ms: number): string {
  return ms % 1_000 === 0 && ms > 0 ? `${ms / 1_000}s` : `${ms}ms`
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}
