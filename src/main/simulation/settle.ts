import { setTimeout as pause } from 'node:timers/promises'
import { readSessions, readWaits, readWantedLocks } from '../postgres/waits.ts'
import type { Gates } from './gates.ts'
import type { Lab } from './lab.ts'

/** How long a step may take before the server is asked whether it waits for somebody. */
const QUIET_MS = 1
const ASK_EVERY_MS = 1

/** Everybody waits, and nobody can go on. */
export class Stalled extends Error {
  override readonly name = 'Stalled'
}

export interface SettleOptions {
  readonly onRing: (waits: ReadonlyMap<number, readonly number[]>) => Promise<void>
  /** When nobody has moved for so long, nobody will. */
  readonly stallMs: number
}

/**
 * Waits until every writer that was let go has come to its next step, to its end, or to a stop behind another one of the
 * run, as the server says. Whoever waits behind somebody who is still moving is not at a stop yet. A ring of waits is no
 * stop either, for the server ends it; `onRing` is told of it, once or more often.
 */
export async function settle(
  lab: Lab,
  gates: Gates,
  signal: AbortSignal,
  { onRing, stallMs }: SettleOptions,
): Promise<void> {
  if (gates.moving.length === 0) return
  await Promise.race([gates.news, pause(QUIET_MS)])
  const untilMs = performance.now() + stallMs
  while (gates.moving.length > 0) {
    signal.throwIfAborted()
    if (await allWait(lab, gates, onRing)) return
    if (performance.now() > untilMs) throw new Stalled(await describeStall(lab, gates, stallMs))
    if (gates.moving.length > 0) await Promise.race([gates.news, pause(ASK_EVERY_MS)])
  }
}

/** True where everybody who moves waits behind somebody who does not, or behind each other in a ring that began before. */
async function allWait(lab: Lab, gates: Gates, onRing: SettleOptions['onRing']): Promise<boolean> {
  const moving = gates.moving
  const pids = new Map(moving.flatMap(index => pidOf(lab, index).map(pid => [pid, index] as const)))
  const all = new Map(lab.writers.flatMap(({ index }) => pidOf(lab, index).map(pid => [pid, index] as const)))
  const waits = await readWaits(lab.database, [...pids.keys()])
  const waiting = new Map(
    waits.map(({ pid, blockers }) => [pids.get(pid) ?? -1, blockers.map(blocker => all.get(blocker) ?? -1)]),
  )
  // Who has come somewhere meanwhile is not asked about any more.
  const still = gates.moving
  const isAtStop = (writer: number, seen: ReadonlySet<number>): boolean => {
    const behind = waiting.get(writer)
    if (behind === undefined || behind.every(index => index < 0)) return false
    const next = new Set([...seen, writer])
    return behind.every(index => index < 0 || !still.includes(index) || (!seen.has(index) && isAtStop(index, next)))
  }
  if (!still.every(writer => isAtStop(writer, new Set()))) {
    const ring = new Map(
      [...waiting].filter(([writer, behind]) => still.includes(writer) && behind.some(one => one >= 0)),
    )
    if (ring.size > 0 && ring.size === still.length) await onRing(ring)
    return false
  }
  for (const writer of still) gates.noteWaiting(writer, waiting.get(writer) ?? [])
  return true
}

function pidOf({ writers }: Lab, index: number): number[] {
  const pid = writers[index]?.connection.pid
  return pid === undefined ? [] : [pid]
}

/** Who waits for whom and for what, in sentences; asks the server, for writers alone do not know who is in their way. */
export async function describeStall({ writers, database }: Lab, { states }: Gates, stallMs: number): Promise<string> {
  const pids = new Map(
    writers.flatMap(({ index, connection }) =>
      connection.pid === undefined ? [] : [[connection.pid, index] as const],
    ),
  )
  const asked = [...pids.keys()]
  const waits = await readWaits(database, asked).catch(() => [])
  const wanted = await readWantedLocks(database, asked).catch(() => [])
  const strangers = waits.flatMap(({ blockers }) => blockers.filter(pid => !pids.has(pid)))
  const sessions = await readSessions(database, strangers).catch(() => [])
  const name = (pid: number) => {
    const session = sessions.find(one => one.pid === pid)
    return writers[pids.get(pid) ?? -1]?.name ?? `session ${pid}${session ? ` (${session.text})` : ''}`
  }
  const lines = states.flatMap((state, index) => {
    if (state.kind === 'done') return []
    const who = writers[index]?.name ?? '?'
    const wait = waits.find(({ pid }) => pids.get(pid) === index)
    if (wait === undefined) return [`${who} is at ${state.step}`]
    const lock = wanted.find(({ pid }) => pid === wait.pid)?.lock
    return [`${who} waits at ${state.step} behind ${wait.blockers.map(name).join(', ')}${lock ? ` for ${lock}` : ''}`]
  })
  return `Nobody has moved for ${stallMs / 1_000} s: ${lines.join('; ')}.`
}
