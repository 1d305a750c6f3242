import { Button, Group, Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import classes from './compose.module.css'
import { type KeptDraft, versionStanding } from './draft.ts'
import type { Effect } from './effect.ts'
import { EffectList } from './effect-summary.tsx'

export interface ConfirmCommitProps {
  readonly table: TableSummary
  readonly draft: KeptDraft
  readonly effect: Effect | undefined
  readonly warnings: number
  readonly opened: boolean
  readonly onClose: () => void
  readonly onCommit: () => void
}

/** The last question: exactly what will be written, and what happens if somebody else is quicker. */
export function ConfirmCommit(props: ConfirmCommitProps): ReactNode {
  const { table, draft, effect, warnings, opened, onClose, onCommit } = props
  const { expectedVersion } = draft
  const standing = versionStanding(expectedVersion, table.head)
  return (
    <Modal opened={opened} onClose={onClose} withCloseButton={false} size={520}>
      <div className={classes.confirm}>
        <Modal.Title>
          Commit v{`${expectedVersion}`} of {table.name}?
        </Modal.Title>
        <EffectList effect={effect} />
        <p>
          Recorded as <b>{draft.operation.trim() || 'the operation of its commitInfo'}</b> by{' '}
          <b>{draft.committer.trim() || 'the database user'}</b>, commit id <code>{draft.commitId}</code>.
          {warnings > 0 ? ` ${warnings === 1 ? 'One warning stands' : `${warnings} warnings stand`}.` : ''}
        </p>
        <p>
          {standing.kind === 'next'
            ? `If somebody else commits v${expectedVersion} first, nothing is written and you are told who it was.`
            : `The head is v${table.head}: this commit will be refused, and you are told by whom v${expectedVersion} is held.`}{' '}
          A commit is never changed afterwards; a later one can undo its files.
        </p>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button data-autofocus onClick={onCommit}>
            Commit v{`${expectedVersion}`}
          </Button>
        </Group>
      </div>
    </Modal>
  )
}
