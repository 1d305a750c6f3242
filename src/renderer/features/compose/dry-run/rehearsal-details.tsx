import { type ReactNode, useState } from 'react'
import type { DryRunReport } from '../../../../shared/contract/outcome.ts'
import { TimingsBar } from '../../../app/timings-bar.tsx'
import { formatCount, formatDuration } from '../../../ui/format.ts'
import { Bytes, Count } from '../../../ui/values.tsx'
import card from '../outcome-card.module.css'
import classes from './dry-run.module.css'

type Rehearsed = Extract<DryRunReport, { kind: 'would-commit' }>

/** What stood in the transaction before it was rolled back: rows, sizes, guards that held, and where the time went. */
export function RehearsalDetails({ report }: { readonly report: Rehearsed }): ReactNode {
  const { rows, added, removed, total, guards, timings } = report
  return (
    <>
      <div className={classes.columns}>
        <table className={card.winners} aria-label="Rows that were written and rolled back">
          <thead>
            <tr>
              <th scope="col">Table</th>
              <th scope="col">Rows</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ table, rows: count }) => (
              <tr key={table}>
                <td>
                  <code>{table}</code>
                </td>
                <td>{formatCount(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <table className={card.winners} aria-label="Files, bytes and rows">
          <thead>
            <tr>
              <th scope="col">
                <span className={classes.unseen}>What</span>
              </th>
              <th scope="col">Files</th>
              <th scope="col">Size</th>
              <th scope="col">Rows</th>
            </tr>
          </thead>
          <tbody>
            <Sizes name="added" sizes={added} />
            <Sizes name="removed" sizes={removed} />
            <Sizes name="the table then" sizes={total} />
          </tbody>
        </table>
      </div>
      <p>
        Waited {formatDuration(timings.lock ?? 0)} for the table’s lock. <Guards guards={guards} />
      </p>
      <TimingsBar timings={timings} />
    </>
  )
}

function Sizes({ name, sizes }: { readonly name: string; readonly sizes: Rehearsed['total'] }): ReactNode {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <Count value={sizes.files} />
      </td>
      <td>
        <Bytes value={sizes.bytes} />
      </td>
      <td>{sizes.rows === null ? 'unknown' : <Count value={sizes.rows} />}</td>
    </tr>
  )
}

function Guards({ guards }: { readonly guards: Rehearsed['guards'] }): ReactNode {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <button type="button" className={classes.more} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        All {formatCount(guards.length)} constraints and triggers of these tables held
      </button>
      .
      {isOpen ? (
        <span className={classes.guards}>
          {guards.map(({ table, name, kind }) => (
            <code key={`${table} ${kind} ${name}`}>
              {table}: {name} ({kind})
            </code>
          ))}
        </span>
      ) : null}
    </>
  )
}
