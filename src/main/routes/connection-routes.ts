import type { ConnectionSummary, Profile } from '../../shared/contract/connections.ts'
import { invalidInput, notFound } from '../answer-failure.ts'
import {
  type BookChange,
  removingFolder,
  removingProfile,
  savingFolder,
  savingProfile,
} from '../connections/connection-book.ts'
import { discoverConnections } from '../connections/discover-connections.ts'
import { thisMachine } from '../connections/machine.ts'
import { productionTaken } from '../connections/production-taken.ts'
import { type ResolveOptions, resolveProfile } from '../connections/resolve-profile.ts'
import { KEY_OF_CERTIFICATE, SecretRefused } from '../connections/secrets.ts'
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
import type { TunnelAnswers } from '../tunnel/sign-in.ts'
import { HostKeyUnknown } from '../tunnel/tunnel.ts'
import { TunnelSecretNeeded } from '../tunnel/tunnel-secret-needed.ts'

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
      save: api.connections.save.handler(async ({ input: { profile, password, passphrase, typed } }) => {
        if (profile.id === program.startId) throw invalidInput(['profile', 'id'], 'The start connection is not saved.')
        await checked(() => secrets.check(profile))
        if (password !== undefined) redactor.add(password)
        await changeBook(program, savingProfile(profile), typed)
        if (passphrase !== undefined) {
          redactor.add(passphrase)
          secrets.answer(profile.id, KEY_OF_CERTIFICATE, passphrase)
        }
        const passwordKept = password !== undefined && (await secrets.write(profile.id, profile.secret, password))
        connections.changed()
        return { id: profile.id, passwordKept }
      }),
      remove: api.connections.remove.handler(async ({ input: { id } }) => {
        await saved(id)
        await connections.close(id)
        await book.change(removingProfile(id))
        await secrets.forget(id)
        connections.changed()
      }),
      saveFolder: api.connections.saveFolder.handler(({ input: { typed, ...folder } }) =>
        changeBook(program, savingFolder(folder), typed),
      ),
      removeFolder: api.connections.removeFolder.handler(({ input: { name, typed } }) =>
        changeBook(program, removingFolder(name), typed),
      ),
      test: api.connections.test.handler(({ input, context: { signal } }) =>
        paced(examined(program, input), () => undefined, signal),
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
          const answers = secrets.answers(id)
          const { config } = await throughTunnel(resolved.config, program.folder, releases, { answers })
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

/**
 * Changes what is known of connections, and holds the open ones to it. What is production does not become anything else by
 * accident: the name of one that would must be typed.
 */
async function changeBook({ book, connections, log }: Program, change: BookChange, typed = ''): Promise<void> {
  const before = await connections.state()
  const taken = productionTaken(before, await connections.stateWith(change(await book.read())))
  const [first] = taken
  if (first !== undefined && taken.every(({ profile }) => profile.name !== typed.trim())) {
    const { name } = first.profile
    throw invalidInput(['typed'], `“${name}” is production. To make it anything else, its name must be typed: ${name}`)
  }
  for (const { profile } of taken) log.warn({ connection: profile.id }, 'a connection is no production any more')
  await book.change(change)
  await connections.review(before)
}

function resolving({ secrets, settings }: Program, password: string | undefined): ResolveOptions {
  return { machine: thisMachine, secrets, password, verifiedOnly: verifiedOnlyRule(settings) }
}

interface Examined {
  readonly profile: Profile
  readonly password?: string | undefined
  readonly passphrase?: string | undefined
}

/** A password that is only asked for when the connection is opened is missing here, and the server says so in its turn. */
async function* examined(program: Program, { profile, password, passphrase }: Examined) {
  const { redactor, secrets } = program
  for (const secret of [password, passphrase]) if (secret !== undefined) redactor.add(secret)
  const began = performance.now()
  const source = profile.secret.kind === 'ask' ? { ...profile, secret: { kind: 'memory' as const } } : profile
  const resolved = await resolveProfile(source, { ...resolving(program, password), passphrase })
  if (resolved.kind === 'ok') {
    redactor.add(resolved.config.password.reveal())
    yield* examineWay(resolved.config, program.folder, secrets.answers(profile.id))
    return
  }
  const found = resolved.kind === 'invalid' ? resolved.message : resolved.why
  const fix = resolved.kind === 'invalid' ? null : 'Connecting asks for it; in the form it stands beside the key.'
  yield { step: 'connection', state: 'failed' as const, tookMs: tenths(performance.now() - began), found, fix }
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10
}

/** The tunnel is a step of its own; what lies behind it is examined through it. */
async function* examineWay(given: ConnectionConfig, folder: string, answers: TunnelAnswers) {
  if (given.ssh === undefined) return yield* examine(given)
  await using releases = new AsyncDisposableStack()
  const began = performance.now()
  const finding = { step: 'tunnel', fix: null, tookMs: 0 }
  const tookMs = () => tenths(performance.now() - began)
  let config: ConnectionConfig
  try {
    const tunnelled = await throughTunnel(given, folder, releases, { answers })
    config = tunnelled.config
    yield { ...finding, state: 'ok' as const, tookMs: tookMs(), found: `signed in to ${tunnelled.words ?? ''}` }
  } catch (error) {
    if (!(error instanceof TunnelFailure)) throw error
    const fix = fixOfTunnel(error) ?? null
    yield { ...finding, state: 'failed' as const, tookMs: tookMs(), found: error.message, fix }
    return
  }
  yield* examine(config)
}

function fixOfTunnel(failure: TunnelFailure): string | undefined {
  if (failure instanceof HostKeyUnknown) return 'Connecting asks whether this fingerprint is the right one.'
  if (failure instanceof TunnelSecretNeeded) return 'Connecting asks for it.'
  return fixOf('tunnel')
}

async function checked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SecretRefused) throw invalidInput(['profile', 'secret'], error.message)
    throw error
  }
}
