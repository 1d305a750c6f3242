import { ActionIcon, Button, Menu } from '@mantine/core'
import {
  IconDots,
  IconEraser,
  IconFlag,
  IconFolderShare,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { MirrorSummary } from '../../../shared/contract/mirrors.ts'
import { useKeys } from '../../app/key-dispatch.ts'
import { CleanupDialog } from './cleanup-dialog.tsx'
import classes from './mirror.module.css'
import { besideTarget } from './mirror-words.ts'
import { RemoveDialog } from './remove-dialog.tsx'
import { SetTargetDialog } from './set-target-dialog.tsx'
import type { MirrorCommands } from './use-mirror-commands.ts'

const ICON = { size: 14, stroke: 1.75 } as const

interface MirrorActionsProps {
  readonly mirror: MirrorSummary
  readonly commands: MirrorCommands
}

/** What can be done about one mirror, the likeliest first. */
export function MirrorActions({ mirror, commands }: MirrorActionsProps): ReactNode {
  const [dialog, setDialog] = useState<'target' | 'cleanup' | 'remove'>()
  const { state, failure, published, tableId } = mirror
  const { isReadOnly, give, start } = commands
  const isHeld = state === 'diverged' || state === 'refused' || failure !== null
  const close = () => setDialog(undefined)
  const hint = isReadOnly ? 'This connection is read-only.' : undefined
  const checkpoint = () => void start({ kind: 'checkpoint', tableId })
  useKeys({
    'mirror.retry': () => void (isHeld && !isReadOnly && give(mirror, 'retry')),
    'mirror.pause': () => void (!isReadOnly && give(mirror, state === 'paused' ? 'resume' : 'pause')),
    'mirror.checkpoint': () => void (!isReadOnly && published >= 0n && checkpoint()),
  })
  return (
    <div className={classes.actions}>
      {isHeld ? (
        <Button
          leftSection={<IconRefresh {...ICON} />}
          disabled={isReadOnly}
          title={hint ?? 'Tries at once, whatever stopped it'}
          onClick={() => void give(mirror, 'retry')}
        >
          {state === 'diverged' ? 'Look again' : 'Try again'}
        </Button>
      ) : null}
      {state === 'paused' ? (
        <Button
          leftSection={<IconPlayerPlay {...ICON} />}
          disabled={isReadOnly}
          title={hint}
          onClick={() => void give(mirror, 'resume')}
        >
          Resume
        </Button>
      ) : state === 'diverged' ? null : (
        <Button
          variant="default"
          leftSection={<IconPlayerPause {...ICON} />}
          disabled={isReadOnly}
          title={hint}
          onClick={() => void give(mirror, 'pause')}
        >
          Pause
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<IconFlag {...ICON} />}
        disabled={isReadOnly || published < 0n}
        title={hint ?? `Makes the checkpoint of v${published}`}
        onClick={checkpoint}
      >
        Checkpoint now
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={`More about the mirror of ${mirror.name}`} variant="default" size={30}>
            <IconDots {...ICON} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconEraser {...ICON} />}
            disabled={published < 0n}
            onClick={() => setDialog('cleanup')}
          >
            Clean the published log up…
          </Menu.Item>
          <Menu.Item
            leftSection={<IconFolderShare {...ICON} />}
            disabled={isReadOnly}
            onClick={() => setDialog('target')}
          >
            Mirror it elsewhere…
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconTrash {...ICON} />} disabled={isReadOnly} onClick={() => setDialog('remove')}>
            Mirror it no more…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <SetTargetDialog
        opened={dialog === 'target'}
        onClose={close}
        table={{ tableId, name: mirror.name }}
        suggestion={besideTarget(mirror.target, '-2')}
      />
      {dialog === 'cleanup' ? <CleanupDialog mirror={mirror} commands={commands} onClose={close} /> : null}
      <RemoveDialog opened={dialog === 'remove'} mirror={mirror} commands={commands} onClose={close} />
    </div>
  )
}
