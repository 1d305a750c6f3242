import '../../ui/json-editor.css'
import { autocompletion, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { lintGutter, lintKeymap } from '@codemirror/lint'
import { search, searchKeymap } from '@codemirror/search'
import { EditorState } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { getNonce } from 'get-nonce'
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react'
import type { SpecIssue } from '../../../shared/scenario/spec-line.ts'
import { type EditorMark, showMarks } from '../../ui/editor-extensions.ts'
import { editorTheme } from '../../ui/editor-theme.ts'
import classes from './simulate.module.css'
import { completeSpec, specLanguage } from './spec-language.ts'

export interface SpecEditorProps {
  readonly text: string
  /** Counts up where the text was changed from outside: only then it replaces what the editor holds. */
  readonly edition: number
  readonly issues: readonly SpecIssue[]
  readonly onChange: (text: string) => void
}

/** The text of a scenario in CodeMirror, with its mistakes marked where they are. */
export function SpecEditor({ text, edition, issues, onChange }: SpecEditorProps): ReactNode {
  const parent = useRef<HTMLDivElement>(null)
  const viewRef = useRef<EditorView>(null)
  const tell = useEffectEvent((edited: string) => onChange(edited))
  const current = useEffectEvent(() => text)
  const isOutside = useRef(false)

  useEffect(() => {
    if (!parent.current) return
    const nonce = getNonce()
    const view = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: current(),
        extensions: [
          nonce ? EditorView.cspNonce.of(nonce) : [],
          ...[editorTheme, specLanguage, lineNumbers(), drawSelection(), highlightActiveLine()],
          ...[highlightActiveLineGutter(), history(), lintGutter(), search({ top: true }), EditorView.lineWrapping],
          autocompletion({ override: [completeSpec], icons: false }),
          EditorView.contentAttributes.of({ 'aria-label': 'Text of the scenario; Escape, then Tab leaves it' }),
          keymap.of([...searchKeymap, ...completionKeymap, ...historyKeymap, ...lintKeymap]),
          keymap.of([...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'), indentWithTab]),
          EditorView.updateListener.of(update => {
            if (update.docChanged && !isOutside.current) tell(update.state.doc.toString())
          }),
        ],
      }),
    })
    viewRef.current = view
    return () => view.destroy()
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new edition replaces the text
  useEffect(() => {
    const view = viewRef.current
    const next = current()
    if (!view || view.state.doc.toString() === next) return
    isOutside.current = true
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } })
    isOutside.current = false
  }, [edition])

  useEffect(() => {
    const view = viewRef.current
    if (view) showMarks(view, marksOf(issues, view.state))
  }, [issues])

  return <div ref={parent} className={`json-editor ${classes.specEditor}`} />
}

function marksOf(issues: readonly SpecIssue[], { doc }: EditorState): EditorMark[] {
  return issues.map(({ line, column, message, expected }) => {
    const at = doc.line(Math.min(Math.max(1, line), doc.lines))
    const from = Math.min(at.from + column - 1, at.to)
    const word = /^[^\s]+/.exec(doc.sliceString(from, at.to))?.[0].length ?? 0
    return {
      from,
      to: Math.max(from + word, Math.min(from + 1, at.to)),
      severity: 'error',
      message,
      source: `expected ${expected}`,
    }
  })
}
