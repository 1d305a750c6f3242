import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { realCommitLines } from '../../../test/real-logs.ts'
import { jsonText, readJson } from './json.ts'
import { parseAction, parseCheckpointAction } from './parse-action.ts'
import { parseCommit } from './parse-commit.ts'
import { printAction, printCommit } from './print-action.ts'

const MUTATIONS = 10_000

/** Lines as other programs write them; where no real ones are at hand, these stand in. */
const GENERATED = [
  '{"add":{"path":"a=1/p","partitionValues":{"a":"1","b":null},"size":9007199254740993,"modificationTime":17,"dataChange":true,"stats":"{\\"numRecords\\":1}","tags":{"t":"x"},"deletionVector":{"storageType":"u","pathOrInlineDv":"x","offset":1,"sizeInBytes":4,"cardinality":2},"baseRowId":1}}',
  '{"remove":{"path":"p","deletionTimestamp":1,"dataChange":true,"extendedFileMetadata":true,"partitionValues":{},"size":1}}',
  '{"metaData":{"id":"i","format":{"provider":"parquet","options":{}},"schemaString":"{\\"type\\":\\"struct\\",\\"fields\\":[]}","partitionColumns":["a"],"configuration":{"k":"v"},"createdTime":1}}',
  '{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":[],"writerFeatures":["a"]}}',
  '{"txn":{"appId":"a","version":1,"lastUpdated":2}}',
  '{"cdc":{"path":"p","partitionValues":{},"size":1,"dataChange":false}}',
  '{"domainMetadata":{"domain":"d","configuration":"{}","removed":false}}',
  '{"commitInfo":{"timestamp":1,"operation":"WRITE","operationParameters":{"mode":"\\"Append\\""},"readVersion":3}}',
  '{"sidecar":{"path":"x.parquet","sizeInBytes":1,"modificationTime":2}}',
]

const real = realCommitLines()
const lines = real.length > 0 ? real : GENERATED

const TOKENS = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '\\u',
    '\\ud800',
    '\\u0000',
    '\ud800',
    '\u0000',
    '\ufeff',
    '\n',
    '\r',
    ' ',
    '\t',
  ],
  ...['null', 'true', '1.0', '1e2', '-0.0', '1e400000000', '9223372036854775808', 'NaN', '0', '-', '.', 'é', '😀'],
  ...[
    '"__proto__":',
    '"__proto__":{"polluted":1},',
    '"constructor":{"prototype":{"polluted":1}},',
    '"path":"p",',
    '[[[[[[',
  ],
]

const VALUES = [
  'null',
  'true',
  '1.0',
  '1e2',
  '-0.0',
  '1.5',
  '9223372036854775808',
  '"x"',
  '""',
  '"\\ud800"',
  '[]',
  '{}',
  '{"a":null}',
]
const MEMBERS = [
  '"new":[1e2, {"b" : 1}],',
  '"__proto__":{"polluted":1},',
  '"path":"p",',
  '"tags":{"a":"b","a":"c"},',
  '',
]
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+|true|false|null|\{/g

/** Cuts and pastes anywhere, which mostly breaks the JSON; or exchanges one value, or inserts a member, which mostly does not. */
type Mutation =
  | { readonly kind: 'cut'; readonly line: number; readonly cuts: readonly Cut[] }
  | {
      readonly kind: 'exchange'
      readonly line: number
      readonly at: number
      readonly value: number
      readonly member: number
    }

interface Cut {
  readonly perMille: number
  readonly removed: number
  readonly token: number
}

const line = fc.noBias(fc.nat(lines.length - 1))
const cut = fc.record({ perMille: fc.noBias(fc.nat(999)), removed: fc.nat(12), token: fc.nat(TOKENS.length) })
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), line, cuts: fc.array(cut, { minLength: 1, maxLength: 4 }) }),
  fc.record({
    kind: fc.constant('exchange' as const),
    line,
    at: fc.noBias(fc.nat(60)),
    value: fc.nat(VALUES.length - 1),
    member: fc.nat(MEMBERS.length - 1),
  }),
)

