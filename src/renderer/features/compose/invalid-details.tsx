import type { ReactNode } from 'react'
import type { Issue } from '../../../shared/delta/issue.ts'
import { formatIssuePath } from '../../../shared/delta/issue.ts'
import { placeIssues } from './checks/placed-issues.ts'
import classes from './outcome-card.module.css'

export interface InvalidDetailsProps {
  readonly issues: readonly Issue[]
  readonly text: string
  readonly onGoTo: (from: number, to: number) => void
}

const SHOWN_MAX = 50

/** What the writer refused, each with the way to its place in the text. */
export function InvalidDetails({ issues, text, onGoTo }: InvalidDetailsProps): ReactNode {
  const placed = placeIssues(text, issues)
  return (
    <>
      <p>The writer checked the draft and wrote nothing.</p>
      <ul className={classes.issues}>
        {placed.slice(0, SHOWN_MAX).map(({ issue, line, from, to }) => (
          <li key={`${issue.rule} ${from} ${issue.message}`} data-severity={issue.severity}>
            {line === undefined ? null : (
              <button type="button" onClick={() => onGoTo(from, to)}>
                line {line}
              </button>
            )}{' '}
            {issue.severity === 'warning' ? 'warning: ' : ''}
            {formatIssuePath(issue.path.slice(1))} {issue.message} <code>{issue.rule}</code>
          </li>
        ))}
      </ul>
      {placed.length > SHOWN_MAX ? <p>and {placed.length - SHOWN_MAX} more</p> : null}
    </>
  )
}
