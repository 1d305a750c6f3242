import type { ReactNode } from 'react'
import type { ImportProblem } from '../../shared/contract/import.ts'
import { formatIssuePath } from '../../shared/delta/issue.ts'
import { readerEffect } from '../../shared/delta/rules/reader-effects.ts'
import classes from './task-parts.module.css'

export interface ProblemListProps {
  readonly title: string
  readonly problems: readonly (ImportProblem & { readonly severity?: 'error' | 'warning' })[]
}

const SHOWN = 200

/** What was found in a log: file and line first, then the reason, then the rule. */
export function ProblemList({ title, problems }: ProblemListProps): ReactNode {
  return (
    <div className={classes.problems}>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reached by keys */}
      <ol tabIndex={0} aria-label={title}>
        {problems.slice(0, SHOWN).map((problem, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a report never changes
          <li key={position} data-severity={problem.severity}>
            <p className={classes.place}>
              <code>{problem.file ?? 'the log as a whole'}</code>
              {problem.line === null ? null : <span>line {problem.line}</span>}
              {problem.issue ? <span>{formatIssuePath(problem.issue.path.slice(1))}</span> : null}
              <span className={classes.rule}>{problem.rule}</span>
            </p>
            <p>{problem.message}</p>
            <Effect rule={problem.rule} />
          </li>
        ))}
      </ol>
      {problems.length > SHOWN ? (
        <p className={classes.hint}>The first {SHOWN} are shown; the copied report holds all of them.</p>
      ) : null}
    </div>
  )
}

const ENDS = { fails: 'Readers fail', differs: 'Readers differ', 'goes-on': 'Readers go on' } as const

/** What Spark and others make of it. */
function Effect({ rule }: { readonly rule: string }): ReactNode {
  const effect = readerEffect(rule)
  if (!effect) return null
  return (
    <p className={classes.effect}>
      <span data-ends={effect.ends}>{ENDS[effect.ends]}</span> {effect.text}
    </p>
  )
}

/** One problem as a line of a report. */
export function problemText({ file, line, rule, message }: ImportProblem): string {
  const effect = readerEffect(rule)
  const readers = effect && `${ENDS[effect.ends]}. ${effect.text}`
  return [file ?? 'log', line === null ? undefined : `line ${line}`, `${message} [${rule}]`, readers]
    .filter(Boolean)
    .join(': ')
}
