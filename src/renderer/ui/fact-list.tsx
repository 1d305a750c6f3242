import type { ReactNode } from 'react'
import classes from './fact-list.module.css'

export interface Fact {
  readonly name: string
  readonly value: ReactNode
  /** A short mark beside the name, for example `unknown`. */
  readonly mark?: string | undefined
  readonly hint?: string | undefined
  /** Below its name instead of beside it. */
  readonly wide?: boolean | undefined
}

/** Names and values, one below the other. */
export function FactList({ facts, label }: { readonly facts: readonly Fact[]; readonly label: string }): ReactNode {
  return (
    <dl className={classes.list} aria-label={label}>
      {facts.map(({ name, value, mark, hint, wide }) => (
        <div key={name} className={classes.fact} data-wide={wide || undefined}>
          <dt title={hint}>
            {name}
            {mark ? <span className={classes.mark}>{mark}</span> : null}
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
