import { readFile } from 'node:fs/promises'
import { type Scenario, simulatedStrategySchema } from '../../shared/contract/scenarios.ts'
import { exportFormatSchema, type RunReport, type RunWish } from '../../shared/contract/simulations.ts'
import { STRATEGY_NAMES } from '../../shared/contract/strategy.ts'
import { SCHEDULES_RUN_MAX, SIMULATION_SECONDS_MAX } from '../../shared/limits.ts'
import { readScenario } from '../../shared/scenario/read-scenario.ts'
import { systemReason } from '../object-store/system-reason.ts'
import type { Database } from '../postgres/connection.ts'
import { listSimulationSchemas, removeSimulationSchema } from '../postgres/simulation-schema.ts'
import { builtInScenarios } from '../simulation/built-in.ts'
import { crashServer } from '../simulation/crash-server.ts'
import { exportRun } from '../simulation/export-run.ts'
import type { KeptRun } from '../simulation/run-files.ts'
import { runReportText } from '../simulation/run-report-text.ts'
import { SimulationRuns } from '../simulation/simulation-runs.ts'
import type { Command, CommandResult, OptionValues } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { meansEmbedded } from './open-command-database.ts'
import { printColumns } from './print-columns.ts'
import { JsonText } from './print-json.ts'
import { textOption } from './read-arguments.ts'

export const simulateCommand: Command = {
  name: 'simulate',
  positionals: ['scenario'],
  options: {
    explore: { type: 'boolean' },
    max: { type: 'string' },
    crashes: { type: 'boolean' },
    schedule: { type: 'string' },
    free: { type: 'string' },
    matrix: { type: 'boolean' },
    strategy: { type: 'string' },
    seed: { type: 'string' },
    export: { type: 'string' },
  },
  summary: 'run concurrent writers as an experiment, and judge what they leave',
  help: `<scenario> is the name of a built-in scenario or a file that holds one, as text or JSON; "list" lists the built-in ones,
"leftovers" the schemas that crashed runs have left, and "tidy" drops those. Runs in a schema of its own, which is
dropped afterwards: no table of the log is touched.

  --explore          every order of steps that can make a difference; --max N of them, drawn by the seed where there are
                     more; --crashes: each with a crash at each step, too
  --schedule AABB    one order of steps, by its name
  --free SECONDS     every writer as fast as it can
  --matrix           the scenario once under each strategy and isolation level
  --strategy NAME    ${STRATEGY_NAMES.join(', ')} or unprotected
  --seed N           another seed
  --export FORMAT    prints perfetto, elle, spec, markdown or scenario instead of the report

Ends with exit code 9 where the run did not end as the scenario claims, or broke a promise where it claims nothing.
With --json: the run's report, with its result and verdict.`,
  async run({ database, positionals, values, surroundings, onProgress }) {
    const [what = ''] = positionals
    if (what === 'list') return listScenarios()
    if (what === 'leftovers' || what === 'tidy') return tidy(database, what === 'tidy')
    const wish = wishOf(await findScenario(what), values)
    const format = exportFormatOf(values)
    const isEmbedded = meansEmbedded(values, surroundings.environment)
    const run = await runToEnd(database, wish, { isEmbedded, onProgress, signal: surroundings.signal })
    const { report } = run
    if (report.state !== 'finished') throw failureOfRun(report)
    if (report.asClaimed === false || (report.asClaimed === null && report.verdict === 'broken')) {
      const message =
        report.asClaimed === false ? 'The run did not end as its scenario claims.' : 'A promise was broken.'
      const lines = runReportText(report).trimEnd().split('\n')
      throw new CommandFailure('not-as-claimed', message, { lines, details: { report: json(report) } })
    }
    if (format) return { text: exportRun(run, format).text, json: { ...exportRun(run, format) }, verbatim: true }
    return { text: runReportText(report).trimEnd(), json: json(report) }
  },
}

