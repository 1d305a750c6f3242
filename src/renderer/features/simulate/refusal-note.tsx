import { Button } from '@mantine/core'
import { IconBan } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { copyText } from '../../app/notice.tsx'
import classes from './simulate.module.css'

/** Why something cannot be run, with what would help; a statement for an administrator can be copied. */
export function RefusalNote({
  reason,
  remedy,
}: {
  readonly reason: string
  readonly remedy: string | null
}): ReactNode {
  const isStatement = remedy !== null && /^grant /i.test(remedy)
  return (
    <div className={classes.refusal} role="alert">
      <IconBan size={16} stroke={1.9} aria-hidden="true" />
      <div>
        <p>{reason}</p>
        {remedy === null ? null : isStatement ? (
          <p className={classes.statement}>
            <code>{remedy}</code>
            <Button size="compact-xs" variant="default" onClick={() => void copyText(remedy, 'the statement')}>
              Copy
            </Button>
          </p>
        ) : (
          <p className={classes.dim}>{remedy}</p>
        )}
      </div>
    </div>
  )
}
