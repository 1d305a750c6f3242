import './json-editor.css'
import { Compartment, EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef } from 'react'
import { flushSync } from 'react-dom'
import type { CompleteLine } from './complete-line.ts'
import { type EditorMark, editorExtensions, showMarks } from './editor-extensions.ts'
import { tellLater } from './tell-later.ts'

export interface JsonEditorHandle {
  /** Replaces the whole text, as one step that can be undone. */
  replaceText(text: string): void
  /** Replaces ranges of the text as it is, as one step that can be undone. */
  replaceRanges(edits: readonly { readonly from: number; readonly to: number; readonly insert: string }[]): void
  /** Selects a range, scrolls to it and takes the focus. */
  select(from: number, to: number): void
  /** Moves the cursor and keeps it in sight, without taking the focus. */
  reveal(offset: number): void
  focus(): void
}

/**
 * JSON, or one JSON value a line, in CodeMirror. The text lives in the editor: `initialText` counts once, `onChange` tells
 * every edit: at once, or where the text is long in a pause, and before anything else can happen with it. Without `onChange` the text is read-only, and a new `initialText` replaces it.
 */
export function JsonEditor(props: {
  readonly label: string
  readonly initialText: string
  readonly onChange?: ((text: string) => void) | undefined
  /** Where the cursor stands, whenever it moves. */
  readonly onCursor?: ((offset: number) => void) | undefined
  /** Ctrl/⌘ Enter. */
  readonly onSubmit?: (() => void) | undefined
  /** What may be written next after the beginning of a line. */
  readonly complete?: CompleteLine | undefined
  readonly locked?: boolean | undefined
  readonly wrap?: boolean | undefined
  readonly marks?: readonly EditorMark[] | undefined
  readonly ref?: Ref<JsonEditorHandle> | undefined
}) {
  const { label, initialText, marks, ref, wrap = true, locked = false } = props
  const isReadOnly = props.onChange === undefined
  const parent = useRef<HTMLDivElement>(null)
  const viewRef = useRef<EditorView>(null)
  const changing = useRef({ wrap: new Compartment(), lock: new Compartment() })
  const tell = useEffectEvent((text: string) => props.onChange?.(text))
  const tellCursor = useEffectEvent((offset: number) => props.onCursor?.(offset))
  const submit = useEffectEvent(() => props.onSubmit?.())
  const complete = useEffectEvent<CompleteLine>(before => props.complete?.(before))
  const firstText = useEffectEvent(() => initialText)

  useEffect(() => {
    if (!parent.current) return
    const telling = tellLater(() => tell(view.state.doc.toString()))
    const tellingCursor = tellLater(() => tellCursor(view.state.selection.main.head))
    const view = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: firstText(),
        extensions: [
          editorExtensions({ label, isReadOnly, onSubmit: () => submit(), complete: before => complete(before) }),
          changing.current.wrap.of([]),
          changing.current.lock.of([]),
          // Whoever looks at the text next, by a click or a key of the window, finds it told.
          EditorView.domEventHandlers({
            blur: () => telling.flush(),
            keydown: event => {
              if (event.ctrlKey || event.metaKey) flushSync(() => telling.flush())
            },
          }),
          EditorView.updateListener.of(update => {
            if (update.docChanged) telling.changed(update.state.doc.length)
            if (update.docChanged || update.selectionSet) tellingCursor.changed(update.state.doc.length)
          }),
        ],
      }),
    })
    viewRef.current = view
    return () => {
      telling.flush()
      tellingCursor.drop()
      view.destroy()
    }
  }, [label, isReadOnly])

  useEffect(() => {
    const view = viewRef.current
    if (!view || !isReadOnly || view.state.doc.toString() === initialText) return
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: initialText } })
  }, [initialText, isReadOnly])

  useEffect(() => {
    viewRef.current?.dispatch({ effects: changing.current.wrap.reconfigure(wrap ? EditorView.lineWrapping : []) })
  }, [wrap])

  useEffect(() => {
    viewRef.current?.dispatch({ effects: changing.current.lock.reconfigure(EditorState.readOnly.of(locked)) })
  }, [locked])

  useEffect(() => {
    if (viewRef.current && marks) showMarks(viewRef.current, marks)
  }, [marks])

  useImperativeHandle(ref, () => ({
    replaceText(text) {
      const view = viewRef.current
      view?.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, userEvent: 'input' })
    },
    replaceRanges(edits) {
      viewRef.current?.dispatch({ changes: [...edits], userEvent: 'input' })
    },
    select(from, to) {
      const view = viewRef.current
      if (!view) return
      const end = view.state.doc.length
      const anchor = Math.min(from, end)
      view.dispatch({
        selection: { anchor, head: Math.min(to, end) },
        effects: EditorView.scrollIntoView(anchor, { y: 'center' }),
      })
      view.focus()
    },
    reveal(offset) {
      const view = viewRef.current
      if (!view) return
      const anchor = Math.min(offset, view.state.doc.length)
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) })
    },
    focus: () => viewRef.current?.focus(),
  }))

  return <div ref={parent} className="json-editor" />
}
