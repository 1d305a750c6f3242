import { IconCheck, IconClock, IconExclamationCircle, IconLock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { TableActivity } from '../../../shared/contract/tables.ts'
import { formatCount } from '../../ui/format.ts'
import classes from './catalog.module.css'

const ICON = { size: 13, stroke: 1.75, 'aria-hidden': true } as const

/** How far the mirror of a table is behind its head. */
export function MirrorCell({ activity, head }: { readonly activity: TableActivity; readonly head: bigint }): ReactNode {
  const { mirror, published } = activity
  switch (mirror) {
    case 'none':
      return <span className={classes.none}>–</span>
    case 'unreadable':
      return (
        <span className={classes.noRight} title="This needs SELECT on dl_mirror_status">
          <IconLock {...ICON} /> no right
        </span>
      )
    case 'published':
      return (
        <span className={classes.good}>
          <IconCheck {...ICON} /> v{String(published)}
        </span>
      )
    case 'behind':
      return (
        <span className={classes.warn} title={published === null ? undefined : `published up to v${published}`}>
          <IconClock {...ICON} /> {formatCount(head - (published ?? -1n))} behind
        </span>
      )
    case 'failed':
    case 'diverged':
      return (
        <span className={classes.bad} title={published === null ? undefined : `published up to v${published}`}>
          <IconExclamationCircle {...ICON} /> {mirror}
        </span>
      )
  }
}
