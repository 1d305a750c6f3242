import { Link, useParams } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import type { MirrorAlert } from '../../shared/contract/mirrors.ts'
import { useMirrors } from '../api/mirrors.ts'
import { formatCount } from '../ui/format.ts'
import { notify } from './notice.tsx'
import classes from './status-bar.module.css'

const KINDS = {
  lag: 'falls behind',
  stuck: 'is stuck',
  diverged: 'has diverged',
  credentials: 'is refused its credentials',
  refused: 'must not go on',
} as const

/**
 * What a person should know of mirrors, wherever they are: how many alerts there are, and how far the table at hand is
 * behind. Says it in a notice when an alert is raised and when it is over.
 */
export function MirrorStatus(): ReactNode {
  const { name } = useParams({ strict: false })
  const { value } = useMirrors()
  useAlertNotices(value?.alerts)
  const mirror = value?.mirrors.find(found => found.name === name)
  const alerts = value?.alerts ?? []
  return (
    <>
      {alerts.length > 0 ? (
        <Link
          to="/mirror"
          search={{ show: 'held' }}
          className={classes.alert}
          title={alerts.map(alert => `${alert.name} ${KINDS[alert.kind]}: ${alert.message}`).join('\n')}
        >
          {alerts.length === 1 ? alertText(alerts[0]) : `${formatCount(alerts.length)} mirrors need attention`}
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
    for (const [key, alert] of now) if (!before.has(key)) notify(alertText(alert))
    for (const [key, { name }] of before) if (!now.has(key)) notify(`The mirror of ${name} is well again`)
  }, [alerts])
}

function alertText(alert: MirrorAlert | undefined): string {
  return alert === undefined ? '' : `The mirror of ${alert.name} ${KINDS[alert.kind]}`
}
