import {
  IconAlertTriangle,
  IconArrowsSplit2,
  IconBan,
  IconCheck,
  IconClock,
  IconLoader2,
  IconPlayerPause,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './mirror.module.css'
import type { Standing } from './mirror-words.ts'

const MARKS: Record<Standing, { readonly icon: typeof IconCheck; readonly hint: string }> = {
  published: { icon: IconCheck, hint: 'Everything that is committed is in the target, verified.' },
  publishing: { icon: IconLoader2, hint: 'Versions are on their way to the target.' },
  waiting: { icon: IconClock, hint: 'Versions wait: no publisher has this table just now.' },
  failing: { icon: IconAlertTriangle, hint: 'The last attempt failed; it is tried again by itself.' },
  paused: { icon: IconPlayerPause, hint: 'Nothing is published until somebody resumes it.' },
  diverged: { icon: IconArrowsSplit2, hint: 'The target holds what was not committed here; a person has to decide.' },
  refused: { icon: IconBan, hint: 'The table must not be mirrored as it is.' },
}

/** What a mirror does, as a sign and a word. */
export function StandingMark({ standing }: { readonly standing: Standing }): ReactNode {
  const { icon: Icon, hint } = MARKS[standing]
  return (
    <span className={classes.standing} data-standing={standing} title={hint}>
      <Icon size={14} stroke={1.75} aria-hidden="true" />
      {standing}
    </span>
  )
}
