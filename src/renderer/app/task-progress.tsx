import { Button } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { Task, TaskCommand } from '../../shared/contract/tasks.ts'
import { readFailure } from '../api/failure.ts'
import { commandTask, fractionOf } from '../api/tasks.ts'
import { formatBytes, formatCount, formatDuration } from '../ui/format.ts'
import classes from './task-parts.module.css'
import { WriteButton } from './write-button.tsx'

const PHASES = {
  scan: 'Looking through the log',
  write: 'Writing versions',
  verify: 'Comparing with the source',
  export: 'Writing files',
  replay: 'Replaying versions',
  make: 'Making versions',
  hold: 'Comparing files with what was committed',
  checkpoint: 'Writing the checkpoint',
  read: 'Reading the file and holding it against the rules',
  judge: 'Holding it against the table',
  send: 'Sending its rows',
} as const

/** How far a task is, what it does just now, how fast, and up to where everything stays. */
export function TaskProgressCard({
  task,
  children,
}: {
  readonly task: Task
  readonly children?: ReactNode
}): ReactNode {
  return (
    <section className={classes.card} aria-label={task.title}>
      <div className={classes.head}>
        <h2 title={task.title}>{task.title}</h2>
        <TaskButtons task={task} />
      </div>
      <progress
        className={classes.progress}
        value={fractionOf(task)}
        data-state={task.state}
        aria-label={`Progress of ${task.title}`}
      />
      <ProgressNumbers task={task} />
      {children}
    </section>
  )
}

export function ProgressNumbers({ task }: { readonly task: Task }): ReactNode {
  const { progress } = task
  if (!progress) return <p className={classes.numbers}>{stateText(task)}</p>
  const { versions, versionsTotal, rows, bytes, durable, rowsPerSecond, bytesPerSecond, remainingMs } = progress
  const isOneCommit = task.input.kind === 'commit'
  return (
    <p className={classes.numbers}>
      <span>{task.state === 'running' && task.wish === null ? PHASES[progress.phase] : stateText(task)}</span>
      {isOneCommit ? null : (
        <span>
          {formatCount(versions)}
          {versionsTotal === null ? '' : ` of ${formatCount(versionsTotal)}`} versions
        </span>
      )}
      {rows > 0 ? <span>{formatCount(rows)} actions</span> : null}
      {bytes > 0 ? <span>{formatBytes(bytes)}</span> : null}
      {rowsPerSecond !== null && rows > 0 ? <span>{formatCount(Math.round(rowsPerSecond))} actions/s</span> : null}
      {bytesPerSecond !== null && bytes > 0 ? <span>{formatBytes(Math.round(bytesPerSecond))}/s</span> : null}
      {task.state === 'running' && remainingMs !== null ? <span>{formatDuration(remainingMs)} left</span> : null}
      {durable !== null && durable >= 0n ? <span>durable through v{String(durable)}</span> : null}
    </p>
  )
}

/** What can be done with a task as it stands; a refusal is said where the button is. */
export function TaskButtons({ task, compact = false }: { readonly task: Task; readonly compact?: boolean }): ReactNode {
  const [refusal, setRefusal] = useState<string>()
  function give(command: TaskCommand): void {
    setRefusal(undefined)
    commandTask(task.taskId, command).catch((error: unknown) => setRefusal(readFailure(error).detail))
  }
  const size = compact ? 'compact-xs' : 'compact-sm'
  const isRunning = task.state === 'running' || task.state === 'paused' || task.state === 'asking'
  return (
    <>
      {refusal ? <span role="alert">{refusal}</span> : null}
      {task.isElsewhere ? <span className={classes.hint}>runs in another program</span> : null}
      {task.state === 'running' && !task.isElsewhere && task.input.kind !== 'commit' ? (
        <Button
          size={size}
          variant="default"
          disabled={task.wish !== null}
          leftSection={<IconPlayerPause size={13} />}
          onClick={() => give('pause')}
        >
          Pause
        </Button>
      ) : null}
      {task.state === 'paused' && !task.isElsewhere ? (
        <WriteButton
          size={size}
          variant="default"
          leftSection={<IconPlayerPlay size={13} />}
          onClick={() => give('resume')}
        >
          Continue
        </WriteButton>
      ) : null}
      {isRunning && !task.isElsewhere ? (
        <Button
          size={size}
          variant="default"
          disabled={task.wish === 'cancel'}
          leftSection={<IconX size={13} />}
          onClick={() => give('cancel')}
        >
          Cancel
        </Button>
      ) : null}
      {task.isResumable && !isRunning ? (
        <WriteButton size={size} leftSection={<IconPlayerPlay size={13} />} onClick={() => give('resume')}>
          Take it up again
        </WriteButton>
      ) : null}
    </>
  )
}

const STATES = {
  running: 'Running',
  paused: 'Paused',
  asking: 'Waits for an answer',
  done: 'Done',
  refused: 'Refused',
  failed: 'Failed',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted: the program that ran it ended',
} as const

export function stateText({ input, state, wish }: Task): string {
  if (wish === 'cancel' && input.kind === 'commit') return 'Cancelling'
  if (wish === 'cancel') return 'Cancelling at the next version boundary'
  if (wish === 'pause') return 'Pausing at the next version boundary'
  return STATES[state]
}
