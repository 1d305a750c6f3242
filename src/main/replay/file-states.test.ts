import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { FileStates } from './file-states.ts'

test('states of many files are those of a map, through growth and change', () => {
  const first = 2n ** 60n
  const states = new FileStates(first)
  const expected = new Map<string, { isLive: boolean; version: bigint }>()
  const keys = Array.from({ length: 20_000 }, () => randomUUID() as string)
  for (let step = 0; step < 50_000; step++) {
    const key = keys[(step * 7919) % keys.length] ?? ''
    const state = { isLive: step % 3 !== 0, version: first + BigInt(step) }
    states.set(key, state.isLive, state.version)
    expected.set(key, state)
  }
  for (const key of keys) expect(states.get(key)).toEqual(expected.get(key))
  expect(states.liveCount).toBe([...expected.values()].filter(({ isLive }) => isLive).length)
})

test('keys that differ in one digit are two files, wherever the digit stands', () => {
  const states = new FileStates(0n)
  const key = '00000000-0000-0000-0000-000000000000'
  const digits = [...key].flatMap((digit, at) => (digit === '-' ? [] : [at]))
  for (const at of digits) states.set(`${key.slice(0, at)}f${key.slice(at + 1)}`, true, BigInt(at))
  expect(states.get(key)).toBeUndefined()
  expect(states.liveCount).toBe(32)
  for (const at of digits) expect(states.get(`${key.slice(0, at)}f${key.slice(at + 1)}`)?.version).toBe(BigInt(at))
})
