import {
  IconAlertTriangle,
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconHourglassEmpty,
  IconPlayerPlay,
  IconPlugX,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { RunSummary } from '../../../shared/contract/simulations.ts'
import classes from './simulate.module.css'

const ICONS = {
  running: IconPlayerPlay,
  sound: IconCircleCheck,
  broken: IconAlertTriangle,
  finished: IconCircleCheck,
  cancelled: IconBan,
  stalled: IconHourglassEmpty,
  failed: IconCircleX,
  interrupted: IconPlugX,
} as const

/** How a run stands, or how it ended: `sound`, `broken, as claimed`, `stalled` as a word with its sign. */
export function RunState({ run }: { readonly run: Pick<RunSummary, 'state' | 'verdict' | 'asClaimed'> }): ReactNode {
  const state = run.state === 'finished' ? (run.verdict ?? 'finished') : run.state
  const Icon = ICONS[state]
  // A scenario that claims to break a promise has done what it is for when it does.
  const tone = state === 'broken' && run.asClaimed === true ? 'expected' : run.asClaimed === false ? 'failed' : state
  return (
    <span className={classes.state} data-state={tone}>
      <Icon size={14} stroke={1.9} aria-hidden="true" />
      {state}
      {run.asClaimed === null ? '' : run.asClaimed ? ', as claimed' : ', not as claimed'}
    </span>
  )
}
