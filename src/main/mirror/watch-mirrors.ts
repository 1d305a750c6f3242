import { setTimeout as sleep } from 'node:timers/promises'
import type { MirrorSummary, MirrorsEvent } from '../../shared/contract/mirrors.ts'
import { MIRROR_LAG_MS_MAX } from '../../shared/mirror-limits.ts'
import type { Database } from '../postgres/connection.ts'
import { type Mirror, readMirrors } from '../postgres/mirrors.ts'
import { mirrorAlerts } from './mirror-alerts.ts'

const LOOK_INTERVAL_MS = 1_000

/** Every mirror, then those that changed, whichever program publishes them; ends with the signal. */
export async function* watchMirrors(
  database: Database,
  isPublishing: boolean,
  signal: AbortSignal,
): AsyncGenerator<MirrorsEvent, void> {
  const shown = new Map<string, string>()
  let alertsShown: string | undefined
  while (true) {
    signal.throwIfAborted()
    const event = await readMirrorsEvent(database, isPublishing)
    const changed = event.mirrors.filter(mirror => shown.get(mirror.tableId) !== keyOf(mirror))
    const present = new Set(event.mirrors.map(({ tableId }) => tableId))
    const removed = [...shown.keys()].filter(tableId => !present.has(tableId))
    for (const mirror of changed) shown.set(mirror.tableId, keyOf(mirror))
    for (const tableId of removed) shown.delete(tableId)
    const alerts = event.alerts.map(({ kind, tableId, message }) => `${kind} ${tableId} ${message}`).join('\n')
    if (changed.length > 0 || removed.length > 0 || alerts !== alertsShown) {
      yield { ...event, mirrors: changed, removed }
    }
    alertsShown = alerts
    await sleep(LOOK_INTERVAL_MS, undefined, { signal })
  }
}

/** Every mirror as it stands now. */
export async function readMirrorsEvent(database: Database, isPublishing: boolean): Promise<MirrorsEvent> {
  const mirrors = (await readMirrors(database)).map(mirrorSummary)
  const atMs = Date.now()
  const lagLimitMs = MIRROR_LAG_MS_MAX
  return { mirrors, removed: [], alerts: mirrorAlerts(mirrors, lagLimitMs, atMs), isPublishing, lagLimitMs, atMs }
}

export function mirrorSummary(mirror: Mirror): MirrorSummary {
  const { tableId, name, target, state, reason, head, published, publishedAt, lagMs, reconciledAt } = mirror
  const { errorClass, errorMessage, attempts, failingSince, nextAttemptAt, divergenceVersion, divergenceKind } = mirror
  return {
    ...{ tableId, name, target, state, reason, ratified: head, published, publishedAt, lagMs, reconciledAt },
    checkpoint: { version: mirror.checkpointVersion, error: mirror.checkpointError },
    logStart: mirror.logStart,
    failure:
      errorClass === null
        ? null
        : { errorClass, message: errorMessage ?? '', attempts, since: failingSince, nextAttemptAt },
    divergence:
      divergenceVersion === null || divergenceKind === null
        ? null
        : { version: divergenceVersion, kind: divergenceKind },
    publisher: mirror.isHeld ? mirror.holderName : null,
  }
}

function keyOf(mirror: MirrorSummary): string {
  return JSON.stringify(mirror, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}
