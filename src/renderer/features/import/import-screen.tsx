import { Button } from '@mantine/core'
import { Link, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Task } from '../../../shared/contract/tasks.ts'
import { isActive, useTask, useTasks } from '../../api/tasks.ts'
import { TaskOutcomeCard } from '../../app/task-outcome.tsx'
import { TaskProgressCard } from '../../app/task-progress.tsx'
import { Column } from '../../ui/column.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Screen } from '../../ui/screen.tsx'
import { ChooseLog } from './choose-log.tsx'
import classes from './import.module.css'
import { type ImportStep, ImportSteps } from './import-steps.tsx'
import { PlanForm } from './plan-form.tsx'
import { ScanReport } from './scan-report.tsx'

/** Brings a log in: choosing it, what it holds, the plan, the run, and how it compares with its source. */
export function ImportScreen(): ReactNode {
  const { task: taskId } = useSearch({ from: '/import' })
  const tasks = useTasks()
  const task = useTask(taskId)
  return (
    <Screen title="Import a log">
      <Column>
        <ImportSteps current={stepOf(task)} />
        {taskId === undefined || (tasks !== undefined && !task) ? (
          <ChooseLog isForgotten={taskId !== undefined} />
        ) : task ? (
          <ImportTask task={task} />
        ) : (
          <Loading what="the task" />
        )}
      </Column>
    </Screen>
  )
}

function ImportTask({ task }: { readonly task: Task }): ReactNode {
  const { name } = useSearch({ from: '/import' })
  if (task.question?.kind === 'plan') {
    const { report } = task.question
    return (
      <>
        <ScanReport report={report} />
        <PlanForm key={task.taskId} task={task} report={report} suggestedName={name} />
      </>
    )
  }
  if (isActive(task)) {
    return (
      <TaskProgressCard task={task}>
        <p className={classes.hint}>
          You can go elsewhere meanwhile, or close the page. Cancelling stops at a version: what is written by then
          stays, and the import can be taken up again.
        </p>
      </TaskProgressCard>
    )
  }
  return (
    <TaskOutcomeCard
      task={task}
      actions={
        <Button variant="default" renderRoot={props => <Link to="/import" {...props} />}>
          Import another
        </Button>
      }
    />
  )
}

function stepOf(task: Task | undefined): ImportStep {
  if (!task) return 'source'
  if (task.state === 'asking') return 'plan'
  if (!isActive(task)) return task.state === 'done' ? 'verify' : 'run'
  switch (task.progress?.phase) {
    case undefined:
    case 'scan':
      return 'scan'
    case 'verify':
      return 'verify'
    default:
      return 'run'
  }
}
