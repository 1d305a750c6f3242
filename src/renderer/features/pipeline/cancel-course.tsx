import type { ReactNode } from 'react'
import type { CopyCancel } from '../../../shared/contract/copies.ts'
import classes from './pipeline.module.css'
import { formatMs } from './run-words.ts'

interface Step {
  readonly name: string
  readonly note: string
  readonly state: 'done' | 'waiting' | 'none'
}

interface CancelCourseProps {
  readonly cancel: CopyCancel
  /** What stays all the same; null: nothing. */
  readonly kept: string | null
}

/** Where a cancellation stands, step by step, and what it really came to. */
export function CancelCourse({ cancel, kept }: CancelCourseProps): ReactNode {
  return (
    <ol className={classes.course} aria-label="Course of the cancellation" aria-live="polite">
      {stepsOf(cancel, kept).map(({ name, note, state }) => (
        <li key={name} data-state={state}>
          <strong>{name}</strong>
          <span className={classes.courseNote}>{note}</span>
        </li>
      ))}
    </ol>
  )
}

function stepsOf({ requestedMs, acknowledgedMs, cutOff, endedMs, outcome }: CopyCancel, kept: string | null): Step[] {
  const since = (ms: number) => `${formatMs(ms - requestedMs)} later`
  const requested: Step = { name: 'Requested', note: `at ${formatMs(requestedMs)}`, state: 'done' }
  const isOver = outcome !== null
  const acknowledged: Step = cutOff
    ? { name: 'Cut off', note: 'the server did not answer in time', state: 'done' }
    : acknowledgedMs !== null
      ? { name: 'Server acknowledged', note: since(acknowledgedMs), state: 'done' }
      : isOver
        ? { name: 'No COPY to end', note: 'none was under way', state: 'none' }
        : { name: 'Server acknowledges', note: 'waiting', state: 'waiting' }
  const note = endedMs === null ? 'waiting' : since(endedMs)
  const end = outcome === 'rolled-back' && kept !== null ? `Rolled back. ${kept}` : END_WORDS[outcome ?? 'waiting']
  return [requested, acknowledged, { name: end, note, state: isOver ? 'done' : 'waiting' }]
}

const END_WORDS = {
  waiting: 'Rolled back, or committed before',
  'rolled-back': 'Rolled back: nothing is durable',
  committed: 'Committed before the cancellation: everything is durable',
  unknown: 'Unknown: the connection was lost during COMMIT',
} as const