function mutated(input: Mutation): string {
  const source = lines[input.line] ?? ''
  if (input.kind === 'exchange')
    return exchanged(source, input.at, VALUES[input.value] ?? '', MEMBERS[input.member] ?? '')
  return input.cuts.reduce((text, { perMille, removed, token }) => {
    const start = Math.floor((perMille * text.length) / 1_000)
    return text.slice(0, start) + (TOKENS[token] ?? '') + text.slice(start + removed)
  }, source)
}

function exchanged(source: string, at: number, value: string, member: string): string {
  const tokens = [...source.matchAll(TOKEN)]
  const token = tokens[at % tokens.length]
  if (!token) return source
  const end = token.index + token[0].length
  if (token[0] === '{') return source.slice(0, end) + member + source.slice(end)
  return source.slice(0, token.index) + (source[end] === ':' ? token[0] : value) + source.slice(end)
}

describe(`any input, from ${real.length > 0 ? `${lines.length} real lines` : 'generated lines'}`, () => {
  test('a mutated line ends in a value or in an issue with a path, and no prototype changes', () => {
    const names = Object.getOwnPropertyNames(Object.prototype)
    let accepted = 0
    fc.assert(
      fc.property(mutation, input => {
        const text = mutated(input)
        const parsed = parseAction(text, 5)
        expect(parseCheckpointAction(text, 5)).toBeDefined()
        expect(parseCommit(text)).toBeDefined()
        if (parsed.kind === 'invalid') {
          expect(parsed.issues.length).toBeGreaterThan(0)
          expect(parsed.issues.some(({ severity }) => severity === 'error')).toBe(true)
          for (const { path, message } of parsed.issues) {
            expect(path[0]).toBe(5)
            expect(message).not.toBe('')
          }
          return
        }
        accepted++
        const printed = printAction(parsed.value.action)
        const again = parseAction(printed, 5)
        expect(again.kind === 'ok' && printAction(again.value.action)).toBe(printed)
        expect(again.kind === 'ok' && again.value.action).toEqual(parsed.value.action)
      }),
      { numRuns: MUTATIONS, verbose: fc.VerbosityLevel.None },
    )
    expect(accepted).toBeGreaterThan(MUTATIONS / 20)
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(names)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test('any text at all is read as JSON exactly where JSON.parse reads it, and keeps its text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' }), mutation.map(mutated)), text => {
        const read = readJson(text)
        const value = text.isWellFormed() ? nativelyParsed(text) : undefined
        expect(read.kind).toBe(value === undefined ? 'invalid' : 'ok')
        if (read.kind === 'ok') expect(JSON.parse(jsonText(read.value))).toEqual(value)
      }),
      { numRuns: 5_000 },
    )
  })
})

describe.skipIf(real.length === 0)('real lines', () => {
  test('[C6] every one prints to an equal value, and a commit of all of them to the same bytes', () => {
    for (const text of real) {
      const parsed = parseAction(text, 0)
      if (parsed.kind === 'invalid') throw new Error(`${text}: ${JSON.stringify(parsed.issues)}`)
      const beside = parsed.warnings.filter(({ rule }) => rule === 'shape.one-key').map(({ path }) => String(path[1]))
      expect(comparable(printAction(parsed.value.action)), text).toEqual(comparable(text, beside))
    }
    const commit = `${real.join('\n')}\n`
    const parsed = parseCommit(commit)
    expect(parsed.kind === 'ok' && printCommit(parsed.value)).toBe(commit)
  })
})

/** A line's value without the keys that readers ignore; a null field and an absent one are the same. */
function comparable(text: string, ignored: readonly string[] = []): unknown {
  const line: Record<string, Record<string, unknown>> = JSON.parse(text)
  return Object.entries(line)
    .filter(([name]) => !ignored.includes(name))
    .map(([name, fields]) => [name, name === 'commitInfo' ? fields : withoutNulls(fields)])
}

function withoutNulls(fields: object): unknown {
  if (Array.isArray(fields)) return fields
  const present = Object.entries(fields).filter(([, value]) => value !== null)
  return Object.fromEntries(
    present.map(([name, value]) => [name, name === 'deletionVector' ? withoutNulls(value) : value]),
  )
}

function nativelyParsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
