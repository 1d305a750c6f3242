import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useSimulations } from '../../api/simulations.ts'
import { Age } from '../../ui/values.tsx'
import { RunState } from './run-state.tsx'
import classes from './simulate.module.css'
import { MODE_WORDS } from './words.ts'

const SHOWN = 3

/** The newest runs of a scenario, in one line. */
export function RecentRuns({ scenario }: { readonly scenario: string }): ReactNode {
  const { value: runs = [] } = useSimulations()
  const own = runs.filter(run => run.scenario === scenario).slice(0, SHOWN)
  if (own.length === 0) return null
  return (
    <ul className={classes.recent} aria-label="Newest runs of this scenario">
      {own.map(run => (
        <li key={run.runId}>
          <Link to="/sim/$scenario/run/$run" params={{ scenario, run: run.runId }} className={classes.name}>
            #{run.number}
          </Link>{' '}
          {MODE_WORDS[run.mode].toLowerCase()} <RunState run={run} /> <Age at={run.startedAt} />
        </li>
      ))}
    </ul>
  )
}
