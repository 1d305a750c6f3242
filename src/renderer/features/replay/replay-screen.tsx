import { Button } from '@mantine/core'
import { Link, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { Breakpoint } from '../../../shared/contract/task-inputs.ts'
import type { Task } from '../../../shared/contract/tasks.ts'
import { readFailure } from '../../api/failure.ts'
import { answerTask, commandTask, isActive, setBreakpoints, useTask, useTasks } from '../../api/tasks.ts'
import { useKeys } from '../../app/key-dispatch.ts'
import { conflictText, TaskOutcomeCard } from '../../app/task-outcome.tsx'
import { TaskProgressCard } from '../../app/task-progress.tsx'
import { Column } from '../../ui/column.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Strip } from '../../ui/strip.tsx'
import { BreakpointList } from './breakpoint-list.tsx'
import classes from './replay.module.css'
import { ReplayForm } from './replay-form.tsx'
import { ReplayState } from './replay-state.tsx'

/** Commits a range of versions again: onto another table, step by step where wanted, or into files. */
export function ReplayScreen(): ReactNode {
  const { task: taskId } = useSearch({ from: '/replay' })
  const tasks = useTasks()
  const task = useTask(taskId)
  return (
    <Screen title="Replay and export">
      <Column>
        {taskId === undefined || (tasks !== undefined && !task) ? (
          <ReplayForm />
        ) : task ? (
          <ReplayTask task={task} />
        ) : (
          <Loading what="the task" />
        )}
      </Column>
    </Screen>
  )
}

function ReplayTask({ task }: { readonly task: Task }): ReactNode {
  if (!isActive(task)) {
    return (
      <>
        <TaskOutcomeCard
          task={task}
          actions={
            <Button variant="default" renderRoot={props => <Link to="/replay" {...props} />}>
              Another one
            </Button>
          }
        />
        {task.progress?.replay ? <ReplayState view={task.progress.replay} /> : null}
      </>
    )
  }
  return (
    <>
      <TaskProgressCard task={task}>
        {task.state === 'paused' && task.input.kind === 'replay' ? <StepBar task={task} /> : null}
      </TaskProgressCard>
      {task.question?.kind === 'conflict' ? <ConflictQuestion task={task} question={task.question} /> : null}
      {task.progress?.replay ? <ReplayState view={task.progress.replay} /> : null}
      {task.input.kind === 'replay' && !task.isElsewhere ? (
        <LiveBreakpoints taskId={task.taskId} breakpoints={task.input.options.breakpoints} />
      ) : null}
    </>
  )
}

/** The replay waits before a version: one more, or on to the next breakpoint. */
function StepBar({ task }: { readonly task: Task }): ReactNode {
  const [problem, setProblem] = useState<string>()
  const give = (command: 'step' | 'resume') => {
    setProblem(undefined)
    commandTask(task.taskId, command).catch((error: unknown) => setProblem(readFailure(error).detail))
  }
  useKeys({ 'replay.step': () => give('step'), 'replay.continue': () => give('resume') })
  return (
    <div className={classes.stepBar}>
      {problem ? <span role="alert">{problem}</span> : null}
      <Button size="compact-sm" onClick={() => give('step')}>
        Step
      </Button>
      <span className={classes.hint}>Continue goes on to the next breakpoint.</span>
    </div>
  )
}

/** They hold from the version after the next one on, which has been looked at already. */
function LiveBreakpoints({
  taskId,
  breakpoints,
}: {
  readonly taskId: string
  readonly breakpoints: readonly Breakpoint[]
}): ReactNode {
  const [problem, setProblem] = useState<string>()
  return (
    <>
      <BreakpointList
        breakpoints={breakpoints}
        onChange={changed => {
          setProblem(undefined)
          setBreakpoints(taskId, changed).catch((error: unknown) => setProblem(readFailure(error).detail))
        }}
      />
      {problem ? <Strip tone="error">{problem}</Strip> : null}
    </>
  )
}

type Question = Extract<Task['question'], { kind: 'conflict' }>

function ConflictQuestion({ task, question }: { readonly task: Task; readonly question: Question }): ReactNode {
  const [problem, setProblem] = useState<string>()
  const answer = (choice: 'retry' | 'skip' | 'stop') => {
    answerTask(task.taskId, { kind: 'conflict', choice }).catch((error: unknown) =>
      setProblem(readFailure(error).detail),
    )
  }
  return (
    <Strip
      tone="warning"
      action={
        <span className={classes.stepBar}>
          <Button size="compact-xs" onClick={() => answer('retry')}>
            Try again on the head
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => answer('skip')}>
            Leave it out
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => answer('stop')}>
            Stop here
          </Button>
        </span>
      }
    >
      Version {String(question.version)} cannot be committed. {conflictText(question.outcome)} {problem}
    </Strip>
  )
}
