import { setTimeout as pause } from 'node:timers/promises'
import { WAIT_SAMPLE_MS } from '../../shared/limits.ts'
import { readWaits, readWantedLocks } from '../postgres/waits.ts'
import type { Lab } from './lab.ts'
import type { Recorder } from './recorder.ts'

/** A wait that was seen, and may still go on. */
interface OpenWait {
  readonly atMs: number
  readonly commit: number
  readonly attempt: number
  readonly believed: bigint | null
  readonly blockedBy: number[]
  /** What is wanted, and the place of the statement that wants it. */
  lock: string | null
  sql: number | null
  /** When it was last seen. */
  seenMs: number
}

/**
 * Looks a few times a second at who waits for whom, until the signal aborts. A wait that goes on is one span, which ends
 * with its attempt: the next one waits anew.
 */
export async function sampleWaits(lab: Lab, recorder: Recorder, signal: AbortSignal): Promise<void> {
  const open = new Map<number, OpenWait>()
  const close = (writer: number, endMs: number) => {
    const wait = open.get(writer)
    open.delete(writer)
    if (wait === undefined) return
    const { seenMs: _, ...told } = wait
    recorder.span({ writer, kind: 'wait', ...told, ms: Math.max(0, endMs - wait.atMs) })
  }
  while (!signal.aborted) {
    const byPid = new Map(
      lab.writers.flatMap(({ index, connection }) =>
        connection.pid === undefined ? [] : [[connection.pid, index] as const],
      ),
    )
    // A server that is away says nothing about waits; the writers tell what they met.
    const waits = await readWaits(lab.database, [...byPid.keys()]).catch(() => [])
    const nowMs = recorder.now()
    const seen = new Map(
      waits.map(({ pid, blockers }) => [byPid.get(pid) ?? -1, blockers.map(one => byPid.get(one) ?? -1)]),
    )
    for (const [writer, { commit, attempt, seenMs }] of [...open]) {
      const standing = recorder.standings[writer]
      const isSame = standing?.commit === commit && standing.attempt === attempt
      if (!seen.has(writer)) close(writer, isSame ? nowMs : seenMs)
      else if (!isSame) close(writer, seenMs)
    }
    const news = [...seen.keys()].filter(writer => !open.has(writer))
    for (const [writer, blockedBy] of seen) {
      const wait = open.get(writer)
      if (wait) wait.seenMs = nowMs
      else {
        const { commit = 0, attempt = 0, believed = null } = recorder.standings[writer] ?? {}
        open.set(writer, { atMs: nowMs, commit, attempt, believed, blockedBy, seenMs: nowMs, lock: null, sql: null })
      }
    }
    if (news.length > 0) await tellLocks(lab, recorder, open, byPid)
    await pause(WAIT_SAMPLE_MS, undefined, { signal }).catch(() => {})
  }
  for (const writer of [...open.keys()]) close(writer, recorder.now())
}

/** Who has come to wait for another lock meanwhile is told with that one. */
async function tellLocks(
  lab: Lab,
  recorder: Recorder,
  open: ReadonlyMap<number, OpenWait>,
  byPid: ReadonlyMap<number, number>,
): Promise<void> {
  const unknown = [...byPid].flatMap(([pid, writer]) => (open.get(writer)?.lock === null ? [pid] : []))
  const wanted = await readWantedLocks(lab.database, unknown).catch(() => [])
  for (const { pid, lock, statement } of wanted) {
    const wait = open.get(byPid.get(pid) ?? -1)
    if (wait === undefined) continue
    wait.lock = lock
    wait.sql = recorder.statement({ text: statement, values: null })
  }
}
