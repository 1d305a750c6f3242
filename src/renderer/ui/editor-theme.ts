import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--dd-accent)' },
  { tag: tags.string, color: 'var(--editor-string)' },
  { tag: tags.number, color: 'var(--editor-number)' },
  { tag: [tags.bool, tags.null], color: 'var(--editor-word)' },
  { tag: [tags.separator, tags.squareBracket, tags.brace], color: 'var(--dd-text-faint)' },
])

const chrome = EditorView.theme({
  '&': { height: '100%', fontSize: '12.5px', backgroundColor: 'var(--dd-surface)', color: 'var(--dd-text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--dd-mono)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--dd-accent)', padding: '8px 0' },
  '.cm-line': { padding: '0 12px 0 6px' },
  '.cm-cursor': { borderLeftColor: 'var(--dd-accent)', borderLeftWidth: '2px' },
  '.cm-gutters': {
    backgroundColor: 'var(--dd-surface)',
    color: 'var(--dd-text-faint)',
    borderRight: '1px solid var(--dd-line)',
  },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '34px', padding: '0 8px 0 6px' },
  '.cm-foldGutter .cm-gutterElement': { cursor: 'pointer', padding: '0 4px' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'var(--dd-hover)' },
  '&.cm-focused .cm-activeLineGutter': { backgroundColor: 'var(--dd-hover)', color: 'var(--dd-text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--editor-selection)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'transparent', outline: 'none' },
  '&.cm-focused .cm-matchingBracket.cm-matchingBracket': { backgroundColor: 'var(--editor-match)' },
  '.cm-searchMatch': { backgroundColor: 'var(--editor-search)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--editor-search-current)' },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--dd-hover)',
    border: '1px solid var(--dd-line)',
    color: 'var(--dd-text-faint)',
    padding: '0 6px',
    margin: '0 2px',
  },
  '.cm-panels': {
    backgroundColor: 'var(--dd-sunken)',
    color: 'var(--dd-text)',
    borderColor: 'var(--dd-line)',
  },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--dd-line)' },
  '.cm-panel.cm-search': { padding: '6px 28px 6px 8px', fontSize: '12px' },
  '.cm-panel.cm-search label': {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '4px',
    fontSize: '12px',
    verticalAlign: 'middle',
  },
  '.cm-panel.cm-search [name=close]': { fontSize: '18px', right: '8px', top: '6px', color: 'inherit' },
  '.cm-textfield': {
    backgroundColor: 'var(--dd-surface)',
    color: 'var(--dd-text)',
    border: '1px solid var(--dd-line-strong)',
    borderRadius: '4px',
    fontSize: '12px',
    padding: '3px 6px',
  },
  '.cm-button': {
    backgroundImage: 'none',
    fontSize: '12px',
    padding: '3px 10px',
    backgroundColor: 'var(--dd-surface)',
    color: 'var(--dd-text)',
    border: '1px solid var(--dd-line)',
    borderRadius: '4px',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--dd-sunken)',
    color: 'var(--dd-text)',
    border: '1px solid var(--dd-line)',
    borderRadius: '6px',
    maxWidth: '520px',
  },
  '.cm-diagnostic': { padding: '6px 10px', whiteSpace: 'pre-wrap' },
  '.cm-diagnosticSource': { opacity: '1', color: 'var(--dd-text-faint)', fontSize: '11px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--editor-selection)',
    color: 'var(--dd-text)',
  },
  '.cm-completionDetail': { color: 'var(--dd-text-faint)', fontStyle: 'normal' },
})

/** Colours and measures of every editor; the colours are the custom properties of the theme. */
export const editorTheme: Extension = [chrome, syntaxHighlighting(highlight)]
