import { join } from 'node:path'
import type { EffectivePolicy } from '../shared/connection/safety.ts'
import type { ConnectionSummary, Profile } from '../shared/contract/connections.ts'
import type { Pickable, Picked } from '../shared/contract/shell-contract.ts'
import type { SettingValues } from '../shared/settings/read-settings.ts'
import type { App, AppDesk } from './app.ts'
import { ConnectionBook } from './connections/connection-book.ts'
import { thisMachine } from './connections/machine.ts'
import { withPasswordOfMachine } from './connections/password-of-machine.ts'
import { Secrets, type Vault } from './connections/secrets.ts'
import type { HostName } from './host/page/page-html.ts'
import { openLog } from './log-file/open-log.ts'
import { OpenConnections } from './open-connections.ts'
import { openFailure } from './open-failure.ts'
import { openLogOf, type StartConnection, safetyPolicy } from './open-log-of.ts'
import { keepEnvironmentOutOfReports } from './postgres/child-environment.ts'
import { configOfText } from './postgres/config-of-text.ts'
import { formatPlace } from './postgres/connection-config.ts'
import { unverifiedRefusal } from './postgres/unverified-refusal.ts'
import { keepingRule, readOnlyRule, verifiedOnlyRule } from './setting-rules.ts'
import { openDataFolder } from './settings/data-folder.ts'
import { PolicyUnreadable, Settings } from './settings/settings.ts'
import { ShellRequests } from './shell-requests.ts'
import { StartFailure } from './start-failure.ts'
import type { Notify } from './tell-alert.ts'

export interface ProgramOptions {
  readonly host: HostName
  /** The data folder; made where absent. */
  readonly folder: string
  /** Where the log of the start connection lives; absent: on the embedded server of the data folder. */
  readonly databaseUrl?: string | undefined
  /** What was set where the program was started. */
  readonly settings?: SettingValues | undefined
  /** What an administrator has set; absent: nothing. */
  readonly policyFile?: string | undefined
  /** No connection of the program changes a log, and none can be raised. */
  readonly isReadOnly?: boolean | undefined
  /** The window around the page; absent: there is none. */
  readonly shell?: Shell | undefined
  /** Where passwords are kept; absent: nowhere but in memory. */
  readonly vault?: Vault | undefined
  /** Shows alerts outside of the window; absent: nobody does. */
  readonly notify?: Notify | undefined
}

/** What a window around the page asks of it, and does for it. */
export interface Shell {
  readonly requests: ShellRequests
  readonly pick: (what: Pickable) => Promise<Picked>
}

/** Everything that the program is made of besides its logs, built once. */
export interface Program extends AppDesk {
  readonly book: ConnectionBook
  readonly secrets: Secrets
  readonly settings: Settings
  readonly shell: Shell
  readonly connections: OpenConnections
  readonly startId: string
  /** Where this program writes down what happens. */
  readonly logFile: string
  /** Why no level can be raised anywhere; null where it can. */
  readonly lockedBy: string | null
  /** The log of the start connection. */
  readonly startApp: App
  /** Closes every connection and takes everything down. */
  readonly close: () => Promise<void>
}

/** Builds the program and opens its start connection. What was built before a failure is taken down; throws StartFailure. */
export async function openProgram(options: ProgramOptions): Promise<Program> {
  const { host, folder, notify } = options
  keepEnvironmentOutOfReports()
  await openDataFolder(folder)
  const { log, redactor, file, close: closeLog } = await openLog(join(folder, 'logs'))
  const releases = new AsyncDisposableStack()
  releases.defer(closeLog)
  releases.defer(logStrays(log))
  try {
    const desk: AppDesk = { host, folder, log, redactor, notify }
    const settings = await openSettings(options)
    const start = await startConnection(options, settings)
    const book = new ConnectionBook(join(folder, 'connections.json'))
    const secrets = new Secrets(options.vault, () => keepingRule(settings))
    const connections = new OpenConnections({
      ...{ book, secrets, start, unmarkedLevel: () => settings.value('safety.unmarkedLevel') },
      openLog: (summary: ConnectionSummary, given) =>
        openLogOf(summary, given, { desk, secrets, settings, start, onChange: () => connections.changed() }),
      policyOf: summary => safetyPolicy(summary, settings),
      failureOf: error => {
        log.error({ error }, 'a connection could not be opened')
        return openFailure(error, redactor)
      },
    })
    releases.defer(() => connections.closeAll())
    const startId = start.profile.id
    const answer = await connections.open(startId)
    const startApp = connections.app(startId)
    if (startApp === undefined) throw new StartFailure(answer.kind === 'failed' ? answer.failure.message : answer.kind)
    log.info({ host }, 'started')
    return {
      ...desk,
      shell: options.shell ?? { requests: new ShellRequests(), pick: async () => ({ kind: 'none' }) },
      ...{ book, secrets, settings, connections, startId, startApp, logFile: file },
      lockedBy: readOnlyRule(settings),
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

const PROFILE_OF_START = {
  ...{ folder: null, environment: null, level: null, reference: { kind: 'none' }, parameters: {} },
  ...{ secret: { kind: 'memory' }, elevationMinutes: 15 },
} as const satisfies Partial<Profile>

/** What is said where the program is started counts once; what is set later begins with the next start. */
function openSettings({ folder, policyFile, settings, isReadOnly = false }: ProgramOptions): Promise<Settings> {
  const given = new Map([...(settings ?? []), ...(isReadOnly ? [['safety.readOnly', true] as const] : [])])
  return Settings.open({ file: join(folder, 'settings.json'), policyFile, given })
}

async function startConnection({ databaseUrl }: ProgramOptions, settings: Settings): Promise<StartConnection> {
  const policy: EffectivePolicy = {
    environment: null,
    environmentFrom: 'nowhere',
    level: settings.value('safety.readOnly') ? 'read-only' : 'open',
    levelFrom: 'connection',
  }
  if (databaseUrl === undefined) {
    const profile: Profile = { ...PROFILE_OF_START, id: 'built-in', name: 'Built-in server' }
    return { profile, origin: 'built-in', place: 'PostgreSQL of the data folder', policy }
  }
  const parsed = configOfText(databaseUrl)
  if (parsed.kind !== 'ok') throw new StartFailure(parsed.message)
  const unverified = unverifiedRefusal(parsed.config, verifiedOnlyRule(settings))
  if (unverified !== undefined) throw new StartFailure(unverified)
  const place = formatPlace(parsed.config)
  const profile: Profile = { ...PROFILE_OF_START, id: 'command-line', name: place.slice(0, 100) }
  return {
    profile,
    origin: 'command-line',
    place,
    policy,
    config: await withPasswordOfMachine(parsed.config, thisMachine),
  }
}

/** Work that fails where nobody waits for it is written down; it must not end the program under its other work. */
function logStrays(log: AppDesk['log']): () => void {
  const keep = (error: unknown) => log.error({ error }, 'unexpected error in work that nobody waited for')
  process.on('unhandledRejection', keep)
  return () => void process.off('unhandledRejection', keep)
}

function startSentence(error: unknown, logFile: string): string {
  if (error instanceof StartFailure || error instanceof PolicyUnreadable) return error.message
  const reason = error instanceof Error ? error.message : String(error)
  return `Deltadesk cannot start: ${reason} The log is ${logFile}.`
}
