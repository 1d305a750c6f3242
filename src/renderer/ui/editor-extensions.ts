import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, foldGutter, foldKeymap, foldService } from '@codemirror/language'
import { type Diagnostic, forEachDiagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { type ChangeSpec, EditorState, type Extension } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { getNonce } from 'get-nonce'
import { type CompleteLine, completeWith } from './complete-line.ts'
import { editorTheme } from './editor-theme.ts'
import { jsonLines } from './json-lines.ts'

/** A finding at a place of the text. */
export interface EditorMark {
  readonly from: number
  readonly to: number
  readonly severity: 'error' | 'warning'
  readonly message: string
  /** Small print below the message, for example the id of the rule. */
  readonly source: string
  readonly fix?: EditorFix | undefined
}

/** An obvious way to mend what a mark is about. */
export interface EditorFix {
  readonly label: string
  /** The edits of the text as it is then; `at` is where the mark begins. */
  readonly edits: (text: string, at: number) => readonly ChangeSpec[]
}

/** What every editor of the page can do; a read-only one leaves out what only writing needs. */
export function editorExtensions(options: {
  readonly label: string
  readonly isReadOnly: boolean
  readonly onSubmit: () => void
  readonly complete: CompleteLine
}): Extension {
  const nonce = getNonce()
  return [
    nonce ? EditorView.cspNonce.of(nonce) : [],
    editorTheme,
    options.isReadOnly ? json() : jsonLines,
    foldLongLines,
    highlightSpecialChars(),
    lineNumbers(),
    foldGutter(),
    drawSelection(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    bracketMatching(),
    highlightSelectionMatches(),
    search({ top: true }),
    EditorView.contentAttributes.of({ 'aria-label': options.label, tabindex: '0' }),
    options.isReadOnly ? readOnly : writable(options),
    keymap.of([...searchKeymap, ...foldKeymap, ...defaultKeymap]),
  ]
}

const readOnly: Extension = [
  EditorState.readOnly.of(true),
  EditorView.contentAttributes.of({ 'aria-readonly': 'true' }),
]

function writable(options: Pick<Parameters<typeof editorExtensions>[0], 'onSubmit' | 'complete'>): Extension {
  const submit = () => {
    options.onSubmit()
    return true
  }
  return [
    history(),
    closeBrackets(),
    autocompletion({ override: [context => completeWith(context, options.complete)], icons: false }),
    lintGutter(),
    keymap.of([
      { key: 'Mod-Enter', run: submit },
      { key: 'Alt-Enter', run: fixLine },
    ]),
    keymap.of([...closeBracketsKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
  ]
}

const LINE_CHARACTERS_SHOWN = 96

/** A value on one long line folds to its beginning, so that a thousand of them can be skimmed. */
const foldLongLines: Extension = foldService.of((_state, from, to) =>
  to - from > LINE_CHARACTERS_SHOWN * 1.5 ? { from: from + LINE_CHARACTERS_SHOWN, to } : null,
)

/** Underlines the marks and puts them into the gutter; places beyond the end of the text move to its end. */
export function showMarks(view: EditorView, marks: readonly EditorMark[]): void {
  const end = view.state.doc.length
  const diagnostics = marks.map(
    ({ fix, ...mark }): Diagnostic => ({
      ...mark,
      from: Math.min(mark.from, end),
      to: Math.min(mark.to, end),
      actions: fix ? [{ name: fix.label, apply: (target, from) => applyFix(target, fix, from) }] : [],
    }),
  )
  view.dispatch(setDiagnostics(view.state, diagnostics))
}

function applyFix(view: EditorView, fix: EditorFix, at: number): void {
  view.dispatch({ changes: fix.edits(view.state.doc.toString(), at), userEvent: 'input' })
}

/** Applies the fix of a mark in the line of the cursor, the first one that has any. */
function fixLine(view: EditorView): boolean {
  const line = view.state.doc.lineAt(view.state.selection.main.head)
  let found: (() => void) | undefined
  forEachDiagnostic(view.state, ({ actions }, from, to) => {
    const [action] = from <= line.to && to >= line.from ? (actions ?? []) : []
    if (action) found ??= () => action.apply(view, from, to)
  })
  found?.()
  return found !== undefined
}
