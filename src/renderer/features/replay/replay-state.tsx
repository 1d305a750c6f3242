import { IconFlag } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ReplayView } from '../../../shared/contract/tasks.ts'
import { FactList } from '../../ui/fact-list.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import classes from './replay.module.css'

/** The table that a replay has built so far, beside the version that comes next. */
export function ReplayState({ view }: { readonly view: ReplayView }): ReactNode {
  return (
    <div className={classes.state}>
      <section aria-label="Next version">
        <h3>{view.next === null ? 'Nothing comes next' : `Next: version ${view.next}`}</h3>
        {view.nextSummary === '' ? null : <p>{view.nextSummary}</p>}
        {view.hits.length > 0 ? (
          <ul className={classes.hits} aria-label="Breakpoints that were hit">
            {view.hits.map(hit => (
              <li key={hit}>
                <IconFlag size={14} stroke={1.75} aria-hidden="true" /> {hit}
              </li>
            ))}
          </ul>
        ) : null}
      </section>
      <section aria-label={`State of ${view.name}`}>
        <h3>
          {view.name} {view.head < 0n ? 'has no version yet' : `at v${view.head}`}
        </h3>
        <FactList
          label={`State of ${view.name}`}
          facts={[
            { name: 'Files', value: formatCount(view.files) },
            { name: 'Size', value: view.bytes > 0n ? formatBytes(view.bytes) : '–' },
            { name: 'Columns', value: view.columns === null ? '–' : formatCount(view.columns) },
            { name: 'Protocol', value: view.protocol ?? '–' },
            { name: 'Properties', value: formatCount(view.properties) },
            { name: 'Transactions', value: formatCount(view.txns) },
            { name: 'Last operation', value: view.lastOperation ?? '–' },
          ]}
        />
      </section>
    </div>
  )
}
