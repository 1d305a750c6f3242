import { IconArrowUp, IconCheck, IconExclamationCircle, IconLoader2, IconLock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { VersionSummary } from '../../../shared/contract/schemas.ts'
import classes from './history.module.css'

type State = VersionSummary['mirror']

const STATES: Record<State, { readonly word: string; readonly icon: typeof IconCheck }> = {
  pending: { word: 'ratified', icon: IconArrowUp },
  publishing: { word: 'publishing', icon: IconLoader2 },
  published: { word: 'published', icon: IconCheck },
  failed: { word: 'failed', icon: IconExclamationCircle },
  diverged: { word: 'diverged', icon: IconExclamationCircle },
  unreadable: { word: 'no right', icon: IconLock },
}

/** How far a version has come on its way to `_delta_log`. */
export function MirrorState({ state }: { readonly state: State }): ReactNode {
  const { word, icon: Icon } = STATES[state]
  return (
    <span className={classes.mirror} data-state={state}>
      <Icon size={13} stroke={1.75} aria-hidden="true" />
      {word}
    </span>
  )
}
