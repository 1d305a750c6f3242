import type { ScheduleResult, TranscriptLine } from '../../shared/contract/simulation-results.ts'
import { SIMULATION_STALL_MS_MAX } from '../../shared/limits.ts'
import { moveOf, type Schedule } from '../../shared/scenario/schedule.ts'
import { diceFor } from '../../shared/scenario/seeded-dice.ts'
import { endSession, readWantedLocks } from '../postgres/waits.ts'
import { Faults } from './faults.ts'
import { Gates } from './gates.ts'
import { judgeStage } from './judge-stage.ts'
import type { Lab } from './lab.ts'
import { Recorder } from './recorder.ts'
import { runWriter } from './run-writer.ts'
import { describeStall, Stalled, settle } from './settle.ts'
import type { Stage, WriterWork } from './stage.ts'
import { writerResult } from './writer-result.ts'

export interface ScheduleRunOptions {
  readonly recorder?: Recorder | undefined
  /** Nobody has moved for so long: it is given up. */
  readonly stallMs?: number | undefined
  readonly restartServer: (() => Promise<void>) | undefined
}

/**
 * Runs one order of steps on tables of its own and judges what is left. The same scenario and schedule give the same
 * result (S3). Throws Stalled where nobody can go on, and the reason of an aborted signal; then every writer has ended.
 */
export async function runSchedule(
  lab: Lab,
  schedule: Schedule,
  signal: AbortSignal,
  {
    recorder = new Recorder({ isDetailed: false }),
    stallMs = SIMULATION_STALL_MS_MAX,
    restartServer,
  }: ScheduleRunOptions,
): Promise<ScheduleResult> {
  const { scenario, writers } = lab
  const tables = await lab.makeTables(diceFor(scenario.seed, schedule, performance.now(), Math.random()))
  recorder.tables = tables
  const gates = new Gates(writers.length)
  const stop = new AbortController()
  const end = AbortSignal.any([signal, stop.signal])
  const dice = writers.map(({ name }) => diceFor(scenario.seed, name))
  let place = 0
  const stage: Stage = {
    ...{ tables, recorder, restartServer, signal: end },
    faults: new Faults(scenario.faults),
    diceOf: writer => dice[writer.index] ?? diceFor(scenario.seed),
    hold: (writer, step) => gates.hold(writer.index, step),
    nextPlace: () => ++place,
    endSession: async pid => {
      await endSession(lab.database, pid)
    },
  }
  const works = writers.map(newWork)
  const problems: unknown[] = []
  const running = writers.map(async (writer, index) => {
    const work = works[index] ?? newWork()
    try {
      await runWriter(stage, writer, work)
    } catch (error) {
      problems.push(error)
    } finally {
      gates.finish(index)
    }
  })
  const transcript: TranscriptLine[] = []
  try {
    await walk({ lab, gates, schedule, transcript, signal: end, recorder, stallMs, waits: new Map() })
    if (problems.length > 0) throw problems[0]
    await Promise.all(running)
  } finally {
    stop.abort()
    gates.open()
    if (gates.moving.length > 0) for (const { connection } of writers) connection.cut()
    await Promise.all(running)
  }
  signal.throwIfAborted()
  const results = writers.map((writer, index) => writerResult(writer, works[index]?.endings ?? []))
  return { schedule, transcript, writers: results, verdict: await judgeStage(lab, stage) }
}

export function newWork(): WriterWork {
  return { endings: [], busyMs: 0, lockMs: 0, attempts: 0, conflicts: 0 }
}

interface NotedWait {
  readonly step: string
  readonly atMs: number
  readonly blockedBy: number[]
  /** What is wanted, and the place of the statement that wants it; null where nobody asks. */
  readonly lock: string | null
  readonly sql: number | null
}

interface Walk {
  readonly lab: Lab
  readonly gates: Gates
  readonly schedule: Schedule
  readonly transcript: TranscriptLine[]
  readonly signal: AbortSignal
  readonly recorder: Recorder
  readonly stallMs: number
  /** Of writers that wait: since when, and behind whom. */
  readonly waits: Map<number, NotedWait>
}

async function walk(on: Walk): Promise<void> {
  const { gates, schedule } = on
  await settleNoting(on)
  for (const letter of schedule) {
    const { writer, crash } = moveOf(letter)
    await move(on, writer, crash ? 'crash' : 'go')
  }
  // Whoever is left goes on, the first first; who waits goes on by itself when its turn comes.
  while (gates.held.length > 0 || gates.moving.length > 0) {
    const [next] = gates.held
    if (next === undefined) await goOn(on)
    else await move(on, next, 'go')
  }
}

