import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CopyRunReport } from '../../../shared/contract/copies.ts'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { perSecond, sharesOf } from './measures.ts'
import { Panel } from './panel.tsx'
import classes from './pipeline.module.css'
import { formatMs, formatRate, formatShare, formatSpeed, subjectText } from './run-words.ts'

interface ComparedRunProps {
  readonly run: CopyRunReport
  readonly other: CopyRunReport
}

interface Line {
  readonly name: string
  readonly of: (run: CopyRunReport) => number
  readonly print: (value: number) => string
  /** Which way is better; undefined where neither is. */
  readonly better?: 'more' | 'less'
}

const LINES: readonly Line[] = [
  { name: 'Rows', of: run => run.rows, print: formatCount },
  { name: 'Content', of: run => run.bytes, print: formatBytes },
  { name: 'Time', of: run => run.wallMs, print: formatMs, better: 'less' },
  { name: 'Rows/s', of: run => perSecond(run.rows, run.wallMs), print: formatRate, better: 'more' },
  { name: 'Speed', of: run => perSecond(run.bytes, run.wallMs), print: formatSpeed, better: 'more' },
  { name: 'Encode speed', of: run => perSecond(run.bytes, run.stages.encodeMs), print: formatSpeed, better: 'more' },
  { name: 'Held back', of: run => heldBack(run), print: formatShare },
  { name: 'Commit', of: run => run.stages.commitMs, print: ms => (ms > 0 ? formatMs(ms) : '–'), better: 'less' },
]

/** Two runs side by side, with how many times the one is the other. */
export function ComparedRun({ run, other }: ComparedRunProps): ReactNode {
  return (
    <Panel title="Compared" hint="The last column is this run divided by the other one.">
      <table className={classes.compared}>
        <thead>
          <tr>
            <th scope="col">Measure</th>
            <th scope="col" title={subjectText(run.subject)}>
              #{run.number}
            </th>
            <th scope="col" title={subjectText(other.subject)}>
              <Link to="/copy/$run" params={{ run: other.runId }} search={{ with: run.runId }}>
                #{other.number}
              </Link>
            </th>
            <th scope="col">Ratio</th>
          </tr>
        </thead>
        <tbody>
          {LINES.map(({ name, of, print, better }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{print(of(run))}</td>
              <td>{print(of(other))}</td>
              <td data-verdict={verdictOf(of(run), of(other), better)}>{ratioText(of(run), of(other))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function heldBack(run: CopyRunReport): number {
  const { roomMs, answerMs } = sharesOf(run)
  return run.wallMs > 0 ? (roomMs + answerMs) / run.wallMs : 0
}

function ratioText(value: number, other: number): string {
  return other > 0 ? `× ${(value / other).toFixed(2)}` : '–'
}

/** Differences of a few percent are noise. */
const NOISE = 0.05

function verdictOf(value: number, other: number, better: Line['better']): 'better' | 'worse' | undefined {
  if (better === undefined || other === 0 || Math.abs(value / other - 1) < NOISE) return undefined
  return value > other === (better === 'more') ? 'better' : 'worse'
}
