import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { MirrorPublisher } from '../../src/main/mirror/publisher.ts'
import { doMirrorTask } from '../../src/main/mirror-task.ts'
import type { Database } from '../../src/main/postgres/connection.ts'
import type { Mirror } from '../../src/main/postgres/mirrors.ts'
import { plainControl } from '../../src/main/tasks/task-work.ts'
import { commitMore, mirroredTable, mirrorOf } from '../../test/mirrored-table.ts'

const PATIENCE_MS = 60_000
const VERSIONS = 3

/**
 * A stranger commits on top of a table that is being mirrored: the reconciler must stop it, its commit is taken, and the
 * mirror goes on behind it. `append` commits once to a folder, and says why where it does not. Tells what came of it;
 * throws where something else did.
 */
export async function foreignCommit(
  database: Database,
  folder: string,
  stranger: string,
  append: (path: string) => string | undefined,
): Promise<string> {
  const { tableId, target } = await mirroredTable(database, folder, VERSIONS)
  const problems: unknown[] = []
  const onProblem = (problem: unknown) => problems.push(problem)
  const publisher = new MirrorPublisher({ database, program: 'readers', onProblem, reconcileIntervalMs: 0 })
  const until = async (what: string, holds: (mirror: Mirror) => boolean) => {
    for (const deadline = Date.now() + PATIENCE_MS; !holds(await mirrorOf(database, tableId)); await sleep(50)) {
      if (Date.now() > deadline) throw new Error(`expected ${what} after a foreign commit; ${problems.join('; ')}`)
    }
  }
  try {
    const head = BigInt(VERSIONS - 1)
    await until('the mirror to be published', ({ published }) => published === head)
    const problem = append(target)
    if (problem !== undefined) return `foreign commit of ${stranger}: skipped, ${problem}`
    await until('it to be found', ({ state, divergenceKind }) => state === 'diverged' && divergenceKind === 'ahead')
    const control = plainControl<never>(randomUUID(), new AbortController().signal, () => {})
    const taken = await doMirrorTask(database, { kind: 'take-foreign', tableId }, control)
    if (taken.kind !== 'imported')
      throw new Error(`expected the foreign commit to be taken, got ${JSON.stringify(taken)}`)
    await commitMore(database, tableId, VERSIONS + 1, 1)
    await until('the mirror to go on', ({ published, state }) => state === 'active' && published === head + 2n)
    return `foreign commit of ${stranger} on a mirrored table: found by the reconciler, taken, and published behind`
  } finally {
    await publisher.close()
  }
}
