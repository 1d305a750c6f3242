import { Tooltip } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import type { CopyRunReport } from '../../../shared/contract/copies.ts'
import { formatBytes } from '../../ui/format.ts'
import { perSecond, rates } from './measures.ts'
import classes from './pipeline.module.css'
import { formatMs, formatShare, formatSpeed } from './run-words.ts'

interface Stage {
  readonly name: string
  readonly value: string
  readonly note: string
  /** 0 to 1. */
  readonly level: number
  readonly meaning: string
}

/** The five stages that every row passes, with what each is doing. */
export function StageFlow({ run }: { readonly run: CopyRunReport }): ReactNode {
  return (
    <ol className={classes.flow} aria-label="Stages of the pipeline">
      {stagesOf(run).map(({ name, value, note, level, meaning }, index) => (
        <Fragment key={name}>
          <Tooltip label={meaning} multiline w={320} position="bottom">
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is measured how is told on focus as well */}
            <li className={classes.stage} tabIndex={0} data-last={index === 4 || undefined}>
              <span className={classes.stageName}>{name}</span>
              <span className={classes.stageValue}>{value}</span>
              <span className={classes.meter} aria-hidden="true">
                <span style={{ width: `${Math.round(Math.min(1, level) * 100)}%` }} />
              </span>
              <span className={classes.stageNote}>{note}</span>
            </li>
          </Tooltip>
        </Fragment>
      ))}
    </ol>
  )
}

function stagesOf(run: CopyRunReport): Stage[] {
  const { stages, wallMs, samples, bytes, waitingBytesMax } = run
  const last = samples.at(-1)
  const isRunning = run.state === 'running'
  const share = (ms: number) => (wallMs > 0 ? ms / wallMs : 0)
  const waiting = isRunning ? (last?.waitingBytes ?? 0) : Math.max(0, ...samples.map(sample => sample.waitingBytes))
  const now = (gauge: 'socketBytes' | 'serverBytes') => rates(samples, gauge).at(-1)?.y
  const taken = isRunning ? (now('socketBytes') ?? 0) : perSecond(last?.socketBytes ?? 0, wallMs - stages.commitMs)
  const serverBytes = last?.serverBytes ?? null
  const behind = serverBytes === null ? null : Math.max(0, (last?.socketBytes ?? 0) - serverBytes)
  const processed = isRunning ? now('serverBytes') : serverBytes === null ? undefined : perSecond(serverBytes, wallMs)
  return [
    {
      name: 'encode',
      value: stages.encodeMs > 0 ? formatSpeed(perSecond(bytes, stages.encodeMs)) : '–',
      note: `busy ${formatShare(share(stages.encodeMs))} of the time`,
      level: share(stages.encodeMs),
      meaning:
        'Rows become bytes of the wire. Speed: content divided by the time spent laying it out, measured with a clock between full buffers. Bar: share of the run’s time.',
    },
    {
      name: 'buffer',
      value: `${formatBytes(waiting)}`,
      note: `${isRunning ? 'full now' : 'at its fullest'}, of ${formatBytes(waitingBytesMax)}`,
      level: waiting / waitingBytesMax,
      meaning:
        'Full buffers of 256 KB that the operating system has not taken yet, looked at four times a second; four of them may be on their way.',
    },
    {
      name: 'socket',
      value: formatSpeed(taken),
      note: `held back ${formatShare(share(stages.roomMs))}`,
      level: share(stages.roomMs),
      meaning:
        'Bytes that the operating system has taken off our buffers, a second. Bar: backpressure, the share of the time in which no buffer was taken and the writer stood still.',
    },
    {
      name: 'server COPY',
      value: processed === undefined ? 'not seen' : formatSpeed(processed),
      note: behind === null ? 'it was over too soon' : isRunning ? `${formatBytes(behind)} behind` : 'by its own count',
      level: run.rowsExpected === null ? share(stages.answerMs) : (last?.serverRows ?? 0) / run.rowsExpected,
      meaning:
        'What the server says that it has processed: pg_stat_progress_copy, asked four times a second; PostgreSQL 14 or newer. Bar: rows processed of those to come, else the share of the time spent waiting for its answer.',
    },
    {
      name: 'commit',
      value: stages.commitMs > 0 ? formatMs(stages.commitMs) : '–',
      note: stages.commitMs > 0 ? 'until it was answered' : isRunning ? 'to come' : 'was not reached',
      level: share(stages.commitMs),
      meaning: 'From sending COMMIT to its answer: the server writes its log to disk. Bar: share of the run’s time.',
    },
  ]
}
