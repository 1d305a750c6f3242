import { join } from 'node:path'
import { ActivityLog } from './activity/activity-log.ts'
import { recordTask } from './activity/record-task.ts'
import { Safety, type SafetyPolicy } from './connections/safety.ts'
import { CopyRuns } from './copy-runs/copy-runs.ts'
import { doTask, taskPlace, titleOfTask } from './do-task.ts'
import { DraftFiles } from './drafts/draft-files.ts'
import { failedTask } from './failed-task.ts'
import type { HostName } from './host/page/page-html.ts'
import { openJournal, type StoredJournal } from './log/journal/commit-journal.ts'
import { journalFolder, journalPlace } from './log/journal/journal-place.ts'
import type { Log } from './log-file/open-log.ts'
import type { Redactor } from './log-file/redact.ts'
import { withMirrorOfSample } from './make-sample.ts'
import { MirrorPublisher } from './mirror/publisher.ts'
import { watchChanges } from './postgres/changes.ts'
import { type ConnectionConfig, type Database, openDatabase, type RestrictableDatabase } from './postgres/connection.ts'
import type { Peer } from './postgres/peer-of.ts'
import { type Link, watchLink } from './postgres/watch-link.ts'
import type { SessionLimits } from './setting-rules.ts'
import { type SharedHeads, shareHeads } from './share-heads.ts'
import { crashServer } from './simulation/crash-server.ts'
import { ScenarioFiles } from './simulation/scenario-files.ts'
import { SimulationRuns } from './simulation/simulation-runs.ts'
import { Tasks } from './tasks/tasks.ts'
import { type Notify, tellAlert } from './tell-alert.ts'
import { watchTasks } from './watch-tasks.ts'

/** What every log that is open shares with the others. */
export interface AppDesk {
  readonly host: HostName
  /** The data folder. */
  readonly folder: string
  readonly log: Log
  readonly redactor: Redactor
  /** Absent where the host shows nothing outside of its window. */
  readonly notify?: Notify | undefined
}

/** One log to open: its schema is there already. */
export interface AppOptions extends SafetyPolicy {
  readonly id: string
  readonly config: ConnectionConfig
  /** The server was started by us and keeps its data in the data folder. */
  readonly embedded: boolean
  readonly limits: SessionLimits
  /** Mirrored tables are published from here. */
  readonly publishes: boolean
  /** Hears of everything that changes how the connection stands. */
  readonly onChange: () => void
}

