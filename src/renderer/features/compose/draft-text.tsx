import { Button } from '@mantine/core'
import { IconForms } from '@tabler/icons-react'
import {
  type ReactNode,
  type Ref,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react'
import { quickFix } from '../../../shared/delta/quick-fix.ts'
import type { EditorMark } from '../../ui/editor-extensions.ts'
import { JsonEditor, type JsonEditorHandle } from '../../ui/json-editor.tsx'
import type { PlacedIssue } from './checks/placed-issues.ts'
import { completeLine } from './complete/complete-line.ts'
import { useCompletionFacts } from './complete/use-completion-facts.ts'
import classes from './compose.module.css'
import { appended } from './draft.ts'
import { FormsPane } from './forms/forms-pane.tsx'
import { TemplateGallery } from './gallery/template-gallery.tsx'
import { TemplateBar } from './template-bar.tsx'
import { addTemplate, firstValue } from './templates.ts'
import { usePartitionColumns } from './use-added-files.ts'
import type { Composition } from './use-composition.ts'

const MARKS_MAX = 500
/** A narrower window shows the text alone until the forms are asked for. */
const FORMS_WIDTH_MIN = 1500

export type DraftTextHandle = Pick<JsonEditorHandle, 'select' | 'replaceText' | 'replaceRanges'>

export interface DraftTextProps {
  readonly composition: Composition
  /** Asks for a file or text from outside. */
  readonly onOpenFile: () => void
  readonly ref: Ref<DraftTextHandle>
}

/** The text of a draft with what the rules mark in it, below the templates. */
export function DraftText(props: DraftTextProps): ReactNode {
  const { table, draft, checks, isLocked, edit, askToCommit } = props.composition
  const editor = useRef<JsonEditorHandle>(null)
  const marks = useMemo(
    () => checks.issues.slice(0, MARKS_MAX).flatMap(placed => toMark(placed, draft.expectedVersion)),
    [checks.issues, draft.expectedVersion],
  )
  const [cursor, setCursor] = useState(0)
  const facts = useCompletionFacts(props.composition.table)
  const [hasForms, setHasForms] = useState(() => innerWidth >= FORMS_WIDTH_MIN)
  useImperativeHandle(props.ref, () => ({
    select: (from, to) => editor.current?.select(from, to),
    replaceText: replaced => editor.current?.replaceText(replaced),
    replaceRanges: edits => editor.current?.replaceRanges(edits),
  }))

  const focusText = useEffectEvent(() => {
    if (!isLocked) editor.current?.focus()
  })
  useEffect(() => focusText(), [])

  const partitionColumns = usePartitionColumns(table)
  const isEmpty = draft.phase === 'open' && draft.text.trim() === ''
  function addFile(): void {
    append([addTemplate(partitionColumns, Date.now(), crypto.randomUUID())])
  }
  function append(lines: readonly string[]): void {
    const { from, insert } = appended(draft.text, lines)
    const [end, start] = [from + insert.length, from + insert.length - 1 - (lines.at(-1)?.length ?? 0)]
    const blank = lines.length === 1 ? firstValue(lines[0] ?? '') : undefined
    editor.current?.replaceRanges([{ from, to: draft.text.length, insert }])
    editor.current?.select(blank ? start + blank.start : end, blank ? start + blank.end : end)
  }

  return (
    <div className={classes.editorPane}>
      <TemplateBar
        composition={props.composition}
        onAppend={append}
        onAddFile={addFile}
        end={
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconForms size={14} />}
            aria-pressed={hasForms}
            onClick={() => setHasForms(!hasForms)}
          >
            Forms
          </Button>
        }
      />
      <div
        className={classes.beside}
        data-forms={(hasForms && !isEmpty) || undefined}
        data-empty={isEmpty || undefined}
      >
        <div className={classes.editor}>
          <JsonEditor
            ref={editor}
            label="Actions of the draft, one JSON object a line"
            initialText={draft.text}
            onChange={text => edit({ text })}
            onCursor={setCursor}
            onSubmit={askToCommit}
            complete={before => completeLine(before, facts)}
            locked={isLocked}
            marks={marks}
          />
        </div>
        {isEmpty ? (
          <TemplateGallery
            composition={props.composition}
            onAppend={append}
            onAddFile={addFile}
            onOpenFile={props.onOpenFile}
          />
        ) : null}
        {hasForms && !isEmpty ? (
          <FormsPane
            text={draft.text}
            cursor={cursor}
            isLocked={isLocked}
            facts={facts}
            onEdit={edits => editor.current?.replaceRanges(edits)}
            onGoTo={offset => editor.current?.reveal(offset)}
          />
        ) : null}
      </div>
    </div>
  )
}

/** What is about the draft as a whole has no place in the text. */
function toMark({ issue, line, from, to }: PlacedIssue, version: bigint): EditorMark[] {
  if (line === undefined) return []
  const fix = quickFix(issue, { nowMs: Date.now(), version })
  return [{ from, to, severity: issue.severity, message: issue.message, source: issue.rule, fix }]
}
