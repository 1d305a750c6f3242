import type { ReactNode } from 'react'
import type { RunReport } from '../../../shared/contract/simulations.ts'
import { formatCount, formatDuration } from '../../ui/format.ts'
import { Age } from '../../ui/values.tsx'
import classes from './simulate.module.css'
import { formatMs, MODE_WORDS } from './words.ts'

/** Before this many are done, what is left cannot be told. */
const DONE_FOR_GUESS = 3

/** How a run is run, and how far it is or how long it took. */
export function RunLine({ report }: { readonly report: RunReport }): ReactNode {
  const { mode, strategy, seed, ms, startedAt, server, state } = report
  return (
    <div className={classes.runFacts}>
      <span>
        {MODE_WORDS[mode]}, {mode === 'matrix' ? 'each strategy' : strategy}, seed {seed}
      </span>
      {state === 'running' ? (
        <Progress report={report} />
      ) : (
        <>
          <span>{formatMs(ms)}</span>
          <Age at={startedAt} />
          <span className={classes.phase} title={server}>
            {server}
          </span>
        </>
      )}
    </div>
  )
}

function Progress({ report: { progress, ms } }: { readonly report: RunReport }): ReactNode {
  const { done, total, unit, phase } = progress
  const share = total === null || total === 0 ? undefined : Math.min(1, done / total)
  const leftMs = share !== undefined && done >= DONE_FOR_GUESS && share < 1 ? (ms / share) * (1 - share) : undefined
  return (
    <>
      <div
        className={classes.progressBar}
        role="progressbar"
        aria-label="Progress of the run"
        aria-valuemin={0}
        aria-valuemax={total ?? undefined}
        aria-valuenow={share === undefined ? undefined : done}
      >
        <span style={{ width: `${(share ?? 0) * 100}%` }} />
      </div>
      <span>
        {formatCount(done)}
        {total === null ? '' : ` of ${formatCount(total)}`} {unit}
      </span>
      <span>{formatMs(ms)}</span>
      <span className={classes.phase}>{phase}</span>
      {leftMs === undefined ? null : <span>about {formatDuration(leftMs)} left</span>}
    </>
  )
}