async function move(on: Walk, writer: number, how: 'go' | 'crash'): Promise<void> {
  const { lab, gates, transcript } = on
  const state = gates.states[writer]
  if (state?.kind !== 'held') return
  const waiting = waitingOf(gates)
  gates.release(writer, how)
  await settleNoting(on)
  const after = gates.states[writer]
  const name = lab.writers[writer]?.name ?? '?'
  if (how === 'crash') transcript.push(line(writer, state.step, 'crash', `${name} crashes before ${state.step}`))
  else if (after?.kind === 'waiting') await noteWait(on, writer, state.step, after.behind)
  else if (!on.waits.has(writer)) transcript.push(line(writer, state.step, 'step', `${name}: ${state.step}`))
  noteEnds(on, waiting)
}

/** Settles; a ring of waits, which the server is about to end, is written down as it is seen. */
async function settleNoting(on: Walk): Promise<void> {
  const { lab, gates, signal, stallMs } = on
  const onRing = async (ring: ReadonlyMap<number, readonly number[]>) => {
    for (const [writer, behind] of ring) {
      const state = gates.states[writer]
      if (state && 'step' in state && !on.waits.has(writer)) await noteWait(on, writer, state.step, behind)
    }
  }
  await settle(lab, gates, signal, { onRing, stallMs })
}

async function noteWait(
  { lab, transcript, waits, recorder }: Walk,
  writer: number,
  step: string,
  behind: readonly number[],
): Promise<void> {
  const name = (index: number) => lab.writers[index]?.name ?? 'somebody else'
  const text = `${name(writer)}: ${step} waits behind ${behind.map(name).join(', ')}`
  transcript.push({ ...line(writer, step, 'waits', text), blockedBy: [...behind] })
  const atMs = recorder.now()
  const pid = lab.writers[writer]?.connection.pid
  const [wanted] = recorder.isDetailed && pid !== undefined ? await readWantedLocks(lab.database, [pid]) : []
  const sql = wanted ? recorder.statement({ text: wanted.statement, values: null }) : null
  waits.set(writer, { step, atMs, blockedBy: [...behind], lock: wanted?.lock ?? null, sql })
}

/** Nobody is held: the server lets one of those who wait go on, or ends it. */
async function goOn(on: Walk): Promise<void> {
  const { gates } = on
  const waiting = waitingOf(gates)
  await Promise.race([gates.news, new Promise(resolve => setTimeout(resolve, 20))])
  await settleNoting(on)
  noteEnds(on, waiting)
  await checkStall(on)
}

const stalledSince = new WeakMap<Gates, { readonly ms: number; readonly held: string }>()

/** A ring of waits is broken by the server's deadlock timeout, a long wait by a limit; if neither comes, this does. */
async function checkStall({ lab, gates, stallMs }: Walk): Promise<void> {
  const held = gates.states.map(({ kind }) => kind).join(' ')
  const before = stalledSince.get(gates)
  if (before?.held !== held) stalledSince.set(gates, { ms: performance.now(), held })
  else if (performance.now() - before.ms > stallMs) throw new Stalled(await describeStall(lab, gates, stallMs))
}

function waitingOf({ states }: Gates): readonly (string | undefined)[] {
  return states.map(state => (state.kind === 'waiting' ? state.step : undefined))
}

function noteEnds(
  { lab, gates, transcript, recorder, waits }: Walk,
  waitedBefore: readonly (string | undefined)[],
): void {
  for (const [index, state] of gates.states.entries()) {
    const wait = waits.get(index)
    const step = waitedBefore[index] ?? wait?.step
    const name = lab.writers[index]?.name ?? '?'
    if (step !== undefined && state.kind !== 'waiting') {
      transcript.push(line(index, step, 'goes-on', `${name}: ${step} goes on`))
      waits.delete(index)
      const { commit = 0, attempt = 0, believed = null } = recorder.standings[index] ?? {}
      if (wait) {
        const { step: _, ...told } = wait
        const ms = recorder.now() - wait.atMs
        recorder.span({ writer: index, kind: 'wait', ms, commit, attempt, believed, ...told })
      }
    }
    const isNoted = transcript.some(({ writer, kind }) => writer === index && kind === 'ends')
    if (state.kind === 'done' && !isNoted) transcript.push(line(index, 'end', 'ends', `${name} has ended`))
  }
}

function line(writer: number, step: string, kind: TranscriptLine['kind'], text: string): TranscriptLine {
  return { writer, step, kind, blockedBy: [], text }
}
