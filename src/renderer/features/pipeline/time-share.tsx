import type { ReactNode } from 'react'
import type { CopyRunReport } from '../../../shared/contract/copies.ts'
import { SHARES, sharesOf } from './measures.ts'
import { Panel } from './panel.tsx'
import classes from './pipeline.module.css'
import { formatMs, formatShare } from './run-words.ts'

/** What the time of the run went into: one strip, and the same as numbers. */
export function TimeShare({ run }: { readonly run: CopyRunReport }): ReactNode {
  const shares = sharesOf(run)
  return (
    <Panel title="Where the time went" hint="Every millisecond of the run is in exactly one of these.">
      <div className={classes.strip} aria-hidden="true">
        {SHARES.map(({ share }) => (
          <span key={share} data-share={share} style={{ flexGrow: shares[share] }} />
        ))}
      </div>
      <dl className={classes.shares}>
        {SHARES.map(({ share, name, meaning }) => (
          <div key={share} title={meaning}>
            <dt>
              <span className={classes.dot} data-share={share} aria-hidden="true" />
              {name}
            </dt>
            <dd>{formatMs(shares[share])}</dd>
            <dd>{formatShare(run.wallMs > 0 ? shares[share] / run.wallMs : 0)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
