import { VERSION_MAX } from '../../shared/limits.ts'
import { invalidInput } from '../answer-failure.ts'
import type { App } from '../app.ts'
import type { ImplementedContract } from '../implement-contract.ts'
import { setTarget } from '../mirror/set-target.ts'
import { showDivergence } from '../mirror/show-divergence.ts'
import { verifyTable } from '../mirror/verify-table.ts'
import { watchMirrors } from '../mirror/watch-mirrors.ts'
import { ObjectFailure } from '../object-store/object-store.ts'
import { paced } from '../paced.ts'
import { readMirroredVersions } from '../postgres/mirror-status.ts'
import { commandMirror } from '../postgres/mirrors.ts'

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
      verify: api.mirror.verify.handler(({ input, context: { signal } }) =>
        paced(verifyTable(database, input, signal), (_, next) => next, signal),
      ),
    },
  }
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
