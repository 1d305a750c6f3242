import { setImmediate as nextTurn } from 'node:timers/promises'
import { GROUP_COMMITS_MAX, GROUP_DEFERRALS_MAX, VALUES_ROWS_MAX } from '../../../shared/limits.ts'
import type { Database } from '../../postgres/connection.ts'
import { TurnTimeout } from '../table-queue.ts'
import type { Attending, Member } from './member.ts'

/** Makes the commits of a group; gives those back that have to wait for the next one, and never rejects. */
type RunGroup = (group: readonly Attending[]) => Promise<readonly Attending[]>

interface Waiting {
  readonly member: Member
  /** Takes it out of the lane, into a group. */
  readonly attend: () => Attending
}

interface Lane {
  waiting: readonly Waiting[]
}

const lanes = new WeakMap<Database, Map<string, Lane>>()

/**
 * Waits with the other small commits of this process for a table, in the order of asking. One group at a time is off to
 * the database: more would only wait there for its lock, and take connections from others. Those that wait meanwhile are
 * the next group, as far as their limits are the same. `attend` is called once the member is taken into a group, and its
 * result given to `run`. Throws a TurnTimeout after the member's `lockMs`, and the reason of an aborted signal.
 */
export async function waitInLane(
  database: Database,
  member: Member,
  attend: () => Attending,
  run: RunGroup,
): Promise<void> {
  const { tableId } = member.draft
  const tables = lanes.get(database) ?? new Map<string, Lane>()
  lanes.set(database, tables)
  const present = tables.get(tableId)
  const lane = present ?? { waiting: [] }
  const waited = waitIn(lane, member, attend)
  if (present === undefined) {
    tables.set(tableId, lane)
    void runLane(lane, run, () => tables.delete(tableId))
  }
  await waited
}

function waitIn(lane: Lane, member: Member, attend: () => Attending): Promise<void> {
  return new Promise((resolve, reject) => {
    const { signal, plan } = member
    const leave = () => {
      lane.waiting = lane.waiting.filter(other => other !== waiting)
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
    }
    const giveUp = () => {
      leave()
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      leave()
      reject(new TurnTimeout(plan.limits.lockMs))
    }, plan.limits.lockMs)
    const waiting: Waiting = {
      member,
      attend() {
        leave()
        resolve()
        return attend()
      },
    }
    if (signal?.aborted) return giveUp()
    signal?.addEventListener('abort', giveUp, { once: true })
    lane.waiting = [...lane.waiting, waiting]
  })
}

async function runLane(lane: Lane, run: RunGroup, close: () => void): Promise<void> {
  let deferred: readonly Attending[] = []
  while (true) {
    // Those who were answered by the last group come again in this turn of the event loop, and belong to the next one.
    await nextTurn()
    const [first] = [...deferred, ...lane.waiting]
    if (first === undefined) return close()
    const fits = roomFor(first.member)
    const again = deferred.filter(fits)
    // Among themselves the first of them is judged: so nobody is left to later groups for ever by those who come.
    const isLate = again.some(({ deferrals }) => deferrals >= GROUP_DEFERRALS_MAX)
    const fresh = isLate ? [] : lane.waiting.filter(fits).map(waiting => waiting.attend())
    const later = await run([...again, ...fresh])
    for (const one of later) one.deferrals += 1
    deferred = [...deferred.filter(one => !again.includes(one)), ...later]
  }
}

function roomFor(first: Member): (candidate: { readonly member: Member }) => boolean {
  let [commits, actions] = [0, 0]
  const limits = limitsOf(first)
  return ({ member }) => {
    commits += 1
    actions += member.commit.lines.length
    return commits <= GROUP_COMMITS_MAX && actions <= VALUES_ROWS_MAX && limitsOf(member) === limits
  }
}

function limitsOf({ plan: { limits } }: Member): string {
  return [limits.lockMs, limits.statementMs, limits.idleMs, limits.transactionMs].join(' ')
}
