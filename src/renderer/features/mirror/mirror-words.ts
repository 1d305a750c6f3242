import type { MirrorSummary } from '../../../shared/contract/mirrors.ts'
import { formatDuration } from '../../ui/format.ts'

/** What a mirror does just now, as one word that a list has room for. */
export type Standing = 'published' | 'publishing' | 'waiting' | 'failing' | 'paused' | 'diverged' | 'refused'

/** A mirror that is behind without a publisher waits for one. */
export function standingOf({ state, failure, ratified, published, publisher }: MirrorSummary): Standing {
  if (state !== 'active') return state
  if (failure) return 'failing'
  if (published >= ratified) return 'published'
  return publisher === null ? 'waiting' : 'publishing'
}

export const ERROR_NAMES = {
  throttled: 'the target is throttled',
  credentials: 'credentials are refused',
  precondition: 'something else stands there',
  network: 'the target is not reached',
  'no-space': 'no space is left',
  'read-only': 'the target is read-only',
  corrupt: 'what was read back is damaged',
  missing: 'the target is gone',
  other: 'another reason',
} as const

/** Why a mirror is not up to date, in one sentence; empty where it is. */
export function causeOf({ reason, failure }: MirrorSummary): string {
  return reason ?? failure?.message ?? ''
}

/** The same where there is little room: the class of a failure comes first, for a message often begins with a long path. */
export function shownCause(mirror: MirrorSummary): string {
  const { failure, reason, state } = mirror
  if (reason !== null || failure === null) return causeOf(mirror)
  const attempt = state === 'active' ? ` (attempt ${failure.attempts})` : ''
  return classedCause(failure.errorClass, failure.message, attempt)
}

/** A failure of a class, with its message behind it. */
export function classedCause(errorClass: string | null, message: string, attempt = ''): string {
  const name = Object.entries(ERROR_NAMES).find(([known]) => known === errorClass && known !== 'other')?.[1]
  return name === undefined ? `${message}${attempt}` : `${name}${attempt}: ${message}`
}

export function versionText(version: bigint): string {
  return version < 0n ? '–' : `v${version}`
}

/** `0.3 s`, `6:02 min`, `1 h 12 min`, `3 d 4 h`. */
export function lagText(lagMs: number | null): string {
  if (lagMs === null) return '–'
  const minutes = Math.floor(lagMs / 60_000)
  if (minutes < 60) return formatDuration(lagMs)
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** `in 12 s`, `now`. */
export function untilText(atMs: number | null, nowMs: number): string {
  if (atMs === null) return '–'
  const left = atMs - nowMs
  return left <= 500 ? 'now' : `in ${formatDuration(Math.ceil(left / 1000) * 1000)}`
}

/** A place beside a target; what follows the question mark of an address stays behind it. */
export function besideTarget(target: string, ending: string): string {
  const at = target.startsWith('s3') ? target.indexOf('?') : -1
  return at < 0 ? target + ending : target.slice(0, at) + ending + target.slice(at)
}
