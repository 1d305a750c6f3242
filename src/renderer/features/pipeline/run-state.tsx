import { IconBan, IconCircleCheck, IconCircleX, IconHelpCircle, IconPlayerPlay, IconRotate2 } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { CopyState } from '../../../shared/contract/copies.ts'
import classes from './pipeline.module.css'
import { STATE_WORDS } from './run-words.ts'

const ICONS = {
  running: IconPlayerPlay,
  finished: IconCircleCheck,
  rehearsed: IconRotate2,
  cancelled: IconBan,
  failed: IconCircleX,
  unknown: IconHelpCircle,
} as const

/** The state of a run as a word with its sign. */
export function RunState({ state }: { readonly state: CopyState }): ReactNode {
  const Icon = ICONS[state]
  return (
    <span className={classes.state} data-state={state}>
      <Icon size={14} stroke={1.9} aria-hidden="true" />
      {STATE_WORDS[state]}
    </span>
  )
}
