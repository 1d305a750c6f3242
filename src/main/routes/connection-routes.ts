import type { ConnectionSummary, Profile } from '../../shared/contract/connections.ts'
import { invalidInput, notFound } from '../answer-failure.ts'
import { discoverConnections } from '../connections/discover-connections.ts'
import { thisMachine } from '../connections/machine.ts'
import { type ResolveOptions, resolveProfile } from '../connections/resolve-profile.ts'
import { SecretRefused } from '../connections/secrets.ts'
import type { ImplementedProgram } from '../implement-contract.ts'
import { openFailure } from '../open-failure.ts'
import { paced } from '../paced.ts'
import type { ConnectionConfig } from '../postgres/connection-config.ts'
import { examine } from '../postgres/doctor.ts'
import { fixOf } from '../postgres/doctor-fixes.ts'
import { migrate, printMigrations } from '../postgres/migrate.ts'
import { settleEncryption } from '../postgres/settle-encryption.ts'
import { TunnelFailure } from '../postgres/tunnel-failure.ts'
import type { Program } from '../program.ts'
import { verifiedOnlyRule } from '../setting-rules.ts'
import { throughTunnel } from '../through-tunnel.ts'
import { HostKeyUnknown } from '../tunnel/tunnel.ts'

/** Where logs are, how to get there, and how much may be done. */
export function connectionRoutes(program: Program, api: ImplementedProgram) {
  const { connections, book, secrets, redactor } = program
  const saved = async (id: string): Promise<ConnectionSummary> => {
    const summary = await connections.summary(id)
    if (summary?.origin !== 'saved') throw notFound('such saved connection')
    return summary
  }
  return {
    connections: {
      watch: api.connections.watch.handler(({ context: { signal } }) =>
        paced(connections.watch(signal), (_, next) => next, signal),
      ),
      discover: api.connections.discover.handler(() => discoverConnections(thisMachine)),
      save: api.connections.save.handler(async ({ input: { profile, password } }) => {
        if (profile.id === program.startId) throw invalidInput(['profile', 'id'], 'The start connection is not saved.')
        await checked(() => secrets.check(profile))
        if (password !== undefined) redactor.add(password)
        await book.save(profile)
        const passwordKept = password !== undefined && (await secrets.write(profile.id, profile.secret, password))
        connections.changed()
        return { id: profile.id, passwordKept }
      }),
      remove: api.connections.remove.handler(async ({ input: { id } }) => {
        await saved(id)
        await connections.close(id)
        await book.remove(id)
        await secrets.forget(id)
        connections.changed()
      }),
      saveFolder: api.connections.saveFolder.handler(async ({ input }) => {
        await book.saveFolder(input)
        connections.changed()
      }),
      removeFolder: api.connections.removeFolder.handler(async ({ input }) => {
        await book.removeFolder(input.name)
        connections.changed()
      }),
      test: api.connections.test.handler(({ input, context: { signal } }) =>
        paced(examined(program, input.profile, input.password), () => undefined, signal),
      ),
      open: api.connections.open.handler(({ input: { id, ...given } }) => connections.open(id, given)),
      close: api.connections.close.handler(({ input }) => connections.close(input.id)),
      schemaSql: api.connections.schemaSql.handler(async ({ input }) => {
        const { schema = 'public' } = (await saved(input.id)).profile.parameters
        return { schema, sql: await printMigrations(schema) }
      }),
      createSchema: api.connections.createSchema.handler(async ({ input: { id, typed } }) => {
        const { profile, level } = await saved(id)
        if (level === 'read-only' && typed.trim() !== profile.name) {
          throw invalidInput(['typed'], `The connection opens read-only, so its name must be typed: ${profile.name}`)
        }
        const password = secrets.takeHeld(id)
        const resolved = await resolveProfile(profile, resolving(program, password))
        if (resolved.kind === 'password-needed') return resolved
        if (resolved.kind === 'invalid') throw invalidInput(['id'], resolved.message)
        await using releases = new AsyncDisposableStack()
        try {
          const { config } = await throughTunnel(resolved.config, program.folder, releases)
          await migrate(await settleEncryption(config))
        } catch (error) {
          return { kind: 'failed', failure: openFailure(error, redactor) }
        }
        return connections.open(id, { password })
      }),
      setLevel: api.connections.setLevel.handler(({ input: { id, level, typed } }) => {
        const app = connections.app(id)
        if (app === undefined) throw notFound('open connection of this id')
        return app.safety.setLevel(level, typed)
      }),
    },
  }
}

function resolving({ secrets, settings }: Program, password: string | undefined): ResolveOptions {
  return { machine: thisMachine, secrets, password, verifiedOnly: verifiedOnlyRule(settings) }
}

async function* examined(program: Program, profile: Profile, password: string | undefined) {
  const { redactor } = program
  if (password !== undefined) redactor.add(password)
  const began = performance.now()
  const resolved = await resolveProfile(profile, resolving(program, password))
  const tookMs = Math.round((performance.now() - began) * 10) / 10
  if (resolved.kind === 'ok') {
    redactor.add(resolved.config.password.reveal())
    yield* examineWay(resolved.config, program.folder)
  } else {
    const found = resolved.kind === 'invalid' ? resolved.message : 'a password is needed and none was given'
    yield { step: 'connection', state: 'failed' as const, tookMs, found, fix: null }
  }
}

/** The tunnel is a step of its own; what lies behind it is examined through it. */
async function* examineWay(given: ConnectionConfig, folder: string) {
  if (given.ssh === undefined) return yield* examine(given)
  await using releases = new AsyncDisposableStack()
  const began = performance.now()
  const finding = { step: 'tunnel', fix: null, tookMs: 0 }
  const tookMs = () => Math.round((performance.now() - began) * 10) / 10
  let config: ConnectionConfig
  try {
    const tunnelled = await throughTunnel(given, folder, releases)
    config = tunnelled.config
    yield { ...finding, state: 'ok' as const, tookMs: tookMs(), found: `signed in to ${tunnelled.words ?? ''}` }
  } catch (error) {
    if (!(error instanceof TunnelFailure)) throw error
    const isUnknown = error instanceof HostKeyUnknown
    const fix = isUnknown ? 'Connecting asks whether this fingerprint is the right one.' : (fixOf('tunnel') ?? null)
    yield { ...finding, state: 'failed' as const, tookMs: tookMs(), found: error.message, fix }
    return
  }
  yield* examine(config)
}

async function checked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SecretRefused) throw invalidInput(['profile', 'secret'], error.message)
    throw error
  }
}
