import { join } from 'node:path'
import { effectivePolicy, isAbove, type Level } from '../../shared/connection/safety.ts'
import type { Profile } from '../../shared/contract/connections.ts'
import { ActivityLog } from '../activity/activity-log.ts'
import { BookUnreadable, ConnectionBook } from '../connections/connection-book.ts'
import { thisMachine } from '../connections/machine.ts'
import { resolveProfile } from '../connections/resolve-profile.ts'
import { Secrets } from '../connections/secrets.ts'
import { journalPlace } from '../log/journal/journal-place.ts'
import type { ConnectionConfig } from '../postgres/connection-config.ts'
import { keepingRule, raisingRule, verifiedOnlyRule } from '../setting-rules.ts'
import { dataFolder } from '../settings/data-folder.ts'
import type { Settings } from '../settings/settings.ts'
import type { OptionValues, Surroundings } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { textOption } from './read-arguments.ts'

/** A connection that the app has saved, as a run of the command uses it. */
export interface SavedConnection {
  readonly config: ConnectionConfig
  readonly level: Level
}

/**
 * Finds the connection that `--connection` names, with the level that the app would open it with; `--raise` lifts that for
 * this run, typed and written down as in the app. Throws a CommandFailure.
 */
export async function savedConnection(
  name: string,
  values: OptionValues,
  { environment }: Pick<Surroundings, 'environment'>,
  settings: Settings,
): Promise<SavedConnection> {
  const folder = dataFolder(environment)
  const { profile, policy } = await findProfile(folder, name, settings)
  const resolved = await resolveProfile(profile, {
    machine: { ...thisMachine, environment },
    secrets: new Secrets(undefined, () => keepingRule(settings), true),
    password: environment.PGPASSWORD,
    verifiedOnly: verifiedOnlyRule(settings),
  })
  if (resolved.kind === 'password-needed') {
    const lines = ['PGPASSWORD, .pgpass or a command can give it; the keychain is the window’s alone.']
    throw new CommandFailure('refused', `${profile.name}: ${resolved.why}`, { lines })
  }
  if (resolved.kind === 'invalid') throw new CommandFailure('usage', `${profile.name}: ${resolved.message}`)
  const { config } = resolved
  const typed = textOption(values, 'raise')
  if (typed === undefined) return { config, level: policy.level }
  const level = raisedLevel(profile, policy, typed, settings)
  await record(folder, config, `The level of “${profile.name}” is ${level} for one command.`)
  return { config, level }
}

/** The id of the connection that `--connection` names, under which the app keeps what is its own. */
export async function savedConnectionId(
  name: string,
  { environment }: Pick<Surroundings, 'environment'>,
  settings: Settings,
): Promise<string> {
  const { profile } = await findProfile(dataFolder(environment), name, settings)
  return profile.id
}

async function findProfile(folder: string, name: string, settings: Settings) {
  const { connections, folders } = await new ConnectionBook(join(folder, 'connections.json')).read().catch(error => {
    if (error instanceof BookUnreadable) throw new CommandFailure('refused', error.message)
    throw error
  })
  const found = connections.filter(profile => profile.id === name || profile.name === name)
  const [profile] = found
  if (profile === undefined) {
    const names = connections.map(known => known.name).join(', ') || 'none'
    throw new CommandFailure('not-found', `There is no saved connection ${JSON.stringify(name)}; there are: ${names}.`)
  }
  if (found.length > 1) {
    const ids = found.map(({ id }) => id).join(', ')
    throw new CommandFailure(
      'usage',
      `Several connections are called ${JSON.stringify(name)}; name one by its id: ${ids}.`,
    )
  }
  const own = folders.find(known => known.name === profile.folder)
  return { profile, policy: effectivePolicy(profile, own, settings.value('safety.unmarkedLevel')) }
}

function raisedLevel(
  { name }: Profile,
  { level, environment }: ReturnType<typeof effectivePolicy>,
  typed: string,
  settings: Settings,
): Level {
  if (typed !== name) {
    throw new CommandFailure('refused', `--raise must say the name of the connection as it is: ${name}`)
  }
  const { raiseMax, lockedBy } = raisingRule(settings, environment === 'production')
  if (raiseMax === 'read-only') throw new CommandFailure('refused', lockedBy ?? 'No level can be raised.')
  return isAbove(level, raiseMax) ? level : raiseMax
}

async function record(folder: string, config: ConnectionConfig, summary: string): Promise<void> {
  const activity = new ActivityLog({
    folder: join(folder, 'activity'),
    place: journalPlace(config, false),
    actor: 'command',
    onProblem: error => {
      const reason = error instanceof Error ? error.message : String(error)
      throw new CommandFailure('internal', `What is done cannot be written down (${reason}), so nothing is done.`)
    },
  })
  await activity.record({
    ...{ kind: 'safety', outcome: 'raised', summary, tookMs: 0, tableId: null, tableName: null },
    ...{ version: null, commitId: null, operation: null },
  })
}
