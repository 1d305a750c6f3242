import { setTimeout as pause } from 'node:timers/promises'
import { SIMULATION_STALL_MS_MAX } from '../../shared/limits.ts'
import { readWaits } from '../postgres/waits.ts'
import type { Gates } from './gates.ts'
import type { Lab } from './lab.ts'

/** How long a step may take before the server is asked whether it waits for somebody. */
const QUIET_MS = 1
const ASK_EVERY_MS = 1

/** Everybody waits, and nobody can go on. */
export class Stalled extends Error {
  override readonly name = 'Stalled'
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
  onRing: (waits: ReadonlyMap<number, readonly number[]>) => Promise<void>,
): Promise<void> {
  if (gates.moving.length === 0) return
  await Promise.race([gates.news, pause(QUIET_MS)])
  const untilMs = performance.now() + SIMULATION_STALL_MS_MAX
  while (gates.moving.length > 0) {
    signal.throwIfAborted()
    if (await allWait(lab, gates, onRing)) return
    if (performance.now() > untilMs) throw new Stalled(describeStall(lab, gates))
    if (gates.moving.length > 0) await Promise.race([gates.news, pause(ASK_EVERY_MS)])
  }
}

/** True where everybody who moves waits behind somebody who does not, or behind each other in a ring that began before. */
async function allWait(lab: Lab, gates: Gates, onRing: Parameters<typeof settle>[3]): Promise<boolean> {
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

/** Who waits for whom, in a sentence. */
export function describeStall({ writers }: Lab, { states }: Gates): string {
  const name = (index: number) => (index < 0 ? 'a session that is not of the run' : (writers[index]?.name ?? '?'))
  const lines = states.flatMap((state, index) => {
    if (state.kind === 'waiting')
      return [`${name(index)} waits at ${state.step} behind ${state.behind.map(name).join(', ')}`]
    return state.kind === 'running' ? [`${name(index)} is at ${state.step}`] : []
  })
  return `Nobody has moved for ${SIMULATION_STALL_MS_MAX / 1_000} s: ${lines.join('; ')}.`
}