async function findScenario(what: string): Promise<Scenario> {
  const builtIn = builtInScenarios().find(({ scenario }) => scenario.name === what)
  if (builtIn) return builtIn.scenario
  const text = await readFile(what, 'utf8').catch((error: unknown) => {
    const message = `There is no built-in scenario ${JSON.stringify(what)}, and no file of this name can be read (${systemReason(error)}).`
    throw new CommandFailure('not-found', message, { lines: ['deltadesk simulate list names the built-in ones.'] })
  })
  const read = readScenario(text)
  if (read.kind === 'ok') return read.scenario
  const issues = read.issues.map(issue => ({ ...issue }))
  const lines = issues.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`)
  throw new CommandFailure('refused', `${what} is no scenario.`, { lines, details: { issues } })
}

function wishOf(scenario: Scenario, values: OptionValues): RunWish {
  const strategy = textOption(values, 'strategy')
  const known = simulatedStrategySchema.safeParse(strategy ?? scenario.strategy)
  if (!known.success) {
    throw new CommandFailure('usage', `Expected a strategy as --strategy, got ${JSON.stringify(strategy)}.`)
  }
  const seed = numberOption(values, 'seed', 0, 4_294_967_295) ?? scenario.seed
  // Whoever asks for another strategy asks what comes of it: the scenario's claim is about its own.
  const claim = known.data === scenario.strategy ? scenario.claim : null
  const cast = { ...scenario, strategy: known.data, seed, claim }
  return { scenario: cast, mode: modeOf(cast, values), realTable: null }
}

function modeOf(scenario: Scenario, values: OptionValues): RunWish['mode'] {
  const schedule = textOption(values, 'schedule')
  const seconds = numberOption(values, 'free', 1, SIMULATION_SECONDS_MAX)
  const max = numberOption(values, 'max', 1, SCHEDULES_RUN_MAX)
  if (schedule !== undefined) {
    if (/^[A-Za-z]*$/.test(schedule)) return { kind: 'schedule', schedule }
    throw new CommandFailure('usage', `Expected letters as --schedule, got ${JSON.stringify(schedule)}.`)
  }
  if (seconds !== undefined) return { kind: 'free', seconds }
  if (values.matrix === true) {
    return { kind: 'matrix', strategies: [...STRATEGY_NAMES], levels: ['Serializable', 'WriteSerializable'] }
  }
  const own = scenario.run.kind === 'explore' ? scenario.run : { max: 2_000, crashes: 0 }
  if (values.explore !== true && max === undefined && values.crashes !== true) return scenario.run
  return { kind: 'explore', max: max ?? own.max, crashes: values.crashes === true ? 1 : own.crashes }
}

function numberOption(values: OptionValues, name: string, least: number, most: number): number | undefined {
  const text = textOption(values, name)
  if (text === undefined) return undefined
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (number >= least && number <= most) return number
  throw new CommandFailure(
    'usage',
    `Expected a number from ${least} to ${most} as --${name}, got ${JSON.stringify(text)}.`,
  )
}

function exportFormatOf(values: OptionValues) {
  const text = textOption(values, 'export')
  if (text === undefined) return undefined
  const format = exportFormatSchema.safeParse(text)
  if (format.success) return format.data
  const names = exportFormatSchema.options.join(', ')
  throw new CommandFailure('usage', `Expected one of ${names} as --export, got ${JSON.stringify(text)}.`)
}

interface RunSurroundings {
  readonly isEmbedded: boolean
  readonly onProgress: (text: string) => void
  readonly signal: AbortSignal
}

async function runToEnd(
  database: Database,
  wish: RunWish,
  { isEmbedded, onProgress, signal }: RunSurroundings,
): Promise<KeptRun> {
  const policy = {
    isProduction: false,
    isReadOnly: database.capabilities.readOnly,
    restartServer: isEmbedded ? () => crashServer(database.config) : undefined,
  }
  const runs = await SimulationRuns.open({ database, folder: undefined, policy, onProblem: () => {} })
  const answer = await runs.start(wish)
  if (answer.kind === 'refused') {
    const { reason, remedy } = answer
    throw new CommandFailure('refused', reason, { lines: remedy === null ? [] : [remedy], details: { remedy } })
  }
  try {
    for await (const { report } of (await runs.watchRun(answer.runId, signal)) ?? []) {
      if (report === null) continue
      const { done, total, unit, phase } = report.progress
      onProgress(`${phase}: ${done}${total === null ? '' : ` of ${total}`} ${unit}`)
    }
  } finally {
    await runs.close()
  }
  const run = await runs.get(answer.runId)
  if (run === undefined) throw new Error('the run is gone')
  return run
}

function failureOfRun({ state, problem }: RunReport): CommandFailure {
  const kind = state === 'stalled' ? 'timeout' : state === 'cancelled' ? 'cancelled' : 'database'
  return new CommandFailure(kind, problem ?? `The run ended as ${state}.`)
}

function listScenarios(): CommandResult {
  const listed = builtInScenarios().map(({ scenario: { name, title, teaches }, group }) => ({
    name,
    group,
    title,
    teaches,
  }))
  const rows = listed.map(({ name, title }) => [name, title])
  return { text: printColumns([{ title: 'name' }, { title: 'title' }], rows), json: { scenarios: listed } }
}

async function tidy(database: Database, isDropping: boolean): Promise<CommandResult> {
  const leftovers = await listSimulationSchemas(database)
  const dropped: string[] = []
  for (const { schema } of isDropping ? leftovers : []) {
    if (await removeSimulationSchema(database, schema)) dropped.push(schema)
  }
  const lines = leftovers.map(({ schema, isInUse }) => {
    const fate = isInUse ? 'in use' : dropped.includes(schema) ? 'dropped' : 'left'
    return `${schema}  ${fate}`
  })
  const text = lines.length === 0 ? 'Nothing is left of any run.' : lines.join('\n')
  return { text, json: { leftovers: leftovers.map(leftover => ({ ...leftover })), dropped } }
}

/** Versions print as numbers, as everywhere in the command. */
function json(report: RunReport): JsonText {
  return new JsonText(JSON.stringify(report, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)))
}
