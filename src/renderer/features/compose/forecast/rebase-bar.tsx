import { Button } from '@mantine/core'
import { IconArrowBarToUp } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { keysOf } from '../../../app/keymap.ts'
import { Keys } from '../../../ui/keys.tsx'
import type { Composition } from '../use-composition.ts'
import classes from './forecast.module.css'

/** How to come from the draft's base to the head: by rebasing, or by having looked again. */
export function RebaseBar({ composition }: { readonly composition: Composition }): ReactNode {
  const { forecasting, rebasing, table, edit } = composition
  if (forecasting.kind !== 'answered' || forecasting.report.kind !== 'forecast') return null
  const { head } = table
  const isBlocked = forecasting.report.conflicts > 0
  return (
    <div className={classes.rebase}>
      {isBlocked ? (
        <p>
          A conflict cannot be rebased away: look at what changed, mend the draft, and then base it on v{`${head}`}{' '}
          yourself.
        </p>
      ) : null}
      <Button
        size="compact-sm"
        leftSection={<IconArrowBarToUp size={14} />}
        rightSection={<Keys keys={keysOf('draft.rebase')} />}
        loading={rebasing.isAsking}
        disabled={isBlocked}
        onClick={() => void rebasing.ask()}
      >
        Rebase onto v{`${head}`} …
      </Button>
      {isBlocked ? (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => edit({ readVersion: head, expectedVersion: head + 1n })}
        >
          I have looked: base it on v{`${head}`}
        </Button>
      ) : null}
    </div>
  )
}
