import { VisuallyHidden } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { useKeys } from '../../app/key-dispatch.ts'
import type { EditorMark } from '../../ui/editor-extensions.ts'
import { JsonEditor, type JsonEditorHandle } from '../../ui/json-editor.tsx'
import { Screen } from '../../ui/screen.tsx'
import { SplitPane } from '../../ui/split-pane.tsx'
import { CheckList } from './check-list.tsx'
import { CommitBar } from './commit-bar.tsx'
import classes from './compose.module.css'
import { ComposeActions, ComposeFacts } from './compose-header.tsx'
import { ConfirmCommit } from './confirm-commit.tsx'
import { appendLine, type KeptDraft } from './draft.ts'
import { dropDraft } from './draft-store.ts'
import { effectOf } from './effect.ts'
import { EffectSummary } from './effect-summary.tsx'
import { OutcomeCard } from './outcome-card.tsx'
import type { PlacedIssue } from './placed-issues.ts'
import { describeResult } from './send-result.ts'
import { TemplateBar } from './template-bar.tsx'
import { firstValue } from './templates.ts'
import { useChecks } from './use-checks.ts'
import { useDraft } from './use-draft.ts'
import { useSending } from './use-sending.ts'

/** One draft: its text, what the rules say of it, what it would do, and what became of it. */
export function ComposeDesk({ table, kept }: { readonly table: TableSummary; readonly kept: KeptDraft }): ReactNode {
  const navigate = useNavigate()
  const state = useDraft(kept)
  const { draft, change } = state
  const sending = useSending(state)
  const checks = useChecks(draft, table.head)
  const effect = useMemo(() => (checks.lines ? effectOf(checks.lines) : undefined), [checks.lines])
  const marks = useMemo(() => checks.issues.flatMap(toMark), [checks.issues])
  const [isConfirming, setIsConfirming] = useState(false)
  const editor = useRef<JsonEditorHandle>(null)
  const commitButton = useRef<HTMLButtonElement>(null)
  const aside = useRef<HTMLDivElement>(null)
  const isLocked = draft.phase !== 'open'
  const canCommit = !isLocked && checks.errorCount === 0 && draft.text.trim() !== ''

  const focusText = useEffectEvent(() => {
    if (!isLocked) editor.current?.focus()
  })
  useEffect(() => focusText(), [])

  function edit(changes: Parameters<typeof change>[0]): void {
    sending.clear()
    change(changes)
  }
  function append(lines: readonly string[]): void {
    const text = lines.reduce(appendLine, draft.text)
    const blank = lines.length === 1 ? firstValue(lines[0] ?? '') : undefined
    const start = text.length - 1 - (lines.at(-1)?.length ?? 0)
    editor.current?.replaceText(text)
    editor.current?.select(blank ? start + blank.start : text.length, blank ? start + blank.end : text.length)
  }
  function startAnother(): void {
    void navigate({ to: '/t/$name/compose', params: { name: table.name }, search: {} })
  }
  function discard(): void {
    dropDraft(localStorage, draft.tableId, draft.draftId)
    void navigate({ to: '/t/$name/history', params: { name: table.name } })
  }
  function askToCommit(): void {
    if (canCommit) setIsConfirming(true)
  }
  useKeys({
    'draft.commit': askToCommit,
    'draft.check': () => aside.current?.querySelector('button')?.focus(),
    'version.history': () => void navigate({ to: '/t/$name/history', params: { name: table.name } }),
  })

  return (
    <Screen
      title="Compose a commit"
      facts={<ComposeFacts table={table} draft={draft} isKept={state.isKept} />}
      actions={
        <ComposeActions table={table} draft={draft} isKept={state.isKept} onDiscard={discard} onNew={startAnother} />
      }
    >
      <div className={classes.desk}>
        <OutcomeCard
          table={table}
          draft={draft}
          sending={sending}
          onTakeVersion={version => {
            edit({ expectedVersion: version })
            commitButton.current?.focus()
          }}
          onAnother={startAnother}
          onGoTo={(from, to) => editor.current?.select(from, to)}
        />
        <div className={classes.work}>
          <SplitPane
            id="deltadesk.compose"
            asideLabel="the checks"
            aside={
              <div ref={aside} className={classes.aside}>
                {draft.notes.map(note => (
                  <p key={note} className={classes.note}>
                    <IconInfoCircle size={15} aria-hidden="true" /> {note}
                  </p>
                ))}
                <CheckList
                  checks={checks}
                  isEmpty={draft.text.trim() === ''}
                  phase={draft.phase}
                  onGoTo={issue => editor.current?.select(issue.from, issue.to)}
                />
                <EffectSummary effect={effect} />
              </div>
            }
          >
            <div className={classes.editorPane}>
              <TemplateBar table={table} isLocked={isLocked} operation={draft.operation} onAppend={append} />
              <div className={classes.editor}>
                <JsonEditor
                  ref={editor}
                  label="Actions of the draft, one JSON object a line"
                  initialText={draft.text}
                  onChange={text => edit({ text })}
                  onSubmit={askToCommit}
                  locked={isLocked}
                  marks={marks}
                />
              </div>
            </div>
          </SplitPane>
        </div>
        <CommitBar
          table={table}
          draft={draft}
          commitButton={commitButton}
          isSending={sending.isSending}
          canCommit={canCommit}
          onChange={edit}
          onCommit={askToCommit}
          onCancel={sending.cancel}
        />
        <ConfirmCommit
          table={table}
          draft={draft}
          effect={effect}
          warnings={checks.warningCount}
          opened={isConfirming}
          onClose={() => setIsConfirming(false)}
          onCommit={() => {
            setIsConfirming(false)
            void sending.send()
          }}
        />
        <VisuallyHidden role="status">
          {sending.isSending ? 'Committing' : sending.result ? describeResult(sending.result).title : ''}
        </VisuallyHidden>
      </div>
    </Screen>
  )
}

/** What is about the draft as a whole has no place in the text. */
function toMark({ issue, line, from, to }: PlacedIssue): EditorMark[] {
  return line === undefined ? [] : [{ from, to, severity: issue.severity, message: issue.message, source: issue.rule }]
}
