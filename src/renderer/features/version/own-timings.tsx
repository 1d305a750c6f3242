import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { commitActivityQuery } from '../../api/history-queries.ts'
import { TimingsBar } from '../../app/timings-bar.tsx'
import { formatMs } from '../../ui/format.ts'
import { Time } from '../../ui/values.tsx'
import classes from './version.module.css'

/** Where the commit spent its time, if it was made from this computer. */
export function OwnTimings({ commitId }: { readonly commitId: string }): ReactNode {
  const { data } = useQuery(commitActivityQuery(commitId))
  const made = data?.activities.find(({ outcome }) => outcome === 'committed')
  if (!made) return null
  return (
    <section className={classes.ownTimings}>
      <h2>Made from this computer</h2>
      <p className={classes.statsLine}>
        By {made.actor === 'app' ? 'the app' : 'the command'} at <Time at={made.at} />, in {formatMs(made.tookMs)} from
        its first byte to its answer.
      </p>
      {made.timings ? <TimingsBar timings={made.timings} /> : null}
    </section>
  )
}
