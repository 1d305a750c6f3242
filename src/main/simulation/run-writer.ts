import { setTimeout as pause } from 'node:timers/promises'
import type { Ending } from '../../shared/contract/scenarios.ts'
import { lookAtTableNow, type TableNow } from '../postgres/look-at-table-now.ts'
import { isRetryable } from '../postgres/sqlstate.ts'
import { afterAttempt } from './after-attempt.ts'
import type { SimulatedWriter } from './lab.ts'
import { type OpenAttempt, openAttempt } from './open-attempt.ts'
import { lookWishOf, planDraft } from './plan-draft.ts'
import { type Sent, sendAttempts } from './send-attempt.ts'
import { ClientCrashed, type CommitEnding, type Stage, tableOf, type WriterWork } from './stage.ts'
import { type Standing, Steps } from './take-step.ts'

/** Makes all commits of one writer, as its part of the scenario says, until they are made or the run is over. */
export async function runWriter(stage: Stage, writer: SimulatedWriter, work: WriterWork): Promise<void> {
  const { recorder, signal } = stage
  for (let commit = 1; commit <= writer.spec.commits && !signal.aborted; commit++) {
    const startedMs = recorder.now()
    const standing: Standing = { commit, attempt: 1, believed: null }
    recorder.standings[writer.index] = standing
    const steps = new Steps(stage, writer, standing)
    const attempts: OpenAttempt[] = []
    const end = ({ ending, version, told }: Done) => {
      const ms = recorder.now() - startedMs
      work.endings.push({ commit, ending, version, attempts: standing.attempt, told, ms } satisfies CommitEnding)
      recorder.ended += 1
      const table = Math.max(
        0,
        stage.tables.findIndex(({ name }) => name === writer.spec.tables[0]),
      )
      const kind = ending === 'committed' ? 'committed' : 'ended'
      const { attempt } = standing
      const mark = { writer: writer.index, atMs: recorder.now(), commit, attempt, version, table }
      recorder.mark({ ...mark, kind, text: told })
    }
    try {
      end(await makeCommit({ stage, writer, work, steps, standing, attempts }))
    } catch (error) {
      if (error instanceof ClientCrashed) {
        end({ ending: 'crashed', version: null, told: 'the client crashed and was told nothing' })
        for (const attempt of attempts) attempt.crash()
        if (!writer.spec.restarts) return
        commit -= 1
      } else if (signal.aborted) {
        end({ ending: 'cancelled', version: null, told: 'the run was cancelled' })
        return
      } else if (isRetryable(error) || isLoss(error)) {
        const message = error instanceof Error ? error.message : String(error)
        end({ ending: 'failed', version: null, told: `the table could not be read: ${message}` })
      } else throw error
    } finally {
      steps.leave()
      recorder.attempts.push(...attempts.map(attempt => attempt.record()))
    }
    if (stage.hold === undefined && writer.spec.thinkMs > 0) await think(writer.spec.thinkMs, steps, stage)
  }
}

export interface Done {
  readonly ending: Ending
  readonly version: bigint | null
  readonly told: string
}

/** One commit on its way. */
export interface CommitWork {
  readonly stage: Stage
  readonly writer: SimulatedWriter
  readonly work: WriterWork
  readonly steps: Steps
  readonly standing: Standing
  /** Every draft that was made for it. */
  readonly attempts: OpenAttempt[]
}

async function makeCommit(on: CommitWork): Promise<Done> {
  const { stage, standing, work } = on
  let drafts: OpenAttempt[] | undefined
  for (; ; standing.attempt += 1) {
    if (drafts === undefined) {
      const planned = await planOrLose(on)
      if (planned === 'again') continue
      if (!Array.isArray(planned)) return planned
      drafts = planned
      on.attempts.push(...drafts)
    }
    work.attempts += 1
    const sent: Sent = await sendAttempts(on, drafts)
    const next = await afterAttempt(on, drafts, sent)
    if (next.kind === 'done') return next.done
    if (next.kind === 'anew') drafts = undefined
    stage.signal.throwIfAborted()
    if (next.pauseMs > 0 && stage.hold === undefined) await backOff(on, next.pauseMs)
  }
}

/** A table that cannot be read right now is read again where the writer tries again, after a pause even if it has none. */
async function planOrLose(on: CommitWork): Promise<OpenAttempt[] | Done | 'again'> {
  const { writer, standing, stage } = on
  const policy = writer.spec.onConflict
  try {
    return await plan(on)
  } catch (error) {
    const isPassing = isRetryable(error) || isLoss(error)
    if (error instanceof ClientCrashed || !isPassing || stage.signal.aborted) throw error
    if (policy.kind !== 'retry' || standing.attempt > policy.attempts) throw error
    await backOff(on, Math.max(policy.backoffMs, UNREADABLE_PAUSE_MS))
    return 'again'
  }
}

const UNREADABLE_PAUSE_MS = 50

async function backOff({ steps, stage, writer, standing }: CommitWork, pauseMs: number): Promise<void> {
  const { recorder, signal } = stage
  const atMs = recorder.now()
  const { commit, attempt } = standing
  const mark = { writer: writer.index, atMs, commit, attempt, version: null, table: 0 }
  recorder.mark({ ...mark, kind: 'retry', text: `tries again in ${Math.round(pauseMs)} ms` })
  await pause(pauseMs, undefined, { signal })
  steps.add('backoff', atMs, recorder.now() - atMs, null)
}

async function think(ms: number, steps: Steps, { recorder, signal }: Stage): Promise<void> {
  const atMs = recorder.now()
  await pause(ms, undefined, { signal }).catch(() => {})
  steps.add('think', atMs, recorder.now() - atMs, null)
}

/** Looks at every table of the writer and makes a draft for each. */
async function plan({ stage, writer, steps, standing }: CommitWork): Promise<OpenAttempt[] | Done> {
  steps.places = []
  await steps.enter('read')
  const drafts: OpenAttempt[] = []
  for (const name of writer.spec.tables) {
    const table = tableOf(stage, name)
    const now = await look(stage, writer, table.tableId, lookWishOf(writer, table))
    standing.believed = now.version
    if (writer.spec.operation === 'read') {
      return { ending: 'read', version: now.version, told: `saw version ${now.version}` }
    }
    const planned = planDraft(writer, standing.commit, table, now)
    if (planned.kind === 'nothing-to-do') return { ending: 'skipped', version: null, told: planned.reason }
    drafts.push(openAttempt({ stage, writer, standing, steps, table, now, planned }))
  }
  steps.leave()
  return drafts
}

async function look(
  { recorder }: Stage,
  { name, connection }: SimulatedWriter,
  tableId: string,
  wish: ReturnType<typeof lookWishOf>,
): Promise<TableNow> {
  const beganMs = recorder.now()
  const now = await lookAtTableNow(connection.database, wish)
  if (now === undefined) throw new Error('a table of the run is gone')
  recorder.read({ writer: name, tableId, version: now.version, tail: now.tail, beganMs, endedMs: recorder.now() })
  return now
}

/** The driver has its own words for a connection that is gone. */
function isLoss(error: unknown): boolean {
  return error instanceof Error && /connection|terminated|socket|queryable/i.test(error.message)
}
