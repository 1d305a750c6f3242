import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { type ReactNode, useMemo, useState } from 'react'
import type { ForecastReport } from '../../../../shared/contract/forecast.ts'
import { formatIssuePath } from '../../../../shared/delta/issue.ts'
import { formatCount } from '../../../ui/format.ts'
import compose from '../compose.module.css'
import type { Composition } from '../use-composition.ts'
import classes from './forecast.module.css'
import { forecastItems } from './forecast-words.ts'
import { ConflictRow, QuietRows } from './winner-rows.tsx'

const ITEMS_MAX = 50

/** Every version since the draft's base with what it means for the draft, judged live. */
export function ForecastSection({ composition }: { readonly composition: Composition }): ReactNode {
  const { forecasting } = composition
  const report = forecasting.kind === 'answered' ? forecasting.report : undefined
  const conflicts = report?.kind === 'forecast' ? report.conflicts : 0
  const judged = report?.kind === 'forecast' ? report.winners.length : 0
  return (
    <section id="forecast" className={classes.forecast} aria-label="Conflict forecast">
      <h2>
        Conflict forecast
        {conflicts > 0 ? (
          <span className={compose.errors}>
            {formatCount(conflicts)} of {formatCount(judged)} versions {conflicts === 1 ? 'conflicts' : 'conflict'}
          </span>
        ) : null}
      </h2>
      <output aria-busy={forecasting.kind === 'asking' || (forecasting.kind === 'answered' && !forecasting.isFresh)}>
        <ForecastState composition={composition} />
      </output>
    </section>
  )
}

function ForecastState({ composition }: { readonly composition: Composition }): ReactNode {
  const { forecasting, draft, table } = composition
  switch (forecasting.kind) {
    case 'none':
      return <p className={compose.note}>{whyNone(composition)}</p>
    case 'asking':
      return <p className={compose.note}>Reading the versions since {versionText(draft.readVersion)} …</p>
    case 'failed':
      return (
        <p className={compose.note} data-tone="warning">
          The versions could not be read: {forecasting.failure.detail}
        </p>
      )
    case 'answered':
      return (
        <div className={classes.answer} data-stale={forecasting.isFresh ? undefined : true}>
          <Answer report={forecasting.report} tableName={table.name} composition={composition} />
        </div>
      )
  }
  return forecasting satisfies never
}

function whyNone({ draft, table, isTableGone }: Composition): string {
  if (isTableGone) return 'The table is gone, and its versions with it: there is nothing to judge the draft by.'
  if (draft.phase !== 'open') return 'The draft is on its way or in the log; there is nothing left to forecast.'
  if (draft.readVersion >= table.head)
    return `Nothing was committed since your base, ${versionText(draft.readVersion)}.`
  if (draft.text.trim() === '') return 'Write actions, and every version since your base is judged here.'
  return 'Judged as soon as every line can be read.'
}

function Answer(props: {
  readonly report: ForecastReport
  readonly tableName: string
  readonly composition: Composition
}): ReactNode {
  const { report, tableName } = props
  switch (report.kind) {
    case 'committed':
      return <p className={compose.note}>This draft is in the log: it is v{`${report.version}`}.</p>
    case 'invalid':
      return (
        <ul className={classes.plain}>
          {report.issues.slice(0, 5).map(({ path, message, rule }) => (
            <li key={`${rule} ${path.join()}`} className={compose.note} data-tone="warning">
              {formatIssuePath(path)} {message}
            </li>
          ))}
        </ul>
      )
    case 'forecast':
      return (
        <>
          <p className={classes.facts}>
            {rangeText(report)} · judged at <b>{levelText(report)}</b>
          </p>
          <Winners report={report} tableName={tableName} />
          {report.unjudged > 0n ? (
            <p className={compose.note} data-tone="warning">
              {formatCount(report.unjudged)} newer versions were not judged: the base is too far behind.
            </p>
          ) : null}
        </>
      )
  }
  return report satisfies never
}

function rangeText({ base, head }: Extract<ForecastReport, { kind: 'forecast' }>): string {
  return head === base + 1n ? `v${head}` : `v${base + 1n} to v${head}`
}

function levelText({ level, asked }: Extract<ForecastReport, { kind: 'forecast' }>): string {
  return level === 'SnapshotIsolation' ? `SnapshotIsolation instead of ${asked}, since it changes no data` : level
}

function Winners(props: {
  readonly report: Extract<ForecastReport, { kind: 'forecast' }>
  readonly tableName: string
}): ReactNode {
  const { winners, conflicts } = props.report
  const [shown, setShown] = useState(ITEMS_MAX)
  const items = useMemo(() => forecastItems(winners), [winners])
  const rest = items.length - shown
  return (
    <>
      {conflicts === 0 ? (
        <p className={compose.note} data-tone="good">
          <IconCircleCheck size={15} aria-hidden="true" /> The draft may follow{' '}
          {winners.length === 1 ? 'it' : `all ${formatCount(winners.length)}`}: rebase it onto the head.
        </p>
      ) : null}
      <ul className={classes.list} aria-label="Versions since the base">
        {items
          .slice(0, shown)
          .map(item =>
            item.kind === 'conflict' ? (
              <ConflictRow key={`${item.winner.version}`} winner={item.winner} tableName={props.tableName} />
            ) : (
              <QuietRows key={`${item.winners[0].version}`} winners={item.winners} tableName={props.tableName} />
            ),
          )}
      </ul>
      {rest > 0 ? (
        <Button variant="default" size="compact-xs" onClick={() => setShown(shown + ITEMS_MAX)}>
          Show {formatCount(Math.min(rest, ITEMS_MAX))} more of {formatCount(rest)}
        </Button>
      ) : null}
    </>
  )
}

function versionText(version: bigint): string {
  return version < 0n ? 'the empty table' : `v${version}`
}
