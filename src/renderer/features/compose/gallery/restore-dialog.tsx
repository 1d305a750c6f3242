import { Button, Group, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { READS_NOTHING } from '../../../../shared/contract/kept-draft.ts'
import { client } from '../../../api/client.ts'
import { readFailure } from '../../../api/failure.ts'
import { parseVersion } from '../../../app/search-params.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import classes from '../compose.module.css'
import { restoreObstacle } from '../restore-obstacle.ts'
import type { Composition } from '../use-composition.ts'

export interface RestoreDialogProps {
  readonly composition: Composition
  readonly opened: boolean
  readonly onClose: () => void
  readonly onAppend: (lines: readonly string[]) => void
}

/** Asks for the version to go back to, and fills the empty draft with the way there. */
export function RestoreDialog({ opened, onClose, ...props }: RestoreDialogProps): ReactNode {
  return (
    <Dialog opened={opened} onClose={onClose} title="Restore a version" width={460}>
      {opened ? <Restore {...props} onClose={onClose} /> : null}
    </Dialog>
  )
}

function Restore({ composition, onClose, onAppend }: Omit<RestoreDialogProps, 'opened'>): ReactNode {
  const { table, edit } = composition
  const [typed, setTyped] = useState(table.head > 0n ? String(table.head - 1n) : '')
  const [problem, setProblem] = useState<string>()
  const [isAsking, setIsAsking] = useState(false)
  const target = parseVersion(typed.trim().replace(/^v/, ''))
  const canAsk = target !== undefined && target < table.head

  async function plan(version: bigint): Promise<void> {
    setIsAsking(true)
    try {
      const report = await client.commits.planRestore({ tableId: table.tableId, target: version })
      if (report.kind !== 'plan') {
        const { title, detail } = restoreObstacle(report)
        return setProblem(`${title}. ${detail}`)
      }
      onClose()
      onAppend(report.actions.split('\n').filter(line => line !== ''))
      edit({
        notes: report.caveats,
        operation: 'RESTORE',
        reads: { ...READS_NOTHING, wholeTable: true },
        readVersion: report.head,
        expectedVersion: report.head + 1n,
      })
    } catch (error) {
      setProblem(readFailure(error).detail)
    } finally {
      setIsAsking(false)
    }
  }
  return (
    <form
      className={classes.review}
      onSubmit={event => {
        event.preventDefault()
        if (canAsk) void plan(target)
      }}
    >
      <TextInput
        data-autofocus
        label="Version"
        inputMode="numeric"
        description={`The table stands at v${table.head}.`}
        value={typed}
        onChange={event => {
          setTyped(event.currentTarget.value)
          setProblem(undefined)
        }}
      />
      {problem === undefined ? null : (
        <p className={classes.notKept} role="alert">
          {problem}
        </p>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={isAsking} disabled={!canAsk}>
          Write the way back{canAsk ? ` to v${target}` : ''}
        </Button>
      </Group>
    </form>
  )
}
