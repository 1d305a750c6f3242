import { ConnectFailure } from '../postgres/connect-failure.ts'
import { readDatabaseFailure } from '../postgres/write-failure.ts'
import { activityCommand } from './activity-command.ts'
import { blameCommand } from './blame-command.ts'
import { checkCommand } from './check-command.ts'
import type { Command, CommandResult, Surroundings } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { commitCommand } from './commit-command.ts'
import { copyBenchCommand } from './copy-bench-command.ts'
import { diffCommand } from './diff-command.ts'
import { doctorCommand } from './doctor-command.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { exportCommand } from './export-command.ts'
import { filesCommand } from './files-command.ts'
import { forecastCommand } from './forecast-command.ts'
import { healthCommand } from './health-command.ts'
import { commandHelp, generalHelp } from './help.ts'
import { historyCommand } from './history-command.ts'
import { importCommand } from './import-command.ts'
import { mirrorCommand } from './mirror-command.ts'
import { openCommandDatabase, readCommandConfig } from './open-command-database.ts'
import { visible } from './print-columns.ts'
import { printJson } from './print-json.ts'
import { progressLine } from './progress-line.ts'
import { readArguments } from './read-arguments.ts'
import { replayCommand } from './replay-command.ts'
import { restoreCommand } from './restore-command.ts'
import { rolesCommand } from './roles-command.ts'
import { schemaCommand } from './schema-command.ts'
import { settingsCommand } from './settings-command.ts'
import { showCommand } from './show-command.ts'
import { simulateCommand } from './simulate-command.ts'
import { snapshotCommand } from './snapshot-command.ts'
import { tablesCommand } from './tables-command.ts'
import { tasksCommand } from './tasks-command.ts'
import { timingsCommand } from './timings-command.ts'
import { togetherCommand } from './together-command.ts'
import { unresolvedCommand } from './unresolved-command.ts'

const COMMANDS: readonly Command[] = [
  importCommand,
  exportCommand,
  replayCommand,
  tasksCommand,
  tablesCommand,
  historyCommand,
  healthCommand,
  snapshotCommand,
  filesCommand,
  showCommand,
  checkCommand,
  forecastCommand,
  diffCommand,
  blameCommand,
  commitCommand,
  togetherCommand,
  restoreCommand,
  unresolvedCommand,
  mirrorCommand,
  activityCommand,
  timingsCommand,
  rolesCommand,
  schemaCommand,
  doctorCommand,
  copyBenchCommand,
  simulateCommand,
  settingsCommand,
]

/**
 * Runs one command and gives its exit code. With `--json` stdout gets exactly one JSON document, an error included;
 * without, stdout gets the result and stderr what is said about it.
 */
export async function runCommandLine(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const asJson = args.includes('--json')
  const { stdout, stderr } = surroundings
  try {
    const { text, json, verbatim } = await run(args, surroundings)
    stdout.write(asJson ? `${printJson(json)}\n` : verbatim === true ? text : `${text}\n`)
    return EXIT_CODES.success
  } catch (error) {
    const { kind, message, details, lines: own } = failureOf(error, surroundings.signal)
    const lines = details.sqlState === READ_ONLY_TRANSACTION ? [...own, RAISING] : own
    if (asJson) stdout.write(`${printJson({ error: { kind, message, ...details } })}\n`)
    else stderr.write(`${[`deltadesk: ${message}`, ...lines.map(line => `  ${line}`)].map(visible).join('\n')}\n`)
    return EXIT_CODES[kind]
  }
}

async function run(args: readonly string[], surroundings: Surroundings): Promise<CommandResult> {
  const name = commandName(args)
  const command = COMMANDS.find(candidate => candidate.name === name)
  if (command === undefined) return withoutCommand(name, args)
  const position = args.indexOf(command.name)
  const { positionals, values } = readArguments(command, args.toSpliced(position, 1))
  if (values.help === true) return helpResult(commandHelp(command))
  const progress = progressLine(surroundings.stderr)
  await using releases = new AsyncDisposableStack()
  releases.defer(async () => progress.clear())
  const given = { positionals, values, surroundings, onProgress: progress.show }
  if ('look' in command) return await command.look(given)
  if ('examine' in command) {
    const config = await readCommandConfig(values, surroundings.environment, releases)
    return await command.examine({ ...given, config })
  }
  const database = await openCommandDatabase(values, surroundings, releases)
  return await command.run({ ...given, database })
}

/** The first argument that is no option; shared options and their values may stand before it. */
function commandName(args: readonly string[]): string | undefined {
  return args.find((argument, index) => !argument.startsWith('-') && !takesValue(args[index - 1]))
}

const VALUED = ['--database', '--schema', '--connection', '--raise', '--setting']

function takesValue(argument: string | undefined): boolean {
  return VALUED.includes(argument ?? '')
}

function withoutCommand(name: string | undefined, args: readonly string[]): CommandResult {
  const asksForHelp = args.some(argument => argument === '--help' || argument === '-h')
  if (name === undefined && asksForHelp) return helpResult(generalHelp(COMMANDS))
  const got = name === undefined ? 'nothing' : JSON.stringify(name)
  const names = COMMANDS.map(command => command.name).join(', ')
  throw new CommandFailure('usage', `Expected a command (${names}), got ${got}.`, { lines: ['See deltadesk --help.'] })
}

function helpResult(help: string): CommandResult {
  return { text: help, json: { help } }
}

const READ_ONLY_TRANSACTION = '25006'
const RAISING = 'The connection is read-only; --raise with the name of a saved connection lets one command write.'

/** What is nobody's input and no answer of the server is a fault of this program, and said so. */
function failureOf(error: unknown, signal: AbortSignal): CommandFailure {
  if (error instanceof CommandFailure) return error
  if (signal.aborted) return new CommandFailure('cancelled', 'Cancelled.')
  if (error instanceof ConnectFailure) {
    return new CommandFailure('database', error.message, { details: { sqlState: error.sqlState ?? null } })
  }
  const failure = readDatabaseFailure(error)
  if (failure) {
    const { fatal: _, message, ...details } = failure
    return new CommandFailure('database', message, { details })
  }
  return new CommandFailure('internal', error instanceof Error ? error.message : String(error))
}
