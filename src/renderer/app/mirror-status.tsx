import { Link, useParams } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import type { MirrorAlert } from '../../shared/contract/mirrors.ts'
import { alertWords, recoveryWords } from '../../shared/mirror-alert-words.ts'
import { useMirrors } from '../api/mirrors.ts'
import { formatCount } from '../ui/format.ts'
import { notify } from './notice.tsx'
import { notifyOutside } from './outside-notices.ts'
import classes from './status-bar.module.css'

/**
 * What a person should know of mirrors, wherever they are: how many of them need attention, and how far the table at hand is
 * behind. Says it in a notice when an alert is raised and when it is over.
 */
export function MirrorStatus(): ReactNode {
  const { name } = useParams({ strict: false })
  const { value } = useMirrors()
  useAlertNotices(value?.alerts)
  const mirror = value?.mirrors.find(found => found.name === name)
  const alerts = value?.alerts ?? []
  const [first] = alerts
  // A mirror may be late and stuck at the same time.
  const troubled = new Set(alerts.map(({ tableId }) => tableId)).size
  return (
    <>
      {alerts.length > 0 ? (
        <Link
          to="/mirror"
          search={{ show: 'held' }}
          className={classes.alert}
          title={alerts.map(alert => `${alertWords(alert)}: ${alert.message}`).join('\n')}
        >
          {first && troubled === 1 ? alertWords(first) : `${formatCount(troubled)} mirrors need attention`}
        </Link>
      ) : null}
      {mirror && mirror.ratified > mirror.published ? (
        <span className={classes.item} title="Versions that are committed and not published">
          {formatCount(mirror.ratified - mirror.published)} to publish
        </span>
      ) : null}
    </>
  )
}

/** The alerts that there were when the page came are not news. */
function useAlertNotices(alerts: readonly MirrorAlert[] | undefined): void {
  const known = useRef<ReadonlyMap<string, MirrorAlert>>(undefined)
  useEffect(() => {
    if (alerts === undefined) return
    const now = new Map(alerts.map(alert => [`${alert.kind} ${alert.tableId}`, alert]))
    const before = known.current
    known.current = now
    if (before === undefined) return
    for (const [key, alert] of now) if (!before.has(key)) tell(alertWords(alert), alert.message)
    for (const [key, alert] of before) if (!now.has(key)) tell(recoveryWords(alert), '')
  }, [alerts])
}

function tell(title: string, body: string): void {
  notify(title)
  notifyOutside(title, body)
}
