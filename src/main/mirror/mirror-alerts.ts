import type { MirrorAlert, MirrorSummary } from '../../shared/contract/mirrors.ts'
import { MIRROR_ATTEMPTS_MAX } from '../../shared/mirror-limits.ts'

/** What a person should know of mirrors now; an alert is gone as soon as its cause is. */
export function mirrorAlerts(mirrors: readonly MirrorSummary[], lagLimitMs: number, nowMs: number): MirrorAlert[] {
  return mirrors.flatMap(mirror => alertsOf(mirror, lagLimitMs, nowMs))
}

function alertsOf(mirror: MirrorSummary, lagLimitMs: number, nowMs: number): MirrorAlert[] {
  const { tableId, name, state, reason, lagMs, failure, ratified, published } = mirror
  const alert = (kind: MirrorAlert['kind'], message: string, since = failure?.since ?? nowMs): MirrorAlert => {
    return { kind, tableId, name, since, message }
  }
  switch (state) {
    case 'paused':
      return []
    case 'diverged':
      return [alert('diverged', reason ?? 'The target holds what was not committed here.')]
    case 'refused':
      return [alert('refused', reason ?? 'The table must not be mirrored.')]
    case 'active': {
      const alerts: MirrorAlert[] = []
      if (lagMs !== null && lagMs > lagLimitMs) {
        const cause = failure ? ` ${failure.message}` : ''
        alerts.push(
          alert('lag', `${ratified - published} versions are not published.${cause}`, nowMs - lagMs + lagLimitMs),
        )
      }
      if (failure?.errorClass === 'credentials') alerts.push(alert('credentials', failure.message))
      else if (failure && failure.attempts >= MIRROR_ATTEMPTS_MAX) {
        alerts.push(alert('stuck', `${failure.attempts} attempts failed. ${failure.message}`))
      }
      return alerts
    }
  }
}
