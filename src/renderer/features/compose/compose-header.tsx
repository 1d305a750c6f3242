import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconPlus, IconTrash } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { CopyIcon } from '../../ui/copy-icon.tsx'
import { Age } from '../../ui/values.tsx'
import classes from './compose.module.css'
import type { KeptDraft } from './draft.ts'
import { listDrafts } from './draft-store.ts'
import type { Composition } from './use-composition.ts'

export interface ComposeActionsProps {
  readonly table: TableSummary
  readonly draft: KeptDraft
  readonly onDiscard: () => void
  readonly onNew: () => void
}

/** Whether a reload would lose the draft, and where it stands to the head. */
export function ComposeFacts({ composition }: { readonly composition: Composition }): ReactNode {
  const { table, draft, isKept } = composition
  return (
    <>
      <span>
        made on {versionText(draft.readVersion)} · head is {versionText(table.head)}
      </span>
      {isKept ? (
        <span>
          kept in this browser · <Age at={draft.editedAtMs} />
        </span>
      ) : (
        <span className={classes.notKept} title="The browser’s storage is full or switched off.">
          not kept: a reload loses it
        </span>
      )}
      <span
        className={classes.commitId}
        title="Chosen when the draft was made: sending the draft again can only find its commit, never repeat it."
      >
        commit id <code>{draft.commitId}</code> <CopyIcon value={draft.commitId} what="the commit id" />
      </span>
    </>
  )
}

/** The ways to other drafts of the table, and out of this one. */
export function ComposeActions({ table, draft, onDiscard, onNew }: ComposeActionsProps): ReactNode {
  return (
    <>
      <DraftMenu table={table} current={draft.draftId} onNew={onNew} />
      <Button
        variant="default"
        leftSection={<IconTrash size={14} />}
        disabled={draft.phase === 'sent'}
        onClick={onDiscard}
      >
        Discard
      </Button>
    </>
  )
}

function versionText(version: bigint): string {
  return version < 0n ? 'no commit' : `v${version}`
}

function DraftMenu(props: {
  readonly table: TableSummary
  readonly current: string
  readonly onNew: () => void
}): ReactNode {
  const { table, current, onNew } = props
  const [opened, setOpened] = useState(false)
  const others = opened ? listDrafts(localStorage, table.tableId).filter(({ draftId }) => draftId !== current) : []
  return (
    <Menu position="bottom-end" opened={opened} onChange={setOpened}>
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} />}>
          Drafts
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPlus size={14} />} onClick={onNew}>
          New draft
        </Menu.Item>
        {others.length > 0 ? <Menu.Divider /> : null}
        {others.map(draft => (
          <Menu.Item
            key={draft.draftId}
            renderRoot={item => (
              <Link to="/t/$name/compose" params={{ name: table.name }} search={{ draft: draft.draftId }} {...item} />
            )}
          >
            {draft.operation || 'Draft'} for v{`${draft.expectedVersion}`} · {PHASES[draft.phase]} ·{' '}
            <Age at={draft.editedAtMs} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

const PHASES = {
  open: 'not sent',
  sent: 'sent, answer unknown',
  committed: 'committed',
} as const satisfies Record<KeptDraft['phase'], string>
