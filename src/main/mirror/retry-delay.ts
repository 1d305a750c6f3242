import { PUBLISH_RETRY_MS, PUBLISH_RETRY_MS_MAX } from '../../shared/mirror-limits.ts'
import type { MirrorErrorClass } from '../postgres/mirrors.ts'

/** What does not go away within moments is asked for less often. */
const SLOW: ReadonlySet<MirrorErrorClass> = new Set(['credentials', 'no-space', 'read-only', 'missing'])
const SLOW_RETRY_MS = 5_000

/** Full jitter: how long to wait after `attempts` failures, from 0 up to a bound that doubles; `random` is below 1. */
export function retryDelayMs(attempts: number, errorClass: MirrorErrorClass, random: () => number): number {
  const base = SLOW.has(errorClass) ? SLOW_RETRY_MS : PUBLISH_RETRY_MS
  return Math.round(random() * Math.min(PUBLISH_RETRY_MS_MAX, base * 2 ** Math.min(attempts, 20)))
}
