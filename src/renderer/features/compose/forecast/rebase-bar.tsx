import { Button } from '@mantine/core'
import { IconArrowBarToUp } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { keysOf } from '../../../app/keymap.ts'
import { Keys } from '../../../ui/keys.tsx'
import type { Composition } from '../use-composition.ts'
import classes from './forecast.module.css'

/** How to come from the draft's base to the head: by the rules, or over what its author has looked at. */
export function RebaseBar({ composition }: { readonly composition: Composition }): ReactNode {
  const { forecasting, rebasing, table } = composition
  if (forecasting.kind !== 'answered' || forecasting.report.kind !== 'forecast') return null
  const { head } = table
  const isBlocked = forecasting.report.conflicts > 0
  return (
    <div className={classes.rebase}>
      {isBlocked ? (
        <p>
          The rules of Delta stop a rebase here. Look at what changed and mend the draft, or decide that it may stand.
        </p>
      ) : null}
      <Button
        size="compact-sm"
        variant={isBlocked ? 'default' : 'filled'}
        leftSection={<IconArrowBarToUp size={14} />}
        rightSection={<Keys keys={keysOf('draft.rebase')} />}
        loading={rebasing.isAsking}
        onClick={() => void rebasing.ask()}
      >
        Rebase onto v{`${head}`} …
      </Button>
    </div>
  )
}
