import { StreamLanguage, type StreamParser } from '@codemirror/language'

/**
 * JSON read line by line: no value is expected to end where the text does, and an edit costs its own line, however many
 * lines there are.
 */
const parser: StreamParser<null> = {
  name: 'json-lines',
  token(stream) {
    if (stream.eatSpace()) return null
    if (stream.match(STRING)) return stream.match(KEY_END, false) ? 'propertyName' : 'string'
    if (stream.match(NUMBER)) return 'number'
    if (stream.match(WORD)) return WORDS[stream.current()] ?? 'invalid'
    return MARKS[stream.next() ?? ''] ?? 'invalid'
  },
  languageData: { closeBrackets: { brackets: ['[', '{', '"'] } },
}

// An alternative for each character would take a place on the stack for each.
const STRING = /^"[^"\\]*(?:\\.[^"\\]*)*"?/
const KEY_END = /^\s*:/
const NUMBER = /^-?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?/
const WORD = /^[\w$]+/
const MARKS: Readonly<Record<string, string>> = {
  '{': 'brace',
  '}': 'brace',
  '[': 'squareBracket',
  ']': 'squareBracket',
  ',': 'separator',
  ':': 'separator',
}
const WORDS: Readonly<Record<string, string>> = { true: 'bool', false: 'bool', null: 'null' }

export const jsonLines = StreamLanguage.define(parser)
