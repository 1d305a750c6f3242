import { Button, TextInput } from '@mantine/core'
import type { ReactNode, Ref } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { keysOf } from '../../app/keymap.ts'
import { parseVersion } from '../../app/search-params.ts'
import { Keys } from '../../ui/keys.tsx'
import classes from './compose.module.css'
import { type KeptDraft, versionStanding } from './draft.ts'

export interface CommitBarProps {
  readonly table: TableSummary
  readonly draft: KeptDraft
  readonly commitButton: Ref<HTMLButtonElement>
  readonly isSending: boolean
  readonly canCommit: boolean
  readonly onChange: (changes: Partial<Pick<KeptDraft, 'operation' | 'committer' | 'expectedVersion'>>) => void
  readonly onCommit: () => void
  readonly onCancel: () => void
}

/** What the commit will be called, which version it wants, and the button that makes it. */
export function CommitBar(props: CommitBarProps): ReactNode {
  const { table, draft, isSending, canCommit, onChange } = props
  const isLocked = draft.phase !== 'open'
  return (
    <footer className={classes.bar}>
      <div className={classes.field}>
        <TextInput
          label="Becomes version"
          w={110}
          inputMode="numeric"
          value={draft.expectedVersion.toString()}
          disabled={isLocked}
          onChange={event => {
            const version = parseVersion(event.currentTarget.value)
            if (version !== undefined) onChange({ expectedVersion: version })
          }}
        />
        <Standing table={table} draft={draft} onTake={version => onChange({ expectedVersion: version })} />
      </div>
      <TextInput
        label="Operation"
        w={140}
        maxLength={200}
        value={draft.operation}
        placeholder="WRITE"
        disabled={isLocked}
        onChange={event => onChange({ operation: event.currentTarget.value })}
      />
      <TextInput
        label="Committer"
        w={160}
        maxLength={200}
        value={draft.committer}
        placeholder="the database user"
        disabled={isLocked}
        onChange={event => onChange({ committer: event.currentTarget.value })}
      />
      <div className={classes.commit}>
        {isSending ? (
          <Button variant="default" onClick={props.onCancel}>
            Cancel
          </Button>
        ) : null}
        <Button
          ref={props.commitButton}
          size="sm"
          loading={isSending}
          disabled={!canCommit && !isSending}
          rightSection={<Keys keys={keysOf('draft.commit')} />}
          onClick={props.onCommit}
        >
          Commit v{`${draft.expectedVersion}`} …
        </Button>
      </div>
    </footer>
  )
}

function Standing(props: {
  readonly table: TableSummary
  readonly draft: KeptDraft
  readonly onTake: (version: bigint) => void
}): ReactNode {
  const { table, draft, onTake } = props
  if (draft.phase !== 'open') return null
  const standing = versionStanding(draft.expectedVersion, table.head)
  if (standing.kind === 'next') return <span className={classes.standing}>next after the head</span>
  return (
    <output className={classes.standing} data-tone="warning">
      {standing.kind === 'taken' ? 'head is now' : 'leaves a gap: head is'} {`${table.head}`}; you expect{' '}
      {`${draft.expectedVersion}`}
      <Button size="compact-xs" variant="default" onClick={() => onTake(table.head + 1n)}>
        Take v{`${table.head + 1n}`}
      </Button>
    </output>
  )
}
