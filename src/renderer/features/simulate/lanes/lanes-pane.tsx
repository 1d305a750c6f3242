import { Button } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import type { Scenario } from '../../../../shared/contract/scenarios.ts'
import type { RunReport } from '../../../../shared/contract/simulations.ts'
import { eachWriter } from '../../../../shared/scenario/writer-names.ts'
import { cx } from '../../../ui/cx.ts'
import canvasClasses from '../../../ui/time-canvas.module.css'
import type { TimeView } from '../../../ui/time-view.ts'
import { countUntil, type RunEvent, type RunRecord } from '../run-record.ts'
import { isSpanKind, LOOK_OF, LOOKS, MARK_LOOKS } from './lane-shapes.ts'
import classes from './lanes.module.css'
import { LanesCanvas } from './lanes-canvas.tsx'

export interface LanesPaneProps {
  readonly report: RunReport
  readonly record: RunRecord
  readonly revision: number
  readonly cursor: RunCursor
  readonly onCursor: (cursor: RunCursor) => void
}

/** Where one looks: a moment, and the event that was chosen there. `atMs` undefined: at the end, whatever comes. */
export interface RunCursor {
  readonly atMs: number | undefined
  readonly event: RunEvent | undefined
}

/** The lanes of a run with the cursor and the legend. */
export function LanesPane({ report, record, revision, cursor, onCursor }: LanesPaneProps): ReactNode {
  const [chosenView, setView] = useState<TimeView>()
  const { bounds } = record
  const view = chosenView ?? (report.state === 'running' ? record.horizon : bounds)
  const cursorMs = cursor.atMs ?? record.endMs
  const { wish, tables, writers } = report
  const tableOf = useMemo(() => tablesOfWriters(wish.scenario, tables), [wish, tables])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the writers believed is known with the record's revision
  const scene = useMemo(
    () => ({ names: writers, tableOf, cursorMs, chosen: cursor.event }),
    [writers, tableOf, cursorMs, cursor.event, revision],
  )
  const choose = (event: RunEvent) => onCursor({ atMs: event.atMs, event })
  return (
    <div className={classes.pane}>
      <LanesCanvas
        label={`Course of run ${report.number}`}
        record={record}
        tables={tables}
        scene={scene}
        view={view}
        bounds={bounds}
        onView={next => setView(next && isWithin(next, bounds) ? next : undefined)}
        onCursor={atMs => onCursor({ atMs, event: undefined })}
        onChoose={choose}
        onStep={by => {
          const next = stepped(record, cursor, cursorMs, by)
          if (next) choose(next)
        }}
      />
      <footer className={canvasClasses.foot}>
        <Legend kinds={record.kinds} />
        <Button variant="default" size="compact-xs" disabled={!chosenView} onClick={() => setView(undefined)}>
          Show all
        </Button>
      </footer>
    </div>
  )
}

/** Whether it shows less than there is: a view of everything follows what is still to come. */
function isWithin(view: TimeView, bounds: TimeView): boolean {
  return view.fromMs > bounds.fromMs || view.toMs < bounds.toMs
}

/** Of the looks and signs those that there are to be seen. */
function Legend({ kinds }: Pick<RunRecord, 'kinds'>): ReactNode {
  const looks = new Set([...kinds].map(kind => (isSpanKind(kind) ? LOOK_OF[kind] : -1)))
  return (
    <ul className={cx(canvasClasses.legend, classes.legend)} aria-label="Colours and signs">
      {LOOKS.filter((_, index) => looks.has(index)).map(({ look, name, token, alpha }) => (
        <li key={look}>
          <svg width="12" height="9" aria-hidden="true">
            <rect width="12" height="9" rx="2" fill={`var(${token})`} fillOpacity={alpha} />
          </svg>
          {name}
        </li>
      ))}
      {Object.entries(MARK_LOOKS)
        .filter(([kind]) => [...kinds].some(one => one === kind))
        .map(([kind, { name, token, sign }]) => (
          <li key={kind}>
            <span className={classes.sign} style={{ color: `var(${token})` }} aria-hidden="true">
              {sign}
            </span>
            {name}
          </li>
        ))}
    </ul>
  )
}

/** Of each writer the one table that it writes to; undefined where there are several, whose heads are no one number. */
function tablesOfWriters(scenario: Scenario, tables: readonly string[]): (number | undefined)[] {
  return eachWriter(scenario).map(({ writer }) => {
    const [only, ...more] = writer.tables
    return only === undefined || more.length > 0 ? undefined : Math.max(0, tables.indexOf(only))
  })
}

/** The next event in the order in which events began, of all writers; from the cursor where none is chosen. */
function stepped(record: RunRecord, { event }: RunCursor, cursorMs: number, by: 1 | -1): RunEvent | undefined {
  let best: RunEvent | undefined
  // Nothing is chosen yet: what happened where the cursor stands is the first to be gone back to.
  const atMs = event?.atMs ?? (by > 0 ? cursorMs : cursorMs + 2e-6)
  for (const { steps, waits, marks } of record.writers) {
    for (const course of [steps, waits, marks]) {
      const index = by > 0 ? countUntil(course, atMs) : countUntil(course, atMs - 1e-6) - 1
      const candidate = course[index]
      if (!candidate || candidate === event) continue
      if (!best || (by > 0 ? candidate.atMs < best.atMs : candidate.atMs > best.atMs)) best = candidate
    }
  }
  return best
}
