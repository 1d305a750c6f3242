import { Button, Menu, TextInput } from '@mantine/core'
import {
  IconArrowsDiff,
  IconChevronDown,
  IconCopy,
  IconDownload,
  IconFileImport,
  IconFileUpload,
  IconList,
  IconPlus,
  IconTableShare,
  IconTrash,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { DRAFT_TITLE_CHARACTERS_MAX } from '../../../shared/limits.ts'
import { draftsQuery } from '../../api/draft-queries.ts'
import { CopyIcon } from '../../ui/copy-icon.tsx'
import { Age } from '../../ui/values.tsx'
import classes from './compose.module.css'
import { PHASES } from './draft-phases.ts'
import { exportDraft } from './export-draft.ts'
import type { Composition } from './use-composition.ts'

export interface ComposeActionsProps {
  readonly composition: Composition
  readonly onDiscard: () => void
  readonly onNew: () => void
  readonly onOpenFile: () => void
  readonly onDuplicate: () => void
  readonly onMove: () => void
}

/** Where the draft is kept, and where it stands to the head. */
export function ComposeFacts({ composition }: { readonly composition: Composition }): ReactNode {
  const { table, draft, isTableGone } = composition
  return (
    <>
      <span>
        made on {versionText(draft.readVersion)} ·{' '}
        {isTableGone ? 'its table is gone' : `head is ${versionText(table.head)}`}
      </span>
      <KeepingFact composition={composition} />
      <span
        className={classes.commitId}
        title="Chosen when the draft was made: sending the draft again can only find its commit, never repeat it."
      >
        commit id <code>{draft.commitId}</code> <CopyIcon value={draft.commitId} what="the commit id" />
      </span>
    </>
  )
}

function KeepingFact({ composition: { keeping, draft } }: { readonly composition: Composition }): ReactNode {
  switch (keeping.kind) {
    case 'kept':
      return (
        <span>
          autosaved · <Age at={draft.editedAtMs} />
        </span>
      )
    case 'keeping':
      return <span>saving …</span>
    case 'local':
      return <span title="The program does not answer; it is tried again.">held in this browser, not saved yet</span>
    case 'nowhere':
      return (
        <span className={classes.notKept} title="Neither the program nor the browser’s storage takes it just now.">
          not saved: a reload loses it
        </span>
      )
    case 'changed':
    case 'gone':
      return <span className={classes.notKept}>not saved: see below</span>
  }
  return keeping satisfies never
}

/** What the draft is called, the ways to other drafts of the table, and out of this one. */
export function ComposeActions(props: ComposeActionsProps): ReactNode {
  const { composition, onDiscard } = props
  const { draft, edit } = composition
  return (
    <>
      <TextInput
        aria-label="Name of the draft"
        placeholder="Name of the draft"
        w={170}
        maxLength={DRAFT_TITLE_CHARACTERS_MAX}
        value={draft.title}
        onChange={event => edit({ title: event.currentTarget.value })}
      />
      <DraftMenu {...props} />
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

const OTHERS_MAX = 12

function DraftMenu(props: ComposeActionsProps): ReactNode {
  const { composition, onDuplicate, onMove } = props
  const { table, draft: current, isTableGone } = composition
  const [opened, setOpened] = useState(false)
  const { data } = useQuery({ ...draftsQuery(table.tableId), enabled: opened })
  const others = data?.drafts.filter(({ draftId }) => draftId !== current.draftId).slice(0, OTHERS_MAX) ?? []
  return (
    <Menu position="bottom-end" opened={opened} onChange={setOpened}>
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} />}>
          Drafts
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {isTableGone ? null : <TableItems {...props} />}
        <Menu.Item leftSection={<IconCopy size={14} />} onClick={onDuplicate}>
          Duplicate this draft
        </Menu.Item>
        <Menu.Item leftSection={<IconTableShare size={14} />} onClick={onMove}>
          {current.phase === 'open' ? 'Move to another table …' : 'Copy to another table …'}
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={14} />} onClick={() => exportDraft(current)}>
          Export as a file
        </Menu.Item>
        <Menu.Item leftSection={<IconList size={14} />} renderRoot={item => <Link to="/drafts" {...item} />}>
          All drafts
        </Menu.Item>
        {others.length > 0 ? <Menu.Divider /> : null}
        {others.map(draft => (
          <Menu.Item
            key={draft.draftId}
            renderRoot={item => (
              <Link to="/t/$name/compose" params={{ name: table.name }} search={{ draft: draft.draftId }} {...item} />
            )}
          >
            {draft.title || draft.operation || 'Draft'} for v{`${draft.expectedVersion}`} · {PHASES[draft.phase]} ·{' '}
            <Age at={draft.editedAtMs} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** What can be done as long as the table is there. */
function TableItems({ composition, onNew, onOpenFile }: ComposeActionsProps): ReactNode {
  const { table, draft } = composition
  return (
    <>
      <Menu.Item leftSection={<IconPlus size={14} />} onClick={onNew}>
        New draft
      </Menu.Item>
      <Menu.Item leftSection={<IconFileImport size={14} />} onClick={onOpenFile}>
        Open a draft or commit file …
      </Menu.Item>
      <Menu.Item
        leftSection={<IconFileUpload size={14} />}
        renderRoot={item => <Link to="/t/$name/commit-file" params={{ name: table.name }} {...item} />}
      >
        Commit a file of any size …
      </Menu.Item>
      <Menu.Item
        leftSection={<IconArrowsDiff size={14} />}
        renderRoot={item => (
          <Link
            to="/t/$name/compare"
            params={{ name: table.name }}
            search={{ a: 'head', b: `draft:${draft.draftId}` }}
            {...item}
          />
        )}
      >
        Compare with the head
      </Menu.Item>
      <Menu.Divider />
    </>
  )
}
