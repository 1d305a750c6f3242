import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
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
  highlightSpecialChars,
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
  /** The names that may stand as the next key after the beginning of a line. */
  readonly nextKeys: (before: string) => readonly string[]
}): Extension {
  const nonce = getNonce()
  return [
    nonce ? EditorView.cspNonce.of(nonce) : [],
    editorTheme,
    json(),
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

function writable(options: Pick<Parameters<typeof editorExtensions>[0], 'onSubmit' | 'nextKeys'>): Extension {
  const submit = () => {
    options.onSubmit()
    return true
  }
  return [
    history(),
    closeBrackets(),
    autocompletion({ override: [context => completeKey(context, options.nextKeys)], icons: false }),
    lintGutter(),
    keymap.of([{ key: 'Mod-Enter', run: submit }]),
    keymap.of([...closeBracketsKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
  ]
}

/** Offers names for a key whose opening quote stands; taking one writes the closing quote and the colon too. */
function completeKey(
  context: CompletionContext,
  nextKeys: (before: string) => readonly string[],
): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos)
  const [before, typed] = /^(.*)"(\w*)$/s.exec(line.text.slice(0, context.pos - line.from))?.slice(1) ?? []
  const names = before === undefined ? [] : nextKeys(before)
  if (names.length === 0 || typed === undefined) return null
  return {
    from: context.pos - typed.length,
    validFor: /^\w*$/,
    options: names.map((name, index) => ({
      label: name,
      boost: -index,
      apply(view, _completion, from, to) {
        const end = view.state.sliceDoc(to, to + 1) === '"' ? to + 1 : to
        const insert = `${name}":`
        view.dispatch({ changes: { from, to: end, insert }, selection: { anchor: from + insert.length } })
      },
    })),
  }
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
