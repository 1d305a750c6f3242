import { Button, TextInput } from '@mantine/core'
import { IconCircleCheck, IconSwords } from '@tabler/icons-react'
import type { ReactNode, Ref } from 'react'
import type { KeptDraft } from '../../../shared/contract/kept-draft.ts'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { keysOf } from '../../app/keymap.ts'
import { parseVersion } from '../../app/search-params.ts'
import { WriteButton } from '../../app/write-button.tsx'
import { formatCount } from '../../ui/format.ts'
import { chordText, Keys } from '../../ui/keys.tsx'
import classes from './compose.module.css'
import { versionStanding } from './draft.ts'
import { SendingProgress } from './send-progress.tsx'
import type { Composition } from './use-composition.ts'

export interface CommitBarProps {
  readonly composition: Composition
  readonly commitButton: Ref<HTMLButtonElement>
  readonly onPreview: () => void
  readonly onShowForecast: () => void
}

/** What the commit will be called, which version it wants, and the button that makes it. */
export function CommitBar({ composition, commitButton, onPreview, onShowForecast }: CommitBarProps): ReactNode {
  const { table, draft, sending, dryRunning, isLocked, isTableGone, canCommit, edit } = composition
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
            if (version !== undefined) edit({ expectedVersion: version })
          }}
        />
        {isTableGone ? (
          <span className={classes.standing} data-tone="warning">
            the table is gone
          </span>
        ) : (
          <Standing table={table} draft={draft} onTake={version => edit({ expectedVersion: version })} />
        )}
        <ForecastVerdict composition={composition} onShow={onShowForecast} />
      </div>
      <TextInput
        label="Operation"
        w={120}
        maxLength={200}
        value={draft.operation}
        placeholder="WRITE"
        disabled={isLocked}
        onChange={event => edit({ operation: event.currentTarget.value })}
      />
      <TextInput
        label="Committer"
        w={130}
        maxLength={200}
        value={draft.committer}
        placeholder="the database user"
        disabled={isLocked}
        onChange={event => edit({ committer: event.currentTarget.value })}
      />
      <div className={classes.commit}>
        {sending.progress ? (
          <>
            <SendingProgress progress={sending.progress} />
            <Button variant="default" onClick={sending.cancel}>
              Cancel
            </Button>
          </>
        ) : null}
        <Button
          size="sm"
          variant="default"
          title={`The actions, the rows, and the table then (${chordText(keysOf('draft.preview'))})`}
          onClick={onPreview}
        >
          Preview
        </Button>
        <WriteButton
          size="sm"
          variant="default"
          loading={dryRunning.isRunning}
          disabled={!canCommit}
          title={`Does everything on the server and rolls it back (${chordText(keysOf('draft.dryRun'))})`}
          onClick={() => void dryRunning.run()}
        >
          Dry run
        </WriteButton>
        <WriteButton
          ref={commitButton}
          size="sm"
          loading={sending.isSending}
          disabled={!canCommit && !sending.isSending}
          rightSection={<Keys keys={keysOf('draft.commit')} />}
          onClick={composition.askToCommit}
        >
          Commit v{`${draft.expectedVersion}`} …
        </WriteButton>
      </div>
    </footer>
  )
}

/** The forecast in a word, always in sight. */
function ForecastVerdict(props: { readonly composition: Composition; readonly onShow: () => void }): ReactNode {
  const { forecasting } = props.composition
  if (forecasting.kind !== 'answered' || forecasting.report.kind !== 'forecast') return null
  const { conflicts, winners } = forecasting.report
  return (
    <button
      type="button"
      className={classes.verdict}
      data-tone={conflicts > 0 ? 'conflict' : undefined}
      title="Show the conflict forecast"
      onClick={props.onShow}
    >
      {conflicts > 0 ? (
        <>
          <IconSwords size={14} aria-hidden="true" />{' '}
          {conflicts === 1 ? 'one conflict' : `${formatCount(conflicts)} conflicts`}
        </>
      ) : (
        <>
          <IconCircleCheck size={14} aria-hidden="true" /> may follow{' '}
          {winners.length === 1 ? 'it' : `all ${formatCount(winners.length)}`}
        </>
      )}
    </button>
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
      {standing.kind === 'taken' ? 'taken: head is' : 'leaves a gap: head is'} v{`${table.head}`}
      <Button size="compact-xs" variant="default" onClick={() => onTake(table.head + 1n)}>
        Take v{`${table.head + 1n}`}
      </Button>
    </output>
  )
}
