import { Button } from '@mantine/core'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import type { CommitInput } from '../../../shared/contract/task-inputs.ts'
import type { Task } from '../../../shared/contract/tasks.ts'
import { isActive, useTask, useTasks } from '../../api/tasks.ts'
import { useTable } from '../../app/table-scope.tsx'
import { TaskOutcomeCard } from '../../app/task-outcome.tsx'
import { TaskProgressCard } from '../../app/task-progress.tsx'
import { Column } from '../../ui/column.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Screen } from '../../ui/screen.tsx'
import { ChooseFile } from './choose-file.tsx'
import classes from './commit-file.module.css'

/** Commits a file of actions of any size: choosing it, how far it is, and what came of it. */
export function CommitFileScreen(): ReactNode {
  const table = useTable()
  const { task: taskId } = useSearch({ from: '/t/$name/commit-file' })
  const tasks = useTasks()
  const task = useTask(taskId)
  const isCommit = task?.input.kind === 'commit'
  return (
    <Screen title={`Commit a file to ${table.name}`} facts={table.head < 0n ? 'no version yet' : `head v${table.head}`}>
      <Column>
        {task && isCommit ? (
          <CommitTask task={task} input={task.input} table={table} />
        ) : taskId !== undefined && tasks === undefined ? (
          <Loading what="the task" />
        ) : (
          <ChooseFile key={table.tableId} table={table} />
        )}
      </Column>
    </Screen>
  )
}

interface CommitTaskProps {
  readonly task: Task
  readonly input: Task['input']
  readonly table: TableSummary
}

function CommitTask({ task, input, table }: CommitTaskProps): ReactNode {
  if (isActive(task)) {
    return (
      <TaskProgressCard task={task}>
        <p className={classes.hint}>
          You can go elsewhere meanwhile, or close the page. Others may commit until its rows are sent; cancelling at
          any time leaves nothing behind. <Link to="/copy">The pipeline</Link> shows the rows as they are sent.
        </p>
      </TaskProgressCard>
    )
  }
  return (
    <TaskOutcomeCard
      task={task}
      actions={input.kind === 'commit' ? <NextSteps task={task} input={input} table={table} /> : null}
    />
  )
}

/** The way on: with the same file, where it was only tried or somebody was quicker, or with another. */
function NextSteps({
  task,
  input,
  table,
}: {
  readonly task: Task
  readonly input: CommitInput
  readonly table: TableSummary
}): ReactNode {
  const navigate = useNavigate()
  const isDone = task.outcome?.kind === 'committed' && !input.dryRun
  const choose = (path?: string) =>
    void navigate({
      to: '/t/$name/commit-file',
      params: { name: table.name },
      search: path === undefined ? {} : { path },
    })
  return (
    <>
      {isDone ? null : (
        <Button variant={task.outcome?.kind === 'committed' ? 'filled' : 'default'} onClick={() => choose(input.path)}>
          {task.outcome?.kind === 'committed' ? 'Commit it …' : 'Begin again with this file …'}
        </Button>
      )}
      <Button variant="default" onClick={() => choose()}>
        Another file
      </Button>
    </>
  )
}
