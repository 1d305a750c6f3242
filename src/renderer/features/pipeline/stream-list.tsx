import type { ReactNode } from 'react'
import type { CopyStream } from '../../../shared/contract/copies.ts'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { Panel } from './panel.tsx'
import classes from './pipeline.module.css'
import { formatMs, formatShare } from './run-words.ts'

/** The tables that were copied into, each with its share of the bytes. */
export function StreamList({ streams }: { readonly streams: readonly CopyStream[] }): ReactNode {
  const bytes = streams.reduce((sum, stream) => sum + stream.bytes, 0)
  return (
    <Panel title="By table" hint="Rows and content as they were laid out; a bar is the table’s share of all content.">
      <ul className={classes.streams}>
        {streams.map(stream => (
          <li key={stream.table} className={stream.state === 'failed' ? classes.failed : undefined}>
            <span className={classes.streamName} title={stream.table}>
              {stream.table}
            </span>
            <span className={classes.meter} aria-hidden="true">
              <span style={{ width: `${bytes > 0 ? (stream.bytes / bytes) * 100 : 0}%` }} />
            </span>
            <span className={classes.streamFacts}>
              {formatCount(stream.rows)} rows · {formatBytes(stream.bytes)} ·{' '}
              {formatShare(bytes > 0 ? stream.bytes / bytes : 0)} · {formatMs(stream.ms)}
              {stream.copies > 1 ? ` · ${formatCount(stream.copies)} COPYs` : ''}
              {stream.state === 'failed' ? ' · not kept' : ''}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
