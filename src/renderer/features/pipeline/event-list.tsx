import type { ReactNode } from 'react'
import type { CopyRunReport } from '../../../shared/contract/copies.ts'
import { Panel } from './panel.tsx'
import classes from './pipeline.module.css'
import { formatMs } from './run-words.ts'

/** What happened, in order. */
export function EventList({ events }: Pick<CopyRunReport, 'events'>): ReactNode {
  return (
    <Panel title="Course" hint="Times count from the beginning of the run; the newest hundred are kept.">
      <ol className={classes.events}>
        {events.map(({ atMs, tone, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: events are only ever added
          <li key={index} data-tone={tone}>
            <span>{formatMs(atMs)}</span>
            <span title={text}>{text}</span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
