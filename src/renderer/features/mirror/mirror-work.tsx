import { Button, SegmentedControl, Switch } from '@mantine/core'
import { IconShieldCheck, IconX } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { type VerifyLevel, verifyLevelSchema } from '../../../shared/contract/mirror-verification.ts'
import type { MirrorSummary } from '../../../shared/contract/mirrors.ts'
import type { Task } from '../../../shared/contract/tasks.ts'
import { isActive, removeTask, useTasks } from '../../api/tasks.ts'
import { TaskOutcomeCard } from '../../app/task-outcome.tsx'
import { TaskProgressCard } from '../../app/task-progress.tsx'
import classes from './mirror.module.css'
import type { MirrorCommands } from './use-mirror-commands.ts'
import { VersionRange } from './version-range.tsx'

const LEVELS: Record<VerifyLevel, { readonly label: string; readonly hint: string }> = {
  incremental: { label: 'Incremental', hint: 'Looks only behind the last published version.' },
  smart: { label: 'Smart', hint: 'Looks at names, sizes and etags, and reads what differs.' },
  full: {
    label: 'Full',
    hint: 'Reads and compares every file, and puts the table together from its files alone.',
  },
}

interface MirrorWorkProps {
  readonly mirror: MirrorSummary
  readonly commands: MirrorCommands
}

/** Long work on a mirror: the form that begins a verification, what runs, and what came of the last one. */
export function MirrorWork({ mirror, commands }: MirrorWorkProps): ReactNode {
  const task = useMirrorTask(mirror.tableId)
  return (
    <>
      {task && isActive(task) ? null : <VerifyForm mirror={mirror} commands={commands} />}
      {task === undefined ? null : isActive(task) ? (
        <TaskProgressCard task={task} />
      ) : (
        <TaskOutcomeCard
          task={task}
          actions={
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              aria-label="Put this result away"
              onClick={() => void removeTask(task.taskId).catch(() => {})}
            >
              <IconX size={14} />
            </Button>
          }
        />
      )}
    </>
  )
}

function VerifyForm({ mirror, commands }: MirrorWorkProps): ReactNode {
  const [level, setLevel] = useState<VerifyLevel>('smart')
  const [repair, setRepair] = useState(false)
  const [range, setRange] = useState<{ readonly from?: bigint; readonly to?: bigint } | undefined>({})
  return (
    <form
      className={classes.verify}
      aria-label="Verify the files"
      onSubmit={event => {
        event.preventDefault()
        if (range) void commands.start({ kind: 'verify-mirror', tableId: mirror.tableId, level, repair, ...range })
      }}
    >
      <SegmentedControl
        aria-label="How thoroughly"
        data={verifyLevelSchema.options.map(value => ({ value, label: LEVELS[value].label }))}
        value={level}
        onChange={value => setLevel(verifyLevelSchema.catch('smart').parse(value))}
      />
      <VersionRange head={mirror.ratified} onChange={setRange} disabled={level === 'incremental'} />
      <Button
        type="submit"
        variant="default"
        disabled={range === undefined || (repair && commands.isReadOnly)}
        leftSection={<IconShieldCheck size={14} stroke={1.75} />}
      >
        {repair ? 'Reconcile' : 'Verify'}
      </Button>
      <p className={classes.verifyHint}>{LEVELS[level].hint}</p>
      <Switch
        size="xs"
        label="Put back what is ours and was lost or torn"
        checked={repair}
        disabled={commands.isReadOnly}
        onChange={event => setRepair(event.currentTarget.checked)}
      />
    </form>
  )
}

/** The newest task about a mirror. */
function useMirrorTask(tableId: string): Task | undefined {
  return useTasks()?.find(({ input }) => {
    switch (input.kind) {
      case 'verify-mirror':
      case 'checkpoint':
      case 'take-foreign':
        return input.tableId === tableId
      default:
        return false
    }
  })
}
