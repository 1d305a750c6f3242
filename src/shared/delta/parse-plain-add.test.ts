import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAction } from './parse-action.ts'
import { parsePlainAdd } from './parse-plain-add.ts'
import { printAction } from './print-action.ts'

const TEXT = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.constantFrom('a/b=c.parquet', 'null', '"', '\\', '{}'),
)
const NUMBER = fc.oneof(
  { arbitrary: fc.nat().map(String), weight: 12 },
  {
    arbitrary: fc.constantFrom('0', '-1', '1e2', '1.0', '007', '999999999999999', '9223372036854775808', 'null'),
    weight: 1,
  },
)
const MEMBERS = fc.array(fc.tuple(TEXT, fc.option(TEXT)), { maxLength: 3 })

const ADD = fc
  .record({
    path: TEXT,
    members: MEMBERS,
    size: NUMBER,
    time: NUMBER,
    flag: fc.constantFrom('true', 'false', '1'),
    stats: fc.option(fc.oneof(TEXT, fc.constant('{"numRecords":1,"minValues":{"a":"\\"x"}}'))),
    tail: fc.constantFrom('', '', ',"tags":{}', ',"baseRowId":1', ',"size":2'),
  })
  .map(({ path, members, size, time, flag, stats, tail }) => {
    const values = members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')
    const text = stats === null ? '' : `,"stats":${JSON.stringify(stats)}`
    return `{"add":{"path":${JSON.stringify(path)},"partitionValues":{${values}},"size":${size},"modificationTime":${time},"dataChange":${flag}${text}${tail}}}`
  })

test('[C6] a plain add is the same action that reading it as any JSON gives, and is called canonical only if it is', () => {
  let plainOnes = 0
  fc.assert(
    fc.property(ADD, text => {
      const plain = parsePlainAdd(text)
      if (!plain) return
      plainOnes++
      // The plain form has no white space.
      const general = parseAction(text.replace('{"add"', '{ "add"'), 0)
      expect(general).toMatchObject({ kind: 'ok', warnings: [] })
      if (general.kind === 'ok') expect(plain.action).toEqual(general.value.action)
      expect(plain.isCanonical).toBe(printAction(plain.action) === text)
    }),
    { numRuns: 3_000 },
  )
  expect(plainOnes).toBeGreaterThan(300)
})

test('a line that is not all there, too long, or not Unicode is left to the reader of JSON', () => {
  const line = (path: string) =>
    `{"add":{"path":"${path}","partitionValues":{},"size":1,"modificationTime":1,"dataChange":true}}`
  expect(parsePlainAdd(line('a'))?.action.path).toBe('a')
  for (const other of [line('a').slice(0, -1), `${line('a')} `, line('\ud800'), line('a'.repeat(20_000))]) {
    expect(parsePlainAdd(other)).toBeUndefined()
  }
})
