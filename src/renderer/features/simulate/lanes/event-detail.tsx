import { CloseButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { RunReport } from '../../../../shared/contract/simulations.ts'
import { readFailure } from '../../../api/failure.ts'
import { statementQuery } from '../../../api/simulations.ts'
import { type Fact, FactList } from '../../../ui/fact-list.tsx'
import { endOf, isSpan, type RunEvent, type RunRecord } from '../run-record.ts'
import { blockersOf, eventText, formatMs, stepText, versionText } from '../words.ts'
import classes from './event-detail.module.css'

export interface EventDetailProps {
  readonly report: RunReport
  readonly record: RunRecord
  readonly event: RunEvent
  readonly onClose: () => void
}

/** What is known of one event: what its writer sent and believed, the lock that it waited for and who held that. */
export function EventDetail({ report, record, event, onClose }: EventDetailProps): ReactNode {
  const { writers, runId } = report
  return (
    <section className={classes.detail} aria-label="The chosen event">
      <header>
        <h2>
          {writers[event.writer]} {eventText(event, writers)}
        </h2>
        <CloseButton size="sm" aria-label="Choose no event" onClick={onClose} />
      </header>
      <FactList label="Facts of the event" facts={factsOf(event, record, report)} />
      {isSpan(event) ? (
        event.sql === null ? (
          <p className={classes.none}>Nothing was sent to the server.</p>
        ) : (
          <Statement runId={runId} index={event.sql} />
        )
      ) : null}
    </section>
  )
}

function factsOf(event: RunEvent, record: RunRecord, { writers, tables }: RunReport): Fact[] {
  const { commit, attempt, atMs } = event
  const place: Fact[] = [
    { name: 'At', value: isSpan(event) ? `${formatMs(atMs)}, for ${formatMs(event.ms)}` : formatMs(atMs) },
    ...(commit === 0 ? [] : [{ name: 'Commit', value: attempt > 1 ? `${commit}, attempt ${attempt}` : `${commit}` }]),
  ]
  if (!isSpan(event)) {
    const { version, table } = event
    const made = version === null ? [] : [{ name: 'Made', value: `${versionText(version)} of ${tables[table] ?? '?'}` }]
    return [...place, ...made]
  }
  const believed = event.believed === null ? 'nothing yet' : `head ${versionText(event.believed)}`
  return [...place, { name: 'Believed', value: believed }, ...lockFacts(event, record, writers)]
}

function lockFacts(event: RunEvent, record: RunRecord, writers: readonly string[]): Fact[] {
  if (!isSpan(event) || event.kind !== 'wait') return []
  const behind = event.blockedBy.map(writer => {
    const { step } = record.standingAt(writer, Math.min(event.atMs + event.ms / 2, endOf(event)))
    const name = writers[writer] ?? 'another session'
    return step ? `${name}, which ${stepText(step.kind)}` : name
  })
  return [
    { name: 'Wanted', value: event.lock ?? 'a lock that the server did not name' },
    { name: 'Behind', value: behind.length > 0 ? behind.join('; ') : blockersOf(event, writers) },
  ]
}

function Statement({ runId, index }: { readonly runId: string; readonly index: number }): ReactNode {
  const { data, error } = useQuery(statementQuery(runId, index))
  if (error) return <p className={classes.none}>The statement could not be read: {readFailure(error).detail}</p>
  if (!data) return <p className={classes.none}>Reading the statement …</p>
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <pre className={classes.statement} tabIndex={0}>
        {withoutIndent(data.text)}
      </pre>
      {data.values === null || data.values.length === 0 ? null : (
        <FactList
          label="Values"
          facts={data.values.map((value, place) => ({ name: `$${place + 1}`, value: <code>{value}</code> }))}
        />
      )}
    </>
  )
}

/** Statements are indented as the code is that they stand in. */
function withoutIndent(text: string): string {
  const lines = text.trim().split('\n')
  const indents = lines.slice(1).flatMap(line => (line.trim() === '' ? [] : [line.length - line.trimStart().length]))
  const indent = Math.max(0, Math.min(...indents) - 2)
  return [
    lines[0],
    ...lines.slice(1).map(line => line.slice(Math.min(indent, line.length - line.trimStart().length))),
  ].join('\n')
}
