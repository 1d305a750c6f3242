import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { MirrorSummary } from '../../../shared/contract/mirrors.ts'
import { attemptsQuery } from '../../api/mirrors.ts'
import { useNow } from '../../ui/clock.ts'
import { formatAge, formatTime, formatTimeExactly } from '../../ui/format.ts'
import classes from './mirror.module.css'
import { classedCause, versionText } from './mirror-words.ts'

const SHOWN = 5
/** Where the clock begins behind the date: attempts that follow each other within a minute are told apart. */
const TIME_OF_DAY = 11
const SPAN_MS_MIN = 60_000

/** When attempts failed, as marks on a line of time, and the newest of them in words. */
export function AttemptTimeline({ mirror }: { readonly mirror: MirrorSummary }): ReactNode {
  const now = useNow()
  const { data } = useQuery(attemptsQuery(mirror.tableId, mirror.failure?.attempts ?? 0))
  if (data === undefined) return null
  if (data.length === 0) return <p className={classes.faint}>No attempt has failed.</p>
  const oldest = data.at(-1)?.atMs ?? now
  const span = Math.max(SPAN_MS_MIN, now - oldest)
  return (
    <>
      <div
        className={classes.timeline}
        role="img"
        aria-label={`${data.length} failed attempts since ${formatAge(oldest, now)}`}
      >
        {data.map(({ atMs }) => (
          <i key={atMs} style={{ left: `${Math.max(0, 100 - (100 * Math.max(0, now - atMs)) / span)}%` }} />
        ))}
      </div>
      <ol className={classes.attempts} aria-label="Failed attempts, newest first">
        {data.slice(0, SHOWN).map(({ atMs, version, errorClass, message }) => (
          <li key={atMs} title={formatTimeExactly(atMs)}>
            <span>{formatTime(atMs).slice(TIME_OF_DAY)}</span>
            <span>{version === null ? '' : versionText(version)}</span>
            <span title={message}>{classedCause(errorClass, message)}</span>
          </li>
        ))}
        {data.length > SHOWN ? (
          <li>
            <span className={classes.faint}>and {data.length - SHOWN} more</span>
          </li>
        ) : null}
      </ol>
    </>
  )
}
