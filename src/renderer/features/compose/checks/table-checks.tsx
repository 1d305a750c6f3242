import { IconCircleCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from '../compose.module.css'
import type { Checks } from './use-checks.ts'

/** How far the rules that need the table have come. */
export function TableChecks({ checks, isEmpty }: { readonly checks: Checks; readonly isEmpty: boolean }): ReactNode {
  if (isEmpty) return <p className={classes.note}>Write actions, or start from a template.</p>
  const { table, errorCount } = checks
  switch (table.kind) {
    case 'waiting':
      return <p className={classes.note}>The table is asked as soon as the text has no errors.</p>
    case 'reading':
      return <p className={classes.note}>Reading the draft …</p>
    case 'gone':
      return (
        <p className={classes.note} data-tone="warning">
          There is no table to check against. {errorCount > 0 ? '' : 'By itself the draft breaks no rule.'}
        </p>
      )
    case 'asking':
      return <p className={classes.note}>Asking the table …</p>
    case 'failed':
      return (
        <p className={classes.note} data-tone="warning">
          The table could not be asked: {table.failure.detail} The writer asks again before it writes.
        </p>
      )
    case 'answered':
      return errorCount > 0 ? (
        <p className={classes.note}>Checked against {headText(table.head)}.</p>
      ) : (
        <p className={classes.note} data-tone="good">
          <IconCircleCheck size={15} aria-hidden="true" /> No rule is broken, checked against {headText(table.head)}.
        </p>
      )
  }
  return table satisfies never
}

function headText(head: bigint): string {
  return head < 0n ? 'the empty table' : `v${head}`
}
