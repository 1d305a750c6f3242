import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCommit, splitLines } from './parse-commit.ts'
import { printCommit } from './print-action.ts'

const TXN = '{"txn":{"appId":"a","version":1}}'
const INFO = '{"commitInfo":{}}'

describe('parseCommit', () => {
  test.each([
    ['canonical', `${TXN}\n${INFO}\n`, 'canonical'],
    ['without the last line end', `${TXN}\n${INFO}`, 'no-final'],
    ['one line without its end', TXN, 'no-final'],
    ['CRLF', `${TXN}\r\n${INFO}\r\n`, ['', '\r\n', '\r\n']],
    ['lone carriage returns', `${TXN}\r${INFO}\r`, ['', '\r', '\r']],
    ['blank lines', `\n${TXN}\n \t\n\n${INFO}\n\n`, ['\n', '\n \t\n\n', '\n\n']],
    ['spaces around a line', `  ${TXN} \n${INFO}`, ['  ', ' \n', '']],
  ])('[C6] a commit file comes back byte for byte: %s', (_, text, framing) => {
    const parsed = parseCommit(text)
    if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.issues))
    expect(parsed.value.lines.map(line => line.text)).toEqual([TXN, INFO].slice(0, parsed.value.lines.length))
    expect(parsed.value.framing).toEqual(framing)
    expect(printCommit(parsed.value)).toBe(text)
  })

  test.each(['', '\n', ' \r\n\t'])('refuses a file without a line: %j', text => {
    expect(parseCommit(text)).toMatchObject({ kind: 'invalid', issues: [{ rule: 'commit.empty' }] })
  })

  test('refuses a byte order mark and says where it is', () => {
    const parsed = parseCommit(`\ufeff${TXN}\n`)
    expect(parsed).toMatchObject({ kind: 'invalid', issues: [{ rule: 'commit.bom' }] })
    expect(parsed.kind === 'invalid' && parsed.issues[0]?.message).toContain('at character 1')
  })

  test('names the action of every finding', () => {
    const parsed = parseCommit(`${TXN}\n\n{"txn":{}}\n{\n`)
    expect(parsed.kind === 'invalid' && parsed.issues.map(({ path }) => path)).toEqual([
      [1, 'txn', 'appId'],
      [1, 'txn', 'version'],
      [2],
    ])
  })

  test('does not list the faults of a file that is something else altogether', () => {
    const parsed = parseCommit('garbage\n'.repeat(100_000))
    expect(parsed.kind === 'invalid' && parsed.issues.length).toBe(1_000)
  })

  test('whatever stands in a file, its lines and framing give it back', () => {
    const piece = fc.constantFrom('{}', 'x', ' ', '\t', '\n', '\r', '\r\n', 'é', '\u2028', '\u0085')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        const text = pieces.join('')
        const { texts, framing } = splitLines(text)
        const lines = texts.map(line => ({ action: { kind: 'unknown', name: '', text: '' } as const, text: line }))
        expect(printCommit({ lines, framing })).toBe(text)
        for (const line of texts) expect(line).not.toMatch(/[\r\n]|^[ \t]|[ \t]$/)
      }),
      { numRuns: 2_000 },
    )
  })
})
