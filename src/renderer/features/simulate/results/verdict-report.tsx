import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { type ReactNode, useId } from 'react'
import type { Verdict } from '../../../../shared/contract/simulation-results.ts'
import { formatCount } from '../../../ui/format.ts'
import { RULE_WORDS, versionText } from '../words.ts'
import classes from './results.module.css'

/** What the judge found: every broken promise as a chain of facts, and what was weighed and what was not. */
export function VerdictReport({ verdict, tables }: { readonly verdict: Verdict; readonly tables: number }): ReactNode {
  const { violations, weighed } = verdict
  return (
    <section className={classes.verdict} aria-label="Verdict">
      {verdict.kind === 'sound' ? (
        <p className={classes.sound}>
          <IconCircleCheck size={18} stroke={1.9} aria-hidden="true" />
          <strong>Sound.</strong> Nothing that the judge weighs is broken.
        </p>
      ) : null}
      {violations.map((violation, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: violations never move
        <Violation key={index} violation={violation} withTable={tables > 1} isOpen={index === 0} />
      ))}
      <Weighed weighed={weighed} broken={new Set(violations.map(({ rule }) => rule))} />
    </section>
  )
}

type OneViolation = Verdict['violations'][number]

function Violation({
  violation: { rule, table, version, message, facts },
  withTable,
  isOpen,
}: {
  readonly violation: OneViolation
  readonly withTable: boolean
  /** The first one is told at once; what follows from the same mistake often has the same facts. */
  readonly isOpen: boolean
}): ReactNode {
  const id = useId()
  return (
    <article className={classes.violation} aria-labelledby={id}>
      <header className={classes.violationHead}>
        <IconAlertTriangle size={18} stroke={1.9} aria-hidden="true" />
        <h3 id={id}>
          {message}
          <span className={classes.rule} title={RULE_WORDS[rule]}>
            {rule}
            {version === null ? '' : ` at ${versionText(version)}`}
            {withTable ? ` of ${table}` : ''}
          </span>
        </h3>
      </header>
      {facts.length > 0 ? (
        <details className={classes.chain} open={isOpen}>
          <summary>How it came about, in {facts.length === 1 ? 'one fact' : `${facts.length} facts`}</summary>
          <ol className={classes.facts} aria-label="How it came about">
            {facts.map((fact, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: facts never move
              <li key={index}>{fact}</li>
            ))}
          </ol>
        </details>
      ) : null}
    </article>
  )
}

/** All green says little without what was looked at. */
function Weighed({
  weighed,
  broken,
}: {
  readonly weighed: Verdict['weighed']
  readonly broken: ReadonlySet<OneViolation['rule']>
}): ReactNode {
  const counts = new Map(weighed.map(({ rule, count }) => [rule, count]))
  const rules = Object.keys(RULE_WORDS).filter(isRule)
  const idle = rules.filter(rule => (counts.get(rule) ?? 0) === 0 && !broken.has(rule) && rule !== 'stuck')
  return (
    <div className={classes.weighed}>
      <h3>What was weighed</h3>
      <table className={classes.rules}>
        <thead>
          <tr>
            <th scope="col">Promise</th>
            <th scope="col">Weighed</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {rules
            .filter(rule => !idle.includes(rule) && (rule !== 'stuck' || broken.has(rule)))
            .map(rule => (
              <tr key={rule}>
                <th scope="row" title={rule}>
                  {RULE_WORDS[rule]}
                </th>
                <td>{formatCount(counts.get(rule) ?? 0)}</td>
                <td data-tone={broken.has(rule) ? 'bad' : 'good'}>{broken.has(rule) ? 'broken' : 'kept'}</td>
              </tr>
            ))}
        </tbody>
      </table>
      {idle.length > 0 ? (
        <p className={classes.idle}>
          Not weighed, for nothing in this run is about it:{' '}
          {idle.map(rule => RULE_WORDS[rule].toLowerCase()).join('; ')}.
        </p>
      ) : null}
    </div>
  )
}

function isRule(name: string): name is OneViolation['rule'] {
  return name in RULE_WORDS
}
