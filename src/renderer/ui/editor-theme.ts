import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--editor-key)' },
  { tag: tags.string, color: 'var(--editor-string)' },
  { tag: tags.number, color: 'var(--editor-number)' },
  { tag: [tags.bool, tags.null], color: 'var(--editor-word)' },
  { tag: [tags.separator, tags.squareBracket, tags.brace], color: 'var(--editor-punctuation)' },
])

const chrome = EditorView.theme({
  '&': { height: '100%', fontSize: '12.5px', backgroundColor: 'var(--editor-background)', color: 'var(--editor-text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--editor-caret)', padding: '8px 0' },
  '.cm-line': { padding: '0 12px 0 6px' },
  '.cm-cursor': { borderLeftColor: 'var(--editor-caret)', borderLeftWidth: '2px' },
  '.cm-gutters': {
    backgroundColor: 'var(--editor-background)',
    color: 'var(--editor-gutter)',
    borderRight: '1px solid var(--editor-border)',
  },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '34px', padding: '0 8px 0 6px' },
  '.cm-foldGutter .cm-gutterElement': { cursor: 'pointer', padding: '0 4px' },
  '.cm-activeLine': { backgroundColor: 'var(--editor-active)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--editor-active)', color: 'var(--editor-text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--editor-selection)',
  },
  '.cm-matchingBracket': { backgroundColor: 'var(--editor-match)', outline: 'none' },
  '.cm-searchMatch': { backgroundColor: 'var(--editor-search)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--editor-search-current)' },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--editor-active)',
    border: '1px solid var(--editor-border)',
    color: 'var(--editor-gutter)',
    padding: '0 6px',
    margin: '0 2px',
  },
  '.cm-panels': {
    backgroundColor: 'var(--editor-panel)',
    color: 'var(--editor-text)',
    borderColor: 'var(--editor-border)',
  },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--editor-border)' },
  '.cm-panel.cm-search': { padding: '6px 28px 6px 8px', fontSize: '12px' },
  '.cm-panel.cm-search label': { fontSize: '12px' },
  '.cm-textfield': {
    backgroundColor: 'var(--editor-background)',
    color: 'var(--editor-text)',
    border: '1px solid var(--editor-border)',
    borderRadius: '4px',
  },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--editor-background)',
    color: 'var(--editor-text)',
    border: '1px solid var(--editor-border)',
    borderRadius: '4px',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--editor-panel)',
    color: 'var(--editor-text)',
    border: '1px solid var(--editor-border)',
    borderRadius: '6px',
    maxWidth: '520px',
  },
  '.cm-diagnostic': { padding: '6px 10px', whiteSpace: 'pre-wrap' },
  '.cm-diagnosticSource': { opacity: '1', color: 'var(--editor-gutter)', fontSize: '11px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--editor-selection)',
    color: 'var(--editor-text)',
  },
  '.cm-completionDetail': { color: 'var(--editor-gutter)', fontStyle: 'normal' },
})

/** Colours and measures of every editor; the colours are the custom properties of `editor.css`, one set a theme. */
export const editorTheme: Extension = [chrome, syntaxHighlighting(highlight)]
