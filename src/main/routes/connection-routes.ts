import type { ConnectionSummary, Profile } from '../../shared/contract/connections.ts'
import { invalidInput, notFound } from '../answer-failure.ts'
import { discoverConnections } from '../connections/discover-connections.ts'
import { thisMachine } from '../connections/machine.ts'
import { resolveProfile } from '../connections/resolve-profile.ts'
import { SecretRefused } from '../connections/secrets.ts'
import type { ImplementedProgram } from '../implement-contract.ts'
import { openFailure } from '../open-failure.ts'
import { paced } from '../paced.ts'
import { examine } from '../postgres/doctor.ts'
import { migrate, printMigrations } from '../postgres/migrate.ts'
import { settleEncryption } from '../postgres/settle-encryption.ts'
import type { Program } from '../program.ts'

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
      open: api.connections.open.handler(({ input }) => connections.open(input.id, input.password)),
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
        const resolved = await resolveProfile(profile, { machine: thisMachine, secrets, password })
        if (resolved.kind === 'password-needed') return resolved
        if (resolved.kind === 'invalid') throw invalidInput(['id'], resolved.message)
        try {
          await migrate(await settleEncryption(resolved.config))
        } catch (error) {
          return { kind: 'failed', failure: openFailure(error, redactor) }
        }
        return connections.open(id, password)
      }),
      setLevel: api.connections.setLevel.handler(({ input: { id, level, typed } }) => {
        const app = connections.app(id)
        if (app === undefined) throw notFound('open connection of this id')
        return app.safety.setLevel(level, typed)
      }),
    },
  }
}

async function* examined(program: Program, profile: Profile, password: string | undefined) {
  const { secrets, redactor } = program
  if (password !== undefined) redactor.add(password)
  const began = performance.now()
  const resolved = await resolveProfile(profile, { machine: thisMachine, secrets, password })
  const tookMs = Math.round((performance.now() - began) * 10) / 10
  if (resolved.kind === 'ok') {
    redactor.add(resolved.config.password.reveal())
    yield* examine(resolved.config)
  } else {
    const found = resolved.kind === 'invalid' ? resolved.message : 'a password is needed and none was given'
    yield { step: 'connection', state: 'failed' as const, tookMs, found, fix: null }
  }
}

async function checked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SecretRefused) throw invalidInput(['profile', 'secret'], error.message)
    throw error
  }
}
