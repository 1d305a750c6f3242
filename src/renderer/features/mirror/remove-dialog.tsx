import { Button, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { MirrorSummary } from '../../../shared/contract/mirrors.ts'
import { Dialog } from '../../ui/dialog.tsx'
import classes from './mirror.module.css'
import type { MirrorCommands } from './use-mirror-commands.ts'

interface RemoveDialogProps {
  readonly opened: boolean
  readonly mirror: MirrorSummary
  readonly commands: MirrorCommands
  readonly onClose: () => void
}

/** Asks once more before a mirror is forgotten. */
export function RemoveDialog({ opened, mirror, commands, onClose }: RemoveDialogProps): ReactNode {
  return (
    <Dialog opened={opened} onClose={onClose} title={`Mirror ${mirror.name} no more?`} width={440}>
      <div className={classes.dialog}>
        <Text size="sm">
          Nothing is published to <code>{mirror.target}</code> from now on, and what is known of its files is forgotten.
          The files themselves stay; the table can be mirrored there again.
        </Text>
        <div className={classes.decide}>
          <Button variant="default" onClick={onClose}>
            Keep mirroring
          </Button>
          <Button color="red" onClick={() => void commands.give(mirror, 'remove').then(isDone => isDone && onClose())}>
            Mirror it no more
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
