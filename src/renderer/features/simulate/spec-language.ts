import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { tags } from '@lezer/highlight'
import {
  ENDINGS,
  FAULT_KINDS,
  FAULT_STEPS,
  OPERATIONS,
  RULES,
  SIMULATED_STRATEGIES,
} from '../../../shared/contract/scenarios.ts'

/** The words that may begin a line, by the block that the line stands in. */
const TOP = [
  ...['scenario', 'title', 'teaches', 'seed', 'strategy', 'guards', 'lock-limit', 'statement-limit'],
  ...['table', 'writer', 'fault', 'run', 'expect'],
]
const TABLE = ['files', 'partitions', 'clone', 'isolation']
const WRITER = [
  ...OPERATIONS,
  ...['to', 'in', 'app', 'commits', 'think', 'reads', 'isolation', 'strategy', 'on', 'after'],
]

/** What may follow a word of a line. */
const FOLLOWING: Readonly<Record<string, readonly string[]>> = {
  strategy: SIMULATED_STRATEGIES,
  guards: ['on', 'off'],
  isolation: ['Serializable', 'WriteSerializable'],
  fault: FAULT_KINDS,
  before: FAULT_STEPS,
  run: ['free', 'schedule', 'explore'],
  expect: ['sound', 'broken', 'sees'],
  broken: RULES,
  sees: ENDINGS,
  reads: ['nothing', 'table', 'scan'],
  on: ['conflict'],
  conflict: ['fail', 'retry', 'rebase', 'renumber'],
  after: ['crash'],
  crash: ['restart'],
}
const WORDS = new Set([...TOP, ...TABLE, ...WRITER, ...Object.values(FOLLOWING).flat(), ...Object.keys(FOLLOWING)])

const grammar = StreamLanguage.define({
  name: 'scenario',
  token(stream) {
    if (stream.eatSpace()) return null
    if (stream.match(/^#.*/)) return 'comment'
    if (stream.match(/^"[^"\\]*(?:\\.[^"\\]*)*"?/)) return 'string'
    if (stream.match(/^\d+(?:ms|s)?(?![^\s])/)) return 'number'
    const word = stream.match(/^[^\s"#]+/)
    return word && typeof word !== 'boolean' && WORDS.has(word[0]) ? 'keyword' : null
  },
})

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--dd-accent)' },
  { tag: tags.comment, color: 'var(--dd-text-faint)', fontStyle: 'italic' },
  { tag: tags.string, color: 'var(--editor-string)' },
  { tag: tags.number, color: 'var(--editor-number)' },
])

/** The text form of scenarios, coloured. */
export const specLanguage: Extension = [grammar, syntaxHighlighting(colours)]

/** Offers the words that the reader would take at the cursor. */
export function completeSpec(context: CompletionContext): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos)
  const before = line.text.slice(0, context.pos - line.from)
  const typed = /[\w-]*$/.exec(before)?.[0] ?? ''
  if (typed === '' && !context.explicit) return null
  const words = before
    .slice(0, before.length - typed.length)
    .split(/\s+/)
    .filter(Boolean)
  const last = words.findLast(word => FOLLOWING[word] !== undefined)
  const options =
    words.length === 0 ? beginnings(context, line.number) : last === undefined ? [] : (FOLLOWING[last] ?? [])
  if (options.length === 0) return null
  return { from: context.pos - typed.length, validFor: /^[\w-]*$/, options: options.map(label => ({ label })) }
}

/** An indented line belongs to the table or writer above it. */
function beginnings({ state, pos }: CompletionContext, line: number): readonly string[] {
  if (!/^\s/.test(state.doc.lineAt(pos).text)) return TOP
  for (let above = line - 1; above > 0; above--) {
    const [, block] = /^(table|writer)\b/.exec(state.doc.line(above).text) ?? []
    if (block !== undefined) return block === 'table' ? TABLE : WRITER
  }
  return []
}
