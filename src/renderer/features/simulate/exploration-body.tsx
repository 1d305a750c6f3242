import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Exploration } from '../../../shared/contract/simulation-results.ts'
import type { RunReport } from '../../../shared/contract/simulations.ts'
import { formatCount, formatShortCount } from '../../ui/format.ts'
import { ComparedRuns } from './compared-runs.tsx'
import { RefusalNote } from './refusal-note.tsx'
import { EndingBar } from './results/ending-bar.tsx'
import { rateText, Tile } from './results/measures-strip.tsx'
import { MinimalCard } from './results/minimal-card.tsx'
import { OutcomeTree } from './results/outcome-tree.tsx'
import resultClasses from './results/results.module.css'
import { VerdictReport } from './results/verdict-report.tsx'
import { draftOfScenario, freeName, putDraft } from './scenario-drafts.ts'
import classes from './simulate.module.css'
import { useStartRun } from './use-start-run.ts'

/** An exploration: what was covered, every outcome with its schedules, the smallest failing one, and the verdict. */
export function ExplorationBody({
  report,
  other,
}: {
  readonly report: RunReport
  readonly other: string | undefined
}): ReactNode {
  const navigate = useNavigate()
  const { isStarting, refusal, start } = useStartRun()
  const { wish, tables, runId } = report
  const isOver = report.state !== 'running'
  // What was found until it was cancelled is still worth looking at.
  const result = report.result ?? report.soFar
  const compared = other ? <ComparedRuns a={runId} b={other} /> : null
  if (result?.kind !== 'explore') return <div className={classes.scrolled}>{compared}</div>
  const { minimal, classes: outcomes, verdict, runs } = result
  const replay = (schedule: string, scenario = wish.scenario) =>
    void start({ scenario: { ...scenario, claim: null }, mode: { kind: 'schedule', schedule }, realTable: null })
  const edit = (scenario: NonNullable<typeof minimal>['scenario'], schedule: string) => {
    const name = freeName(`${scenario.name}-minimal`, [])
    putDraft(name, draftOfScenario({ ...scenario, name, claim: null, run: { kind: 'schedule', schedule } }))
    void navigate({ to: '/sim/$scenario', params: { scenario: name } })
  }
  return (
    <div className={classes.scrolled}>
      {refusal ? <RefusalNote {...refusal} /> : null}
      {compared}
      <Covered exploration={result} />
      <div className={classes.twoColumns}>
        {minimal ? (
          <MinimalCard
            minimal={minimal}
            onReplay={isStarting ? undefined : () => replay(minimal.result.schedule, minimal.scenario)}
            onEdit={() => edit(minimal.scenario, minimal.result.schedule)}
          />
        ) : null}
        {isOver || verdict.kind === 'broken' ? (
          <section className={classes.part} aria-label="Report">
            {minimal ? null : <h2>{report.result ? 'Verdict' : 'Verdict of the orders that were run'}</h2>}
            <VerdictReport verdict={verdict} tables={tables.length} />
          </section>
        ) : null}
        <section className={classes.part} aria-label="Outcomes of the orders">
          <h2>{outcomes.length === 1 ? 'One outcome' : `${formatCount(outcomes.length)} outcomes`}</h2>
          <OutcomeTree
            classes={outcomes}
            runs={runs}
            onReplay={isStarting || !isOver ? undefined : schedule => replay(schedule)}
          />
        </section>
      </div>
    </div>
  )
}

function Covered({ exploration }: { readonly exploration: Exploration }): ReactNode {
  const { orders, distinct, runs, isSampled, blocked, schedulesPerSecond, endings } = exploration
  return (
    <div className={resultClasses.measures}>
      <dl className={resultClasses.tiles} aria-label="What was covered">
        <Tile
          name="Orders run"
          value={formatCount(runs)}
          note={isSampled ? 'a sample, drawn by the seed' : 'every one that can make a difference'}
        />
        <Tile
          name="Orders that can differ"
          value={formatShortCount(distinct)}
          note={`of ${formatShortCount(orders)} in all`}
        />
        <Tile name="With a wait" value={formatCount(blocked)} note="somebody stood behind a lock" />
        <Tile
          name="Orders a second"
          value={rateText(schedulesPerSecond)}
          note="each on tables of its own, and judged"
        />
      </dl>
      <EndingBar endings={endings} />
    </div>
  )
}
