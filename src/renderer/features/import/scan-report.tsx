import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { LogReport } from '../../../shared/contract/log-report.ts'
import { ProblemList } from '../../app/problem-list.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import classes from './import.module.css'

/** What lies in a log: counts, what is odd, and what keeps it from being taken. */
export function ScanReport({ report }: { readonly report: LogReport }): ReactNode {
  const checkpoints = Object.values(report.checkpoints).reduce((sum, count) => sum + count, 0)
  const kinds = Object.entries(report.checkpoints).map(([kind, count]) => `${formatCount(count)} ${kind}`)
  return (
    <section className={classes.report} aria-label="What the log holds">
      <h2 title={report.location}>{report.location}</h2>
      <dl className={classes.counts}>
        <Count name="Commits" value={formatCount(report.commits)} hint={rangeText(report)} />
        <Count name="Actions" value={formatCount(report.actions)} hint={formatBytes(report.bytes)} />
        <Count name="Checkpoints" value={formatCount(checkpoints)} hint={kinds.join(', ')} />
        <Count name="Checksums" value={formatCount(report.checksums)} />
        <Count
          name="Protocol"
          value={report.protocol ? `${report.protocol.minReaderVersion}/${report.protocol.minWriterVersion}` : '–'}
          hint={report.features.join(', ')}
        />
      </dl>
      <ul className={classes.remarks}>
        {remarksOf(report).map(({ tone, text }) => (
          <li key={text} data-tone={tone}>
            <RemarkIcon tone={tone} /> {text}
          </li>
        ))}
      </ul>
      {report.findings.length > 0 ? (
        <ProblemList
          title={report.isBroken ? 'What is wrong, and what is odd' : 'What is odd'}
          problems={report.findings}
        />
      ) : null}
    </section>
  )
}

function Count({
  name,
  value,
  hint,
}: {
  readonly name: string
  readonly value: string
  readonly hint?: string
}): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {hint ? <span title={hint}>{hint}</span> : null}
      </dd>
    </div>
  )
}

interface Remark {
  readonly tone: 'good' | 'warning' | 'bad'
  readonly text: string
}

function RemarkIcon({ tone }: { readonly tone: Remark['tone'] }): ReactNode {
  if (tone === 'good') return <IconCircleCheck size={15} stroke={1.75} aria-label="good" />
  if (tone === 'warning') return <IconAlertTriangle size={15} stroke={1.75} aria-label="odd" />
  return <IconCircleX size={15} stroke={1.75} aria-label="wrong" />
}

function remarksOf(report: LogReport): Remark[] {
  const remarks: Remark[] = []
  const { start, gaps, gapsTotal, unknownActions, head } = report
  if (start.kind === 'impossible') remarks.push({ tone: 'bad', text: start.reason })
  else if (report.isBroken)
    remarks.push({ tone: 'bad', text: 'The log breaks rules: it can be inspected, not imported.' })
  else
    remarks.push({
      tone: 'good',
      text: `Every commit was read and checked${head === null ? '' : ` up to version ${head}`}.`,
    })
  remarks.push(statesRemark(report))
  for (const { from, to } of gaps.slice(0, GAPS_SHOWN)) {
    const missing = from === to ? `Version ${from} is missing` : `Versions ${from} to ${to} are missing`
    const covered =
      start.kind === 'from-checkpoint' ? `; the checkpoint of version ${start.version} stands for all before` : ''
    remarks.push({ tone: start.kind === 'from-checkpoint' ? 'warning' : 'bad', text: `${missing}${covered}.` })
  }
  if (gapsTotal > GAPS_SHOWN)
    remarks.push({ tone: 'warning', text: `${formatCount(gapsTotal - GAPS_SHOWN)} more gaps.` })
  if (gapsTotal === 0 && start.kind === 'from-checkpoint') {
    const text = `History before version ${start.version} is gone; the checkpoint of that version stands for it.`
    remarks.push({ tone: 'warning', text })
  }
  if (report.timesOutOfOrder > 0) {
    remarks.push({
      tone: 'warning',
      text:
        report.timesOutOfOrder === 1
          ? 'One time does not come after the one before.'
          : `${formatCount(report.timesOutOfOrder)} times do not come after the one before.`,
    })
  }
  for (const { name, count } of unknownActions) {
    remarks.push({ tone: 'warning', text: `${formatCount(count)} × unknown action “${name}”, kept as it is.` })
  }
  if (report.checkpointsBroken > 0) {
    remarks.push({
      tone: 'warning',
      text: `${formatCount(report.checkpointsBroken)} checkpoints are not whole and not used.`,
    })
  }
  if (report.staged > 0)
    remarks.push({ tone: 'warning', text: `${formatCount(report.staged)} staged commits are left out.` })
  if (report.foreign.count > 0) {
    const text = `${formatCount(report.foreign.count)} files belong to no log and are left out, such as ${report.foreign.examples[0] ?? ''}.`
    remarks.push({ tone: 'warning', text })
  }
  return remarks
}

/** At which versions the table can be seen as it was. */
function statesRemark({ reconstructable, head }: LogReport): Remark {
  const [first] = reconstructable
  if (!first) return { tone: 'bad', text: 'The state can be had at no version.' }
  const shown = reconstructable
    .slice(0, RUNS_SHOWN)
    .map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`))
  const more =
    reconstructable.length > RUNS_SHOWN ? ` and ${formatCount(reconstructable.length - RUNS_SHOWN)} more runs` : ''
  const isAll = reconstructable.length === 1 && first.from === 0n && first.to === head
  return { tone: isAll ? 'good' : 'warning', text: `The state can be had at the versions ${shown.join(', ')}${more}.` }
}

const GAPS_SHOWN = 5
const RUNS_SHOWN = 5

function rangeText({ firstCommit, head }: LogReport): string {
  return firstCommit === null || head === null ? '' : `v${firstCommit} – v${head}`
}
