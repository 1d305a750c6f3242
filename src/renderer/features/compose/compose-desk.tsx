import { VisuallyHidden } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { client } from '../../api/client.ts'
import { useKeys } from '../../app/key-dispatch.ts'
import { Screen } from '../../ui/screen.tsx'
import { SplitPane } from '../../ui/split-pane.tsx'
import { ChangedStrip } from './changed-strip.tsx'
import { CheckList } from './checks/check-list.tsx'
import { CommitBar } from './commit-bar.tsx'
import classes from './compose.module.css'
import { ComposeActions, ComposeFacts } from './compose-header.tsx'
import { ConfirmCommit } from './confirm-commit.tsx'
import { dropDraft } from './draft-store.ts'
import { DraftText, type DraftTextHandle } from './draft-text.tsx'
import { DryRunCard } from './dry-run/dry-run-card.tsx'
import { EffectSummary } from './effect-summary.tsx'
import { ForecastSection } from './forecast/forecast-section.tsx'
import { ReadsSection } from './forecast/reads-section.tsx'
import { RebaseBar } from './forecast/rebase-bar.tsx'
import { RebaseDialog } from './forecast/rebase-dialog.tsx'
import { rebasedFields } from './forecast/rebased-fields.ts'
import { type ForeignText, ImportDraft, readForeignFile } from './import-draft.tsx'
import { MoveDialog } from './move/move-dialog.tsx'
import { TableGoneCard } from './move/table-gone-card.tsx'
import { OutcomeCard } from './outcome-card.tsx'
import { PreviewDialog } from './preview/preview-dialog.tsx'
import { describeResult, type SendResult } from './send-result.ts'
import { copyOf, useBeginDraft } from './use-begin-draft.ts'
import { useComposition } from './use-composition.ts'
import type { OpenedDraft } from './use-draft.ts'

export interface ComposeDeskProps {
  readonly table: TableSummary
  /** The log has no such table any more. */
  readonly isTableGone: boolean
  readonly opened: OpenedDraft
  /** Opens the draft anew, as it is kept now. */
  readonly onReopen: () => void
}

/** One draft: its text, what the rules say of it, what it would do, and what became of it. */
export function ComposeDesk({ table: known, isTableGone: isLost, opened, onReopen }: ComposeDeskProps): ReactNode {
  const navigate = useNavigate()
  // Of a table that is gone nothing can be read, as of one without a commit.
  const table = useMemo(() => (isLost ? { ...known, head: -1n } : known), [known, isLost])
  const composition = useComposition(table, opened, isLost)
  const { draft, sending, isTableGone } = composition
  const text = useRef<DraftTextHandle>(null)
  const commitButton = useRef<HTMLButtonElement>(null)
  const aside = useRef<HTMLDivElement>(null)
  const params = { name: table.name }
  const begin = useBeginDraft(table)
  const [isPreviewing, setIsPreviewing] = useState(false)
  const [isMoving, setIsMoving] = useState(false)
  const [foreign, setForeign] = useState<ForeignText | null>()

  function startAnother(): void {
    void navigate({ to: '/t/$name/compose', params, search: {} })
  }
  function showHistory(): void {
    void navigate(isTableGone ? { to: '/drafts' } : { to: '/t/$name/history', params })
  }
  async function discard(): Promise<void> {
    await client.drafts.discard({ draftId: draft.draftId })
    dropDraft(localStorage, draft.tableId, draft.draftId)
    showHistory()
  }
  useKeys({
    'draft.commit': composition.askToCommit,
    'draft.preview': () => setIsPreviewing(true),
    'draft.dryRun': () => void (composition.canCommit && composition.dryRunning.run()),
    'draft.rebase': () => void (draft.phase === 'open' && !isTableGone && composition.rebasing.ask()),
    'draft.check': () => aside.current?.querySelector('button')?.focus(),
    'version.history': showHistory,
  })

  return (
    <Screen
      title="Compose a commit"
      facts={<ComposeFacts composition={composition} />}
      actions={
        <ComposeActions
          composition={composition}
          onNew={startAnother}
          onOpenFile={() => setForeign(null)}
          onDuplicate={() => void begin(copyOf(draft))}
          onMove={() => setIsMoving(true)}
          onDiscard={() => void discard()}
        />
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping a file is a second way; the menu has the first */}
      <div
        className={classes.desk}
        onDragOver={event => {
          if (event.dataTransfer.types.includes('Files')) event.preventDefault()
        }}
        onDropCapture={event => {
          const [file] = event.dataTransfer.files
          if (!file) return
          event.preventDefault()
          event.stopPropagation()
          void readForeignFile(file).then(setForeign)
        }}
      >
        <ChangedStrip composition={composition} onReopen={onReopen} />
        {isTableGone ? <TableGoneCard draft={draft} onMove={() => setIsMoving(true)} /> : null}
        <MoveDialog composition={composition} opened={isMoving} onClose={() => setIsMoving(false)} />
        {isTableGone ? null : (
          <OutcomeCard
            composition={composition}
            onTakeVersion={version => {
              composition.edit({ expectedVersion: version })
              commitButton.current?.focus()
            }}
            onAnother={startAnother}
            onGoTo={(from, to) => text.current?.select(from, to)}
          />
        )}
        <DryRunCard composition={composition} onGoTo={(from, to) => text.current?.select(from, to)} />
        <div className={classes.work}>
          <SplitPane
            id="deltadesk.compose"
            asideLabel="the checks"
            aside={
              <div ref={aside} className={classes.aside}>
                <Notes notes={draft.notes} />
                <CheckList
                  composition={composition}
                  onGoTo={({ from, to }) => text.current?.select(from, to)}
                  onFix={edits => text.current?.replaceRanges(edits)}
                />
                <ForecastSection composition={composition} />
                <RebaseBar composition={composition} />
                <ReadsSection composition={composition} />
                <EffectSummary effect={composition.effect} />
              </div>
            }
          >
            <DraftText composition={composition} onOpenFile={() => setForeign(null)} ref={text} />
          </SplitPane>
        </div>
        <CommitBar
          composition={composition}
          commitButton={commitButton}
          onPreview={() => setIsPreviewing(true)}
          onShowForecast={() => aside.current?.querySelector('#forecast')?.scrollIntoView({ block: 'start' })}
        />
        <PreviewDialog composition={composition} opened={isPreviewing} onClose={() => setIsPreviewing(false)} />
        <ConfirmCommit composition={composition} />
        <ImportDraft
          table={table}
          foreign={foreign}
          onForeign={setForeign}
          onClose={() => setForeign(undefined)}
          onBegin={start => {
            setForeign(undefined)
            void begin(start)
          }}
        />
        <RebaseDialog
          composition={composition}
          onApply={rebased => {
            const fields = rebasedFields(draft, rebased, crypto.randomUUID())
            text.current?.replaceText(rebased.actions)
            composition.edit({ ...fields, text: rebased.actions })
            composition.rebasing.dismiss()
          }}
        />
        <VisuallyHidden role="status">{announcement(sending.isSending, sending.result)}</VisuallyHidden>
      </div>
    </Screen>
  )
}

function Notes({ notes }: { readonly notes: readonly string[] }): ReactNode {
  return notes.map(note => (
    <p key={note} className={classes.note}>
      <IconInfoCircle size={15} aria-hidden="true" /> {note}
    </p>
  ))
}

function announcement(isSending: boolean, result: SendResult | undefined): string {
  if (isSending) return 'Committing'
  return result ? describeResult(result).title : ''
}
