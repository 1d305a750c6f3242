import { join } from 'node:path'
import { ActivityLog } from './activity/activity-log.ts'
import { CopyRuns } from './copy-runs/copy-runs.ts'
import { DraftFiles } from './drafts/draft-files.ts'
import { failedTask } from './failed-task.ts'
import type { HostName } from './host/page/page-html.ts'
import { openJournal, type StoredJournal } from './log/journal/commit-journal.ts'
import { journalFolder, journalPlace } from './log/journal/journal-place.ts'
import { type Log, openLog } from './log-file/open-log.ts'
import type { Redactor } from './log-file/redact.ts'
import { MirrorPublisher } from './mirror/publisher.ts'
import { watchChanges } from './postgres/changes.ts'
import { configOfText } from './postgres/config-of-text.ts'
import { ConnectFailure } from './postgres/connect-failure.ts'
import { type ConnectionConfig, type Database, openDatabase } from './postgres/connection.ts'
import { startEmbeddedServer } from './postgres/embedded/embedded-server.ts'
import { MigrationRefused, migrate } from './postgres/migrate.ts'
import { doTask, taskPlace, titleOfTask } from './replay/do-task.ts'
import { openDataFolder } from './settings/data-folder.ts'
import { type SharedHeads, shareHeads } from './share-heads.ts'
import { crashServer } from './simulation/crash-server.ts'
import { ScenarioFiles } from './simulation/scenario-files.ts'
import { SimulationRuns } from './simulation/simulation-runs.ts'
import { Tasks } from './tasks/tasks.ts'
import { watchImports } from './watch-imports.ts'

export interface AppOptions {
  readonly host: HostName
  /** The data folder; made where absent. */
  readonly folder: string
  /** Where the log lives; absent: on the embedded server of the data folder. */
  readonly databaseUrl?: string | undefined
  /** Nothing of this connection changes the log. */
  readonly isReadOnly?: boolean | undefined
}

/** Everything that the program is made of, built once. */
export interface App {
  readonly host: HostName
  readonly database: Database
  /** The server was started by us and keeps its data in the data folder. */
  readonly embedded: boolean
  /** No call that may change the log is let through, and no session can write. */
  readonly isReadOnly: boolean
  readonly log: Log
  readonly redactor: Redactor
  readonly heads: SharedHeads
  readonly copyRuns: CopyRuns
  readonly tasks: Tasks
  readonly simulations: SimulationRuns
  /** One's own scenarios beside the built-in ones. */
  readonly scenarios: ScenarioFiles
  /** Where commits are written down until their outcome is known. */
  readonly journal: StoredJournal
  /** Drafts as documents of the data folder. */
  readonly drafts: DraftFiles
  /** What this program did to tables. */
  readonly activity: ActivityLog
  /** Writes the logs of mirrored tables to their targets; absent where the log cannot be written, its leases included. */
  readonly publisher: MirrorPublisher | undefined
  /** Takes everything down, last built first. */
  readonly close: () => Promise<void>
}

