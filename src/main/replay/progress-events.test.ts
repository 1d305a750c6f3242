import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { allOf } from '../../../test/events.ts'
import { type ImportEnd, type ImportProgress, progressEvents } from './progress-events.ts'

const END: ImportEnd = { kind: 'refused', problems: [] }
const at = (versions: number): ImportProgress => ({
  kind: 'progress',
  phase: 'write',
  versions,
  versionsTotal: 1_000,
  actions: 0,
})
const never = new AbortController().signal

test('of many steps the newest is told, at most twenty times a second, and the end last', async () => {
  const startedMs = performance.now()
  const events = await allOf(
    progressEvents(async onProgress => {
      for (let step = 0; step < 100; step++) {
        onProgress(at(step))
        await pause(3)
      }
      return END
    }, never),
  )
  const elapsedMs = performance.now() - startedMs
  expect(events.at(-1)).toBe(END)
  expect(events.length).toBeGreaterThan(2)
  expect(events.length).toBeLessThanOrEqual(elapsedMs / 50 + 1)
  const steps = events.flatMap(event => (event.kind === 'progress' ? [event.versions] : []))
  expect(steps).toEqual(steps.toSorted((a, b) => a - b))
})

test('whoever leaves the stream stops the work and waits for its end', async () => {
  let state = 'running'
  const events = progressEvents(async (onProgress, signal) => {
    onProgress(at(1))
    await pause(10_000, undefined, { signal }).catch(() => {})
    await pause(20)
    state = 'ended'
    throw signal.reason
  }, never)
  for await (const event of events) if (event.kind === 'progress') break
  expect(state).toBe('ended')
})

test('work that fails ends the stream with its error', async () => {
  const failing = progressEvents(() => Promise.reject(new RangeError('no')), never)
  await expect(allOf(failing)).rejects.toThrow(RangeError)
})
