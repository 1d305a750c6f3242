import { type ReactNode, useDeferredValue, useMemo } from 'react'
import type { TextEdit } from '../../../../shared/delta/edit-action.ts'
import type { CompletionFacts } from '../complete/known-values.ts'
import { ActionForm } from './action-form.tsx'
import { ActionGrid } from './action-grid.tsx'
import classes from './forms.module.css'
import { lineAround, lineAt, listLines } from './lines.ts'

export interface FormsPaneProps {
  readonly text: string
  /** Where the cursor of the text stands. */
  readonly cursor: number
  readonly isLocked: boolean
  readonly facts: CompletionFacts
  /** Places count in the text as it is shown, of all edits. */
  readonly onEdit: (edits: readonly TextEdit[]) => void
  readonly onGoTo: (offset: number) => void
}

/** The same draft beside its text: a list of its actions, and the one at the cursor as a form. */
export function FormsPane({ text: typed, cursor, isLocked, facts, onEdit, onGoTo }: FormsPaneProps): ReactNode {
  const text = useDeferredValue(typed)
  const lines = useMemo(() => listLines(text), [text])
  const current = lineAt(lines, cursor)
  // The form edits the text as it stands; the list may be a moment behind.
  const line = lineAround(typed, cursor)
  return (
    <section className={classes.pane} aria-label="Forms">
      <ActionGrid
        text={text}
        lines={lines}
        current={current}
        isLocked={isLocked || text !== typed}
        onGoTo={index => onGoTo(lines[index]?.from ?? 0)}
        facts={facts}
        onEdit={onEdit}
      />
      <div className={classes.editor}>
        {line ? (
          <ActionForm
            key={current}
            line={typed.slice(line.from, line.to)}
            facts={facts}
            isLocked={isLocked}
            onEdit={edit => onEdit([{ ...edit, from: line.from + edit.from, to: line.from + edit.to }])}
          />
        ) : (
          <p className={classes.note}>The action at the cursor is shown here as a form.</p>
        )}
      </div>
    </section>
  )
}
