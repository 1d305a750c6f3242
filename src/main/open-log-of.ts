import { join } from 'node:path'
import type { EffectivePolicy } from '../shared/connection/safety.ts'
import type { ConnectionSummary, OpenAnswer, Profile } from '../shared/contract/connections.ts'
import { type App, type AppDesk, openApp } from './app.ts'
import { thisMachine } from './connections/machine.ts'
import { passwordNeeded, resolveProfile } from './connections/resolve-profile.ts'
import type { SafetyPolicy } from './connections/safety.ts'
import { SERVER, type Secrets } from './connections/secrets.ts'
import { openFailure, wantsPassword } from './open-failure.ts'
import type { ConnectionConfig } from './postgres/connection.ts'
import { startEmbeddedServer } from './postgres/embedded/embedded-server.ts'
import { findMissing, migrate } from './postgres/migrate.ts'
import { settleEncryption } from './postgres/settle-encryption.ts'
import { raisingRule, readOnlyRule, sessionLimits, verifiedOnlyRule } from './setting-rules.ts'
import type { Settings } from './settings/settings.ts'
import { throughTunnel } from './through-tunnel.ts'
import { HostKeyUnknown } from './tunnel/tunnel.ts'
import { TunnelSecretNeeded } from './tunnel/tunnel-secret-needed.ts'

/** The connection that the program was started with. */
export interface StartConnection {
  readonly profile: Profile
  readonly origin: 'built-in' | 'command-line'
  readonly place: string
  readonly policy: EffectivePolicy
  /** Where it is; absent for the server that comes along. */
  readonly config?: ConnectionConfig | undefined
}

/** A log that is open, and what was opened on the way to it. */
export interface OpenedLog {
  readonly app: App
  /** The way that leads there, where it is not a straight one. */
  readonly tunnel: string | null
  close(): Promise<void>
}

/** What somebody says while a connection is being opened. */
export interface OpenGiven {
  readonly password?: string | undefined
  /** What the password is of; absent: the server. */
  readonly of?: string | undefined
  /** The fingerprint of a key that is the right one. */
  readonly acceptHostKey?: string | undefined
}

export interface OpenLogOptions {
  readonly desk: AppDesk
  readonly secrets: Secrets
  readonly settings: Settings
  readonly start: StartConnection
  readonly onChange: () => void
}

/**
 * Opens the log of a connection. The schema of the start connection is made where it is missing, for that is what the
 * program was started for; on a saved one it is only made on request.
 */
export async function openLogOf(
  summary: ConnectionSummary,
  given: OpenGiven,
  options: OpenLogOptions,
): Promise<OpenAnswer | OpenedLog> {
  if (summary.origin !== 'saved') return openStart(summary, options)
  const { desk, secrets, settings } = options
  const { profile } = summary
  const held = secrets.takeHeld(profile.id)
  const { password: typed, of = SERVER } = given
  if (typed !== undefined) desk.redactor.add(typed)
  if (typed !== undefined && of !== SERVER) secrets.answer(profile.id, of, typed)
  const password = of === SERVER ? (typed ?? held) : held
  const verifiedOnly = verifiedOnlyRule(settings)
  const resolved = await resolveProfile(profile, { machine: thisMachine, secrets, password, verifiedOnly })
  if (resolved.kind === 'password-needed') {
    if (password !== undefined) secrets.hold(profile.id, password)
    return resolved
  }
  if (resolved.kind === 'invalid') {
    return {
      kind: 'failed',
      failure: { step: 'read-connection', message: resolved.message, fix: null, sqlState: null },
    }
  }
  desk.redactor.add(resolved.config.password.reveal())
  const releases = new AsyncDisposableStack()
  try {
    const answers = secrets.answers(profile.id)
    const tunnelled = await throughTunnel(resolved.config, desk.folder, releases, {
      answers,
      acceptedKey: given.acceptHostKey,
    })
    const config = await settleEncryption(tunnelled.config)
    const migrations = await findMissing(config)
    if (migrations.length > 0) {
      if (password !== undefined) secrets.hold(profile.id, password)
      await releases.disposeAsync()
      return { kind: 'schema-missing', schema: config.schema, migrations: [...migrations] }
    }
    const opened = await openedWith(summary, config, options)
    releases.defer(opened.close)
    if (password !== undefined) await secrets.write(profile.id, profile.secret, password)
    return { ...opened, tunnel: tunnelled.words, close: () => releases.disposeAsync() }
  } catch (error) {
    await releases.disposeAsync()
    if (error instanceof HostKeyUnknown) {
      if (password !== undefined) secrets.hold(profile.id, password)
      const { host, keyType, fingerprint } = error
      return { kind: 'host-key-unknown', host, keyType, fingerprint }
    }
    if (error instanceof TunnelSecretNeeded) {
      if (password !== undefined) secrets.hold(profile.id, password)
      const { of: asked, title, message } = error
      return { kind: 'password-needed', of: asked, title, why: message }
    }
    const failure = openFailure(error, desk.redactor)
    const mayAsk = profile.secret.kind === 'ask' || profile.secret.kind === 'memory' || profile.secret.kind === 'vault'
    return wantsPassword(error) && mayAsk ? passwordNeeded(profile, failure.message) : { kind: 'failed', failure }
  }
}

async function openStart(summary: ConnectionSummary, options: OpenLogOptions): Promise<OpenedLog> {
  const { desk, start } = options
  const isReadOnly = start.policy.level === 'read-only'
  const releases = new AsyncDisposableStack()
  try {
    const given = start.config ?? (await joinEmbedded(desk, releases))
    desk.redactor.add(given.password.reveal())
    const tunnelled = await throughTunnel(given, desk.folder, releases)
    const config = await settleEncryption(tunnelled.config)
    await migrate({ ...config, isReadOnly })
    const opened = await openedWith(summary, config, options)
    releases.defer(opened.close)
    return { ...opened, tunnel: tunnelled.words, close: () => releases.disposeAsync() }
  } catch (error) {
    await releases.disposeAsync()
    throw error
  }
}

/** What holds for a connection: what is said of it, within what the settings allow. */
export function safetyPolicy({ profile, environment, level }: ConnectionSummary, settings: Settings): SafetyPolicy {
  return {
    name: profile.name,
    environment,
    level: readOnlyRule(settings) === null ? level : 'read-only',
    elevationMinutes: Math.min(profile.elevationMinutes, settings.value('safety.elevationMinutesMax')),
    ...raisingRule(settings, environment === 'production'),
  }
}

async function openedWith(
  summary: ConnectionSummary,
  config: ConnectionConfig,
  { desk, settings, onChange }: OpenLogOptions,
): Promise<OpenedLog> {
  const { id } = summary.profile
  const embedded = summary.origin === 'built-in'
  const policy = safetyPolicy(summary, settings)
  const app = await openApp(desk, {
    ...{ id, config, embedded, onChange },
    ...policy,
    limits: sessionLimits(settings),
    publishes: settings.value('mirror.publish'),
  })
  const server = app.database.capabilities.serverVersionText
  desk.log.info({ connection: id, embedded, server, level: policy.level }, 'a connection was opened')
  return { app, tunnel: null, close: () => app.close() }
}

async function joinEmbedded({ folder, log }: AppDesk, releases: AsyncDisposableStack): Promise<ConnectionConfig> {
  const server = await startEmbeddedServer({ folder: join(folder, 'postgres'), log })
  releases.defer(() => server.stop())
  return server.config
}
