import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './states.module.css'

export interface EmptyProps {
  readonly title: string
  /** Why there is nothing and what will be here. */
  readonly children: ReactNode
  readonly picture?: ReactNode
  /** What to do about it; the first is the one to take. */
  readonly actions?: ReactNode
}

/** In place of data that is not there yet. */
export function Empty({ title, children, picture, actions }: EmptyProps): ReactNode {
  return (
    <div className={classes.centred}>
      <div className={classes.empty}>
        {picture ? (
          <div className={classes.picture} aria-hidden="true">
            {picture}
          </div>
        ) : null}
        <Title order={1} size="h2">
          {title}
        </Title>
        <Text size="md" c="var(--dd-text-dim)">
          {children}
        </Text>
        {actions ? <div className={classes.actions}>{actions}</div> : null}
      </div>
    </div>
  )
}
