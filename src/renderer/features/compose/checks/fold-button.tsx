import { IconChevronRight, type TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import compose from '../compose.module.css'
import classes from './checks.module.css'

export interface FoldButtonProps {
  readonly id?: string
  readonly icon: TablerIcon
  readonly tone?: 'good'
  readonly isOpen: boolean
  readonly onToggle: () => void
  readonly children: ReactNode
}

/** A line that says how many there are, and shows them when it is pressed. */
export function FoldButton({ id, icon: Icon, tone, isOpen, onToggle, children }: FoldButtonProps): ReactNode {
  return (
    <button id={id} type="button" className={classes.toggle} data-tone={tone} aria-expanded={isOpen} onClick={onToggle}>
      <Icon size={15} aria-hidden="true" />
      {children}
      <IconChevronRight size={12} className={compose.chevron} data-open={isOpen || undefined} aria-hidden="true" />
    </button>
  )
}