/** Everything that one open log is made of. */
export interface App extends AppDesk {
  readonly id: string
  readonly name: string
  readonly database: Database
  /** Who answers at the other end; null where sessions are not encrypted. */
  readonly peer: Peer | null
  readonly embedded: boolean
  /** No call that may change the log is let through, and no session can write; changes with the level. */
  readonly isReadOnly: boolean
  readonly safety: Safety
  /** How the way to the server stood when it was last looked at. */
  readonly link: Link
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

/** Opens one log and builds what works on it, in order. What was built before a failure is taken down again, in reverse. */
export async function openApp(desk: AppDesk, options: AppOptions): Promise<App> {
  const { folder, log, redactor } = desk
  const { embedded, level } = options
  const config = { ...options.config, isReadOnly: level === 'read-only' }
  const releases = new AsyncDisposableStack()
  try {
    redactor.add(config.password.reveal())
    const database = await openDatabase(config, {
      ...options.limits,
      onConnectionLost: error => log.warn({ error }, 'an idle connection to the database was lost'),
    })
    releases.defer(() => database.close())
    const heads = watchHeads(database, log, releases)
    const place = journalPlace(config, embedded)
    const activity = new ActivityLog({
      folder: join(folder, 'activity'),
      place,
      actor: 'app',
      onProblem: error => log.warn({ error }, 'what was done cannot be written down'),
    })
    const publishing = publisherOf(database, options.publishes, heads, desk, releases)
    const safety = guard(options, database, activity, publishing)
    releases.defer(() => safety.close())
    const way = followLink(database, options.onChange, releases)
    const journal = openJournal(journalFolder(folder), place)
    const copyRuns = await CopyRuns.open({
      database,
      folder: join(folder, 'copy-runs', ...ownFolder(options)),
      onProblem: error => log.warn({ error }, 'a COPY run cannot be watched or kept'),
    })
    releases.defer(() => copyRuns.close())
    const tasks = await Tasks.open({
      folder: join(folder, 'tasks'),
      place: taskPlace(config, embedded),
      work: withMirrorOfSample(
        doTask(database, {
          watch: watchTasks(database, copyRuns),
          journal,
          activity,
          spoolFolder: join(folder, 'spool'),
        }),
        database,
        folder,
      ),
      titleOf: input => titleOfTask(database, input),
      failureOf: error => failedTask(error, { log, redactor }),
      onProblem: error => log.warn({ error }, 'a task cannot be kept'),
      onRun: task => recordTask(activity, task),
    })
    releases.defer(() => tasks.close())
    const simulations = await SimulationRuns.open({
      database,
      folder: join(folder, 'simulation-runs', ...ownFolder(options)),
      policy: {
        get isProduction() {
          return safety.environment === 'production'
        },
        get isReadOnly() {
          return database.capabilities.readOnly
        },
        restartServer: embedded ? () => crashServer(config) : undefined,
      },
      onProblem: error => log.warn({ error }, 'a simulation failed'),
    })
    releases.defer(() => simulations.close())
    publishing.start()
    return {
      ...desk,
      id: options.id,
      name: options.name,
      database,
      peer: database.peer,
      embedded,
      get isReadOnly() {
        return safety.level === 'read-only'
      },
      safety,
      get link() {
        return way.link
      },
      heads,
      copyRuns,
      tasks,
      simulations,
      scenarios: new ScenarioFiles(join(folder, 'scenarios')),
      journal,
      drafts: new DraftFiles(join(folder, 'drafts'), place),
      activity,
      get publisher() {
        return publishing.current()
      },
      close: () => releases.disposeAsync(),
    }
  } catch (error) {
    await releases.disposeAsync()
    throw error
  }
}

/** Runs of a saved connection lie in a folder of their own. */
function ownFolder({ id }: AppOptions): string[] {
  return id === 'built-in' || id === 'command-line' ? [] : [id]
}

/** The level of the connection is true for its sessions before it is for anybody else. */
function guard(
  { name, level, environment, raiseMax, lockedBy, elevationMinutes, onChange }: AppOptions,
  database: RestrictableDatabase,
  activity: ActivityLog,
  publishing: Publishing,
): Safety {
  return new Safety({
    ...{ name, level, environment, raiseMax, lockedBy, elevationMinutes },
    onLevel(now) {
      database.restrict(now === 'read-only')
      publishing.start()
      onChange()
    },
    record(outcome, summary) {
      void activity.record({
        ...{
          kind: 'safety',
          tookMs: 0,
          tableId: null,
          tableName: null,
          version: null,
          commitId: null,
          operation: null,
        },
        ...{ outcome, summary },
      })
    },
  })
}

/** A way that is dead gets no answer any more: what waits for one fails now, and its outcome can be looked up later. */
function followLink(database: RestrictableDatabase, onChange: () => void, releases: AsyncDisposableStack) {
  const watching = new AbortController()
  const way: { link: Link } = { link: { kind: 'reachable', roundTripMs: 0 } }
  const onLink = (link: Link) => {
    if (link.kind === 'lost' && link.isDead) database.cut()
    way.link = link
    onChange()
  }
  const ended = watchLink(() => database.config, { onLink }, watching.signal)
  releases.defer(async () => {
    watching.abort()
    await ended
  })
  return way
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

interface Publishing {
  /** Begins to publish where the log can be written and ends it where it cannot any more. */
  start(): void
  current(): MirrorPublisher | undefined
}

function publisherOf(
  database: Database,
  publishes: boolean,
  heads: SharedHeads,
  desk: AppDesk,
  releases: AsyncDisposableStack,
): Publishing {
  let running: ReturnType<typeof startPublisher> | undefined
  releases.defer(() => running?.close())
  return {
    start() {
      const isWanted = publishes && !database.capabilities.readOnly
      if (isWanted) running ??= startPublisher(database, heads, desk)
      else {
        void running?.close().catch(error => desk.log.warn({ error }, 'publishing could not be ended cleanly'))
        running = undefined
      }
    },
    current: () => running?.publisher,
  }
}

function startPublisher(database: Database, heads: SharedHeads, desk: AppDesk) {
  const hinting = new AbortController()
  const publisher = new MirrorPublisher({
    database,
    hints: heads.subscribe(hinting.signal),
    program: 'deltadesk',
    onProblem: error => desk.log.warn({ error }, 'mirrors cannot be published; trying again'),
    onAlert: (alert, change) => tellAlert(desk, alert, change),
  })
  return {
    publisher,
    async close() {
      await publisher.close()
      hinting.abort()
    },
  }
}
