import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { formatIssuePath } from '../../../shared/delta/issue.ts'
import classes from './compose.module.css'
import type { PlacedIssue } from './placed-issues.ts'
import type { Checks } from './use-checks.ts'
import type { Composition } from './use-composition.ts'

export interface CheckListProps {
  readonly composition: Composition
  readonly onGoTo: (issue: PlacedIssue) => void
}

const SHOWN_MAX = 200
const LOCKED = {
  sent: 'The draft is locked until it is known what became of it.',
  committed: 'The draft is in the log now and stays as it is.',
} as const

/** What the rules say of the draft, errors first; each finding leads to its place in the text. */
export function CheckList({ composition, onGoTo }: CheckListProps): ReactNode {
  const { checks, draft } = composition
  const { issues, errorCount, warningCount } = checks
  return (
    <section className={classes.checks} aria-label="Checks">
      <h2>
        Checks
        {errorCount > 0 ? <span className={classes.errors}>{plural(errorCount, 'error')}</span> : null}
        {warningCount > 0 ? <span className={classes.warnings}>{plural(warningCount, 'warning')}</span> : null}
      </h2>
      <ul>
        {issues.slice(0, SHOWN_MAX).map(placed => (
          <li key={`${placed.issue.rule} ${placed.from} ${placed.issue.message}`}>
            <button type="button" className={classes.check} onClick={() => onGoTo(placed)}>
              {placed.issue.severity === 'error' ? (
                <IconCircleX size={15} data-tone="error" aria-label="Error" />
              ) : (
                <IconAlertTriangle size={15} data-tone="warning" aria-label="Warning" />
              )}
              <span>
                <span className={classes.place}>{placeOf(placed)}</span>
                {placed.issue.message}
                <span className={classes.rule}>
                  {placed.issue.rule}
                  {placed.issue.section ? ` · Delta protocol, “${placed.issue.section}”` : ''}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {issues.length > SHOWN_MAX ? <p className={classes.note}>and {issues.length - SHOWN_MAX} more</p> : null}
      {draft.phase === 'open' ? (
        <TableChecks checks={checks} isEmpty={draft.text.trim() === ''} />
      ) : (
        <p className={classes.note}>{LOCKED[draft.phase]}</p>
      )}
    </section>
  )
}

function TableChecks({ checks, isEmpty }: { readonly checks: Checks; readonly isEmpty: boolean }): ReactNode {
  if (isEmpty) return <p className={classes.note}>Write actions, or start from a template above.</p>
  const { table, errorCount } = checks
  switch (table.kind) {
    case 'waiting':
      return <p className={classes.note}>The table is asked as soon as the text has no errors.</p>
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

function placeOf({ issue, line }: PlacedIssue): string {
  const steps = issue.path.slice(typeof issue.path[0] === 'number' ? 1 : 0)
  const inside = formatIssuePath(steps)
  return [line === undefined ? '' : `line ${line}`, inside].filter(Boolean).join(' · ')
}

function headText(head: bigint): string {
  return head < 0n ? 'the empty table' : `v${head}`
}

function plural(count: number, word: string): string {
  return `${count.toLocaleString('en-US')} ${word}${count === 1 ? '' : 's'}`
}
