import { VERSION_MAX } from '../../shared/limits.ts'
import { invalidInput, notFound } from '../answer-failure.ts'
import type { App } from '../app.ts'
import type { ImplementedContract } from '../implement-contract.ts'
import { cleanLog, offerLogCleanup } from '../mirror/clean-log.ts'
import { openTarget } from '../mirror/open-target.ts'
import { readerView } from '../mirror/reader-view.ts'
import { setTarget } from '../mirror/set-target.ts'
import { showDivergence } from '../mirror/show-divergence.ts'
import { watchMirrors } from '../mirror/watch-mirrors.ts'
import { ObjectFailure } from '../object-store/object-store.ts'
import type { WritableStore } from '../object-store/writable-store.ts'
import type { Database } from '../postgres/connection.ts'
import { readAttempts, readPace } from '../postgres/mirror-pace.ts'
import { readMirroredVersions } from '../postgres/mirror-status.ts'
import { commandMirror, type Mirror, readMirrors } from '../postgres/mirrors.ts'

/** The mirrors of tables, and what can be done about them. */
export function mirrorRoutes(app: App, api: ImplementedContract) {
  const { database } = app
  return {
    mirror: {
      watch: api.mirror.watch.handler(({ context }) =>
        watchMirrors(database, app.publisher !== undefined, context.signal),
      ),
      versions: api.mirror.versions.handler(({ input: { tableId, before = VERSION_MAX, limit } }) =>
        readMirroredVersions(database, tableId, before, limit),
      ),
      setTarget: api.mirror.setTarget.handler(async ({ input, context }) => {
        const answer = await setTarget(database, input, context.signal)
        app.publisher?.wake()
        return answer
      }),
      command: api.mirror.command.handler(async ({ input }) => {
        if (!(await commandMirror(database, input.tableId, input.command))) {
          throw invalidInput(['command'], 'The mirror is in a state in which this means nothing.')
        }
        app.publisher?.wake()
      }),
      divergence: api.mirror.divergence.handler(({ input, context }) =>
        fromTarget(async () => (await showDivergence(database, input.tableId, context.signal)) ?? null),
      ),
      pace: api.mirror.pace.handler(async ({ input }) => {
        const { buckets, ...rest } = await readPace(database, input.tableId)
        return { ...rest, buckets: [...buckets] }
      }),
      attempts: api.mirror.attempts.handler(({ input }) => readAttempts(database, input.tableId)),
      reader: api.mirror.reader.handler(({ input, context: { signal } }) =>
        withTarget(database, input.tableId, ({ tableId }, store) => readerView(database, tableId, store, signal)),
      ),
      cleanup: {
        offer: api.mirror.cleanup.offer.handler(({ input, context: { signal } }) =>
          withTarget(database, input.tableId, (mirror, store) => offerLogCleanup(database, mirror, store, signal)),
        ),
        remove: api.mirror.cleanup.remove.handler(({ input, context: { signal } }) =>
          withTarget(database, input.tableId, async (mirror, store) => {
            if (input.typed !== mirror.name) throw invalidInput(['typed'], `Expected ${mirror.name}.`)
            const cleanup = await cleanLog(database, mirror, store, input.from, signal)
            if (cleanup.kind === 'refused') throw invalidInput(['from'], cleanup.message)
            return { removed: cleanup.removed }
          }),
        ),
      },
    },
  }
}

/** Works on a mirror and its target. */
function withTarget<T>(
  database: Database,
  tableId: string,
  work: (mirror: Mirror, store: WritableStore) => Promise<T>,
): Promise<T> {
  return fromTarget(async () => {
    const [mirror] = await readMirrors(database, tableId)
    if (mirror === undefined) throw notFound('mirror of the table')
    await using store = await openTarget(mirror.target)
    return await work(mirror, store)
  })
}

/** What is wrong with a target is told in its own words. */
async function fromTarget<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ObjectFailure) throw invalidInput(['tableId'], error.message)
    throw error
  }
}
