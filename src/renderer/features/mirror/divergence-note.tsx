import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { MirrorSummary } from '../../../shared/contract/mirrors.ts'
import classes from './mirror.module.css'

/** That a mirror has stopped, and the way to both sides. */
export function DivergenceNote({ mirror }: { readonly mirror: MirrorSummary }): ReactNode {
  return (
    <div className={classes.stopped} role="alert">
      <p>{mirror.reason}</p>
      <Button
        size="compact-sm"
        renderRoot={props => <Link to="/t/$name/mirror" params={{ name: mirror.name }} {...props} />}
      >
        See both sides and decide
      </Button>
    </div>
  )
}
