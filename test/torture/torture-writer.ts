import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { commit } from '../../src/main/log/commit.ts'
import type { Database } from '../../src/main/postgres/connection.ts'
import type { CommitOutcome } from '../../src/shared/contract/outcome.ts'
import type { Draft } from '../../src/shared/contract/schemas.ts'
import { STRATEGY_NAMES } from '../../src/shared/contract/strategy.ts'
import type { Dice } from '../../src/shared/scenario/seeded-dice.ts'
import type { Claim } from '../../src/shared/simulation/table-record.ts'
import { add, commitInfo, creation, draftOf, remove } from '../drafts.ts'

/** What all writers of a run share. */
export interface TortureRun {
  /** The straight way or the faulty one, as they are now. */
  database(faulty: boolean): Database
  readonly tables: readonly string[]
  /** The last word that a writer had about each draft, by commit id. */
  readonly claims: Map<string, Claim>
  readonly outcomes: Map<string, number>
  isOver(): boolean
}

const ATTEMPTS_MAX = 6

/** Commits, loses, retries and sends again until the run is over; believes nothing but outcomes. */
export async function runWriter(run: TortureRun, name: string, dice: Dice): Promise<void> {
  const nextVersion = new Map<string, bigint>()
  const ownFiles = new Map<string, string[]>()
  const home = run.tables[dice(run.tables.length)] ?? ''
  let last: Draft | undefined
  while (!run.isOver()) {
    const tableId = dice(2) === 0 ? home : (run.tables[dice(run.tables.length)] ?? '')
    const version = nextVersion.get(tableId) ?? 1n
    const files = ownFiles.get(tableId) ?? []
    const again = dice(12) === 0 ? last : undefined
    const draft = again ?? draftOf(tableId, version, linesOf(name, files, dice))
    const outcome = await sendUntilKnown(run, draft, dice)
    if (outcome.kind === 'committed') {
      last = draft
      nextVersion.set(draft.tableId, outcome.version + 1n)
      if (again === undefined) ownFiles.set(tableId, pathsAfter(files, draft))
    } else if (outcome.kind === 'version-conflict') nextVersion.set(draft.tableId, outcome.actual + 1n)
    else if (outcome.kind === 'invalid') ownFiles.set(tableId, [])
    else await sleep(dice(50))
  }
}

/** Sends the same draft again while its outcome leaves anything open. */
async function sendUntilKnown(run: TortureRun, draft: Draft, dice: Dice): Promise<CommitOutcome> {
  for (let attempt = 1; ; attempt++) {
    // The default twice as often as all others together: these share transactions, and each meets all strategies.
    const strategy = dice(3) === 0 ? STRATEGY_NAMES[dice(STRATEGY_NAMES.length)] : undefined
    const abort = new AbortController()
    const timer = dice(30) === 0 ? setTimeout(() => abort.abort(), dice(20)) : undefined
    const database = run.database(dice(3) === 0)
    const limits = { lockMs: 3_000, statementMs: 10_000 }
    const outcome = await commit(database, draft, { strategy, limits }, abort.signal)
    clearTimeout(timer)
    run.outcomes.set(outcome.kind, (run.outcomes.get(outcome.kind) ?? 0) + 1)
    remember(run, draft, outcome)
    if (outcome.kind !== 'unknown' || attempt >= ATTEMPTS_MAX) return outcome
    await sleep(dice(100))
  }
}

/** A later refusal does not take back that an earlier attempt may have been committed. */
function remember({ claims }: TortureRun, { tableId, commitId }: Draft, outcome: CommitOutcome): void {
  const before = claims.get(commitId)?.told
  if (outcome.kind === 'committed') {
    claims.set(commitId, { tableId, commitId, told: { kind: 'committed', version: outcome.version } })
  } else if (outcome.kind === 'unknown') claims.set(commitId, { tableId, commitId, told: { kind: 'unknown' } })
  else if (before === undefined) claims.set(commitId, { tableId, commitId, told: { kind: 'not-committed' } })
}

function linesOf(name: string, files: readonly string[], dice: Dice): object[] {
  const path = () => `${name}/${randomUUID()}.parquet`
  const own = files[dice(Math.max(1, files.length))]
  switch (dice(10)) {
    case 0:
      return own === undefined ? [commitInfo, add(path())] : [commitInfo, remove(own), add(path())]
    case 1:
      return [commitInfo, ...files.slice(0, 20).map(file => remove(file)), add(path())]
    case 2:
      return own === undefined ? [commitInfo, add(path())] : [commitInfo, add(own, { size: 1 + dice(1000) })]
    case 3:
      return creation({ note: name })
    case 4:
      return [commitInfo, remove(`${name}/never-there`)]
    case 5:
      return [commitInfo, ...Array.from({ length: dice(3) === 0 ? 300 + dice(200) : 30 }, () => add(path()))]
    case 6:
      return [commitInfo, { txn: { appId: name, version: Date.now() } }, add(path())]
    default:
      return [commitInfo, ...Array.from({ length: 1 + dice(5) }, () => add(path()))]
  }
}

function pathsAfter(files: readonly string[], { actions }: Draft): string[] {
  const paths = new Set(files)
  for (const line of actions.trim().split('\n')) {
    const action = JSON.parse(line)
    if (action.remove) paths.delete(action.remove.path)
    if (action.add) paths.add(action.add.path)
  }
  return [...paths].slice(-200)
}
