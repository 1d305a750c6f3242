import { ActionIcon, Button } from '@mantine/core'
import { IconChevronDown, IconTrash } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Task } from '../../../shared/contract/tasks.ts'
import { fractionOf, isActive, removeTask, useTasks } from '../../api/tasks.ts'
import { stateText, TaskButtons } from '../../app/task-progress.tsx'
import { useNow } from '../../ui/clock.ts'
import { formatAge, formatCount, formatDuration } from '../../ui/format.ts'
import classes from './task-drawer.module.css'

/** Every task below the screen: what runs with what can be done about it, what has ended with how. */
export function TaskDrawer({ onClose }: { readonly onClose: () => void }): ReactNode {
  const tasks = useTasks()
  const ended = tasks?.filter(task => !isActive(task)) ?? []
  return (
    <section className={classes.drawer} data-region="tasks" aria-label="Tasks">
      <header className={classes.head}>
        <h2>Tasks</h2>
        {ended.length > 0 ? (
          <Button size="compact-xs" variant="default" onClick={() => void forgetAll(ended)}>
            Forget what has ended
          </Button>
        ) : null}
        <ActionIcon size={24} aria-label="Close the tasks" onClick={onClose}>
          <IconChevronDown size={16} />
        </ActionIcon>
      </header>
      {tasks === undefined || tasks.length === 0 ? (
        <p className={classes.empty}>
          No tasks yet. Imports, exports, replays and commits of files run here; you can go elsewhere meanwhile, and
          close the page.
        </p>
      ) : (
        <ul className={classes.list}>
          {tasks.map(task => (
            <TaskRow key={task.taskId} task={task} />
          ))}
        </ul>
      )}
    </section>
  )
}

function TaskRow({ task }: { readonly task: Task }): ReactNode {
  const now = useNow()
  const { progress } = task
  return (
    <li className={classes.row} data-state={task.state}>
      <span className={classes.dot} aria-hidden="true" />
      <TaskLink task={task} />
      {isActive(task) && task.state !== 'asking' ? (
        <progress className={classes.progress} value={fractionOf(task)} aria-label={`Progress of ${task.title}`} />
      ) : null}
      <span className={classes.state}>{stateText(task)}</span>
      <span className={classes.numbers}>
        {progress && task.state === 'running'
          ? [
              progress.rowsPerSecond === null
                ? undefined
                : `${formatCount(Math.round(progress.rowsPerSecond))} actions/s`,
              progress.remainingMs === null ? undefined : `${formatDuration(progress.remainingMs)} left`,
            ]
              .filter(Boolean)
              .join(' · ')
          : formatAge(task.endedAt ?? task.createdAt, now)}
      </span>
      <span className={classes.actions}>
        <TaskButtons task={task} compact />
        {isActive(task) ? null : (
          <ActionIcon size={22} aria-label={`Forget ${task.title}`} onClick={() => void forgetAll([task])}>
            <IconTrash size={14} />
          </ActionIcon>
        )}
      </span>
    </li>
  )
}

function TaskLink({ task }: { readonly task: Task }): ReactNode {
  const { input, taskId, title } = task
  const look = { className: classes.title ?? '', title, children: title }
  const search = { task: taskId }
  if (input.kind === 'commit') {
    return <Link to="/t/$name/commit-file" params={{ name: input.tableName }} search={search} {...look} />
  }
  return (
    <Link to={input.kind === 'import' || input.kind === 'sample' ? '/import' : '/replay'} search={search} {...look} />
  )
}

/** A task that has begun again meanwhile is not forgotten, which its row shows. */
async function forgetAll(tasks: readonly Task[]): Promise<void> {
  for (const { taskId } of tasks) await removeTask(taskId).catch(() => {})
}
