import type { ReactNode } from 'react'
import type { MatrixCell } from '../../../shared/contract/simulation-results.ts'
import type { RunReport } from '../../../shared/contract/simulations.ts'
import { ComparedRuns } from './compared-runs.tsx'
import { RefusalNote } from './refusal-note.tsx'
import { MatrixTable } from './results/matrix-table.tsx'
import classes from './simulate.module.css'
import { useStartRun } from './use-start-run.ts'

/** The same scenario and seed under each strategy and isolation level. */
export function MatrixBody({
  report,
  other,
}: {
  readonly report: RunReport
  readonly other: string | undefined
}): ReactNode {
  const { isStarting, refusal, start } = useStartRun()
  const { wish, runId } = report
  const result = report.result ?? report.soFar
  const isOver = report.state !== 'running'
  /** As the matrix runs it: everybody by the cell's strategy, every table at the cell's level. */
  const runAlone = ({ strategy, level }: MatrixCell) => {
    const { scenario } = wish
    const tables = scenario.tables.map(table => ({ ...table, isolation: level }))
    const writers = scenario.writers.map(writer => ({ ...writer, strategy: null, isolation: null }))
    const cast = { ...scenario, strategy, tables, writers, claim: null }
    void start({ scenario: cast, mode: scenario.run, realTable: null })
  }
  return (
    <div className={classes.scrolled}>
      {refusal ? <RefusalNote {...refusal} /> : null}
      {other ? <ComparedRuns a={runId} b={other} /> : null}
      {result?.kind === 'matrix' ? (
        <MatrixTable cells={result.cells} onOpen={isStarting || !isOver ? undefined : runAlone} />
      ) : null}
    </div>
  )
}
