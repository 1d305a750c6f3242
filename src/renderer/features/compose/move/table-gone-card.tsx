import { Button, Group } from '@mantine/core'
import { IconDownload, IconTableOff } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { KeptDraft } from '../../../../shared/contract/kept-draft.ts'
import { exportDraft } from '../export-draft.ts'
import classes from '../outcome-card.module.css'

export interface TableGoneCardProps {
  readonly draft: KeptDraft
  readonly onMove: () => void
}

/** The log has no table with the draft's id any more: what that means for the draft, and where it can go. */
export function TableGoneCard({ draft, onMove }: TableGoneCardProps): ReactNode {
  const { tableName, tableId, phase } = draft
  return (
    <section className={classes.card} data-tone="warning" aria-labelledby="table-gone-title">
      <IconTableOff size={20} stroke={1.75} className={classes.icon} aria-hidden="true" />
      <div className={classes.body}>
        <h2 id="table-gone-title">The table {tableName} is gone</h2>
        <p>
          This log has no table with the id <code>{tableId}</code>: it was dropped, or another table has its name now.{' '}
          {WHAT_IS_LEFT[phase]}
        </p>
        <Group gap="xs">
          <Button onClick={onMove}>{phase === 'open' ? 'Move it to another table …' : 'Copy it to a table …'}</Button>
          <Button variant="default" leftSection={<IconDownload size={14} />} onClick={() => exportDraft(draft)}>
            Export
          </Button>
        </Group>
      </div>
    </section>
  )
}

const WHAT_IS_LEFT = {
  open: 'The draft is kept as it is and can be written on, but nobody can commit it here.',
  sent: 'The draft was sent and its answer was lost; the ledger that could tell what became of it went with the table. It stays as it was sent.',
  committed: 'The draft was committed to it, and that version went with the table. It stays as it was sent.',
} as const satisfies Record<KeptDraft['phase'], string>
