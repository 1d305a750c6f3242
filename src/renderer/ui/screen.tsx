import type { ReactNode } from 'react'
import classes from './screen.module.css'

export interface ScreenProps {
  readonly title: ReactNode
  /** Facts beside the title, quieter than it. */
  readonly facts?: ReactNode
  /** What can be done here, at the far end of the title. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** The frame of a screen: its title in one line, what can be done, and the rest filled by what it shows. */
export function Screen({ title, facts, actions, children }: ScreenProps): ReactNode {
  return (
    <div className={classes.screen}>
      <header className={classes.head}>
        <h1 className={classes.title}>{title}</h1>
        <div className={classes.facts}>{facts}</div>
        <div className={classes.actions}>{actions}</div>
      </header>
      <div className={classes.body}>{children}</div>
    </div>
  )
}
