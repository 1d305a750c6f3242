import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, foldGutter, foldKeymap, foldService } from '@codemirror/language'
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { getNonce } from 'get-nonce'
import { editorTheme } from './editor-theme.ts'

/** A finding at a place of the text. */
export interface EditorMark {
  readonly from: number
  readonly to: number
  readonly severity: 'error' | 'warning'
  readonly message: string
  /** Small print below the message, for example the id of the rule. */
  readonly source: string
}

/** What every editor of the page can do; a read-only one leaves out what only writing needs. */
export function editorExtensions(options: {
  readonly label: string
  readonly isReadOnly: boolean
  readonly onSubmit: () => void
}): Extension {
  const nonce = getNonce()
  return [
    nonce ? EditorView.cspNonce.of(nonce) : [],
    editorTheme,
    json(),
    foldLongLines,
    lineNumbers(),
    foldGutter(),
    drawSelection(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    bracketMatching(),
    highlightSelectionMatches(),
    search({ top: true }),
    EditorView.contentAttributes.of({ 'aria-label': options.label, tabindex: '0' }),
    options.isReadOnly ? readOnly : writable(options.onSubmit),
    keymap.of([...searchKeymap, ...foldKeymap, ...defaultKeymap]),
  ]
}

const readOnly: Extension = [
  EditorState.readOnly.of(true),
  EditorView.contentAttributes.of({ 'aria-readonly': 'true' }),
]

function writable(onSubmit: () => void): Extension {
  const submit = () => {
    onSubmit()
    return true
  }
  return [
    history(),
    closeBrackets(),
    autocompletion(),
    lintGutter(),
    keymap.of([{ key: 'Mod-Enter', run: submit }]),
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
    (mark): Diagnostic => ({ ...mark, from: Math.min(mark.from, end), to: Math.min(mark.to, end) }),
  )
  view.dispatch(setDiagnostics(view.state, diagnostics))
}