/** The program could not be built; what had been built is taken down. The message is one sentence for people. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure'
}

/** Builds everything once, in order. What was built before a failure is taken down again, in reverse. */
export async function openApp({ host, folder, databaseUrl, isReadOnly = false }: AppOptions): Promise<App> {
  await openDataFolder(folder)
  const { log, redactor, file, close: closeLog } = await openLog(join(folder, 'logs'))
  const releases = new AsyncDisposableStack()
  releases.defer(closeLog)
  releases.defer(logStrays(log))
  try {
    const embedded = databaseUrl === undefined
    const server = embedded ? await joinEmbedded(folder, log, releases) : readUrl(databaseUrl)
    const config = { ...server, isReadOnly }
    redactor.add(config.password.reveal())
    await migrate(config)
    const database = await openDatabase(config, {
      onConnectionLost: error => log.warn({ error }, 'an idle connection to the database was lost'),
    })
    releases.defer(() => database.close())
    const heads = watchHeads(database, log, releases)
    const copyRuns = await CopyRuns.open({
      database,
      folder: join(folder, 'copy-runs'),
      onProblem: error => log.warn({ error }, 'a COPY run cannot be watched or kept'),
    })
    releases.defer(() => copyRuns.close())
    const tasks = await Tasks.open({
      folder: join(folder, 'tasks'),
      place: taskPlace(config, embedded),
      work: doTask(database, watchImports(copyRuns)),
      titleOf: input => titleOfTask(database, input),
      failureOf: error => failedTask(error, { log, redactor }),
      onProblem: error => log.warn({ error }, 'a task cannot be kept'),
    })
    releases.defer(() => tasks.close())
    const simulations = await SimulationRuns.open({
      database,
      folder: join(folder, 'simulation-runs'),
      policy: {
        isProduction: false,
        isReadOnly: database.capabilities.readOnly,
        restartServer: embedded ? () => crashServer(config) : undefined,
      },
      onProblem: error => log.warn({ error }, 'a simulation failed'),
    })
    releases.defer(() => simulations.close())
    const place = journalPlace(config, embedded)
    const publisher = database.capabilities.readOnly ? undefined : startPublisher(database, heads, log, releases)
    log.info({ host, embedded, server: database.capabilities.serverVersionText }, 'started')
    return {
      host,
      database,
      embedded,
      isReadOnly,
      log,
      redactor,
      heads,
      copyRuns,
      tasks,
      simulations,
      scenarios: new ScenarioFiles(join(folder, 'scenarios')),
      journal: openJournal(journalFolder(folder), place),
      drafts: new DraftFiles(join(folder, 'drafts'), place),
      activity: new ActivityLog({
        folder: join(folder, 'activity'),
        place,
        actor: 'app',
        onProblem: error => log.warn({ error }, 'what was done cannot be written down'),
      }),
      publisher,
      close: async () => {
        log.info({}, 'stopping')
        await releases.disposeAsync()
      },
    }
  } catch (error) {
    log.error({ error }, 'the start failed')
    await releases.disposeAsync()
    throw new StartFailure(redactor.redact(startSentence(error, file)), { cause: error })
  }
}

async function joinEmbedded(folder: string, log: Log, releases: AsyncDisposableStack): Promise<ConnectionConfig> {
  const server = await startEmbeddedServer({ folder: join(folder, 'postgres'), log })
  releases.defer(() => server.stop())
  return server.config
}

function watchHeads(database: Database, log: Log, releases: AsyncDisposableStack): SharedHeads {
  const watching = new AbortController()
  const onProblem = (error: unknown) => log.warn({ error }, 'changes cannot be watched; trying again')
  const heads = shareHeads(watchChanges(database, watching.signal, { onProblem }))
  releases.defer(async () => {
    watching.abort()
    await heads.ended
  })
  return heads
}

function startPublisher(
  database: Database,
  heads: SharedHeads,
  log: Log,
  releases: AsyncDisposableStack,
): MirrorPublisher {
  const hinting = new AbortController()
  const publisher = new MirrorPublisher({
    database,
    hints: heads.subscribe(hinting.signal),
    program: 'deltadesk',
    onProblem: error => log.warn({ error }, 'mirrors cannot be published; trying again'),
    onAlert: ({ kind, name, message }, change) => log.warn({ kind, table: name, message }, `an alert was ${change}`),
  })
  releases.defer(async () => {
    await publisher.close()
    hinting.abort()
  })
  return publisher
}

function readUrl(url: string): ConnectionConfig {
  const parsed = configOfText(url)
  if (parsed.kind === 'invalid') throw new StartFailure(parsed.message)
  return parsed.config
}

/** Work that fails where nobody waits for it is written down; it must not end the program under its other work. */
function logStrays(log: Log): () => void {
  const keep = (error: unknown) => log.error({ error }, 'unexpected error in work that nobody waited for')
  process.on('unhandledRejection', keep)
  return () => void process.off('unhandledRejection', keep)
}

function startSentence(error: unknown, logFile: string): string {
  if (error instanceof ConnectFailure || error instanceof MigrationRefused || error instanceof StartFailure) {
    return error.message
  }
  const reason = error instanceof Error ? error.message : String(error)
  return `Deltadesk cannot start: ${reason} The log is ${logFile}.`
}
