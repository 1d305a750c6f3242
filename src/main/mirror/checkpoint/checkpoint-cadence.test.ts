import { expect, test } from 'vitest'
import { checkpointDue } from './checkpoint-cadence.ts'

const table = (interval?: string) => ({
  configuration: new Map(interval === undefined ? [] : [['delta.checkpointInterval', interval]]),
})
const at = (version: bigint, lastVersion: bigint | null = null) => ({ version, lastVersion, bytes: 100n, ageMs: 1_000 })

test.each([
  ['the first tenth version', table(), at(10n), {}, 'interval'],
  ['fewer versions than the interval', table(), at(9n), {}, undefined],
  ['the interval since the last one', table('3'), at(7n, 4n), {}, 'interval'],
  ['an interval that is no number', table('often'), at(9n), {}, undefined],
  ['nothing new, however old', table('1'), at(4n, 4n), { ageMsMax: 1, bytesMax: 1n }, undefined],
  ['a last one that is ahead', table('1'), at(4n, 7n), { ageMsMax: 1 }, undefined],
  ['many bytes', table(), at(5n, 4n), { bytesMax: 100n }, 'bytes'],
  ['a long time', table(), at(5n, 4n), { bytesMax: 101n, ageMsMax: 1_000 }, 'age'],
  ['version 0', table('1'), at(0n), { bytesMax: 1n }, undefined],
] as const)('%s', (_, metadata, since, policy, reason) => {
  expect(checkpointDue(metadata, since, policy)).toBe(reason)
})
