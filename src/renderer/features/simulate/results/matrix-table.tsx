import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { MatrixCell } from '../../../../shared/contract/simulation-results.ts'
import { formatMs, formatShare } from '../words.ts'
import { EndingList } from './ending-bar.tsx'
import { rateText } from './measures-strip.tsx'
import classes from './results.module.css'

export interface MatrixTableProps {
  readonly cells: readonly MatrixCell[]
  /** Runs one cell by itself, to be looked at in full. */
  readonly onOpen: ((cell: MatrixCell) => void) | undefined
}

/** Strategies down, isolation levels across: what came of the same scenario and seed under each. */
export function MatrixTable({ cells, onOpen }: MatrixTableProps): ReactNode {
  const strategies = [...new Set(cells.map(({ strategy }) => strategy))]
  const levels = [...new Set(cells.map(({ level }) => level))]
  const best = Math.max(
    0,
    ...cells.map(({ measures, verdict }) => (verdict === 'sound' ? (measures?.commitsPerSecond ?? 0) : 0)),
  )
  return (
    <div className={classes.matrixFrame}>
      <table className={classes.matrix}>
        <thead>
          <tr>
            <th scope="col">Strategy</th>
            {levels.map(level => (
              <th key={level} scope="col">
                {level}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {strategies.map(strategy => (
            <tr key={strategy}>
              <th scope="row">{strategy}</th>
              {levels.map(level => {
                const cell = cells.find(one => one.strategy === strategy && one.level === level)
                return <td key={level}>{cell ? <Cell cell={cell} best={best} onOpen={onOpen} /> : 'not run'}</td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Cell({
  cell,
  best,
  onOpen,
}: { readonly cell: MatrixCell; readonly best: number } & Pick<MatrixTableProps, 'onOpen'>) {
  const { verdict, rules, endings, measures, classes: outcomes, strategy, level } = cell
  return (
    <div className={classes.cell} data-verdict={verdict}>
      <div className={classes.cellHead}>
        <strong>{verdict === 'sound' ? 'sound' : `broken: ${rules.join(', ')}`}</strong>
        {onOpen ? (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`Run ${strategy} under ${level} alone`}
            onClick={() => onOpen(cell)}
          >
            Run alone
          </Button>
        ) : null}
      </div>
      {measures ? (
        <>
          <div className={classes.rate}>
            <span>{rateText(measures.commitsPerSecond)} commits/s</span>
            <span className={classes.share} aria-hidden="true">
              <span style={{ width: `${best > 0 ? Math.min(100, (measures.commitsPerSecond / best) * 100) : 0}%` }} />
            </span>
          </div>
          <dl className={classes.cellFacts}>
            <Fact name="lost attempts" value={formatShare(measures.conflictRate)} />
            <Fact name="lock waits" value={formatShare(measures.lockWaitShare)} />
            <Fact name="p50" value={measures.latencyMs ? formatMs(measures.latencyMs.p50) : '–'} />
            <Fact name="p95" value={measures.latencyMs ? formatMs(measures.latencyMs.p95) : '–'} />
            <Fact name="p99" value={measures.latencyMs ? formatMs(measures.latencyMs.p99) : '–'} />
          </dl>
        </>
      ) : null}
      {outcomes === null ? null : (
        <span className={classes.cellNote}>{outcomes === 1 ? 'one outcome' : `${outcomes} outcomes`}</span>
      )}
      <EndingList endings={endings} />
    </div>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
