import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CopySample } from '../../shared/contract/copies.ts'
import { SampleSeries } from './sample-series.ts'

const STAGES = { encodeMs: 0, handoverMs: 0, roomMs: 0, answerMs: 0, commitMs: 0 }

function sample(atMs: number): CopySample {
  const bytes = atMs * 10
  return {
    atMs,
    rows: atMs,
    bytes,
    socketBytes: bytes,
    serverBytes: null,
    serverRows: null,
    stages: STAGES,
    waitingBytes: 0,
    rssBytes: 0,
  }
}

function filled(count: number, samplesMax: number): readonly CopySample[] {
  const series = new SampleSeries(samplesMax)
  for (let atMs = 0; atMs < count; atMs++) series.add(sample(atMs))
  return series.samples
}

test('a run of any length keeps a bounded number of samples, in order, with the first and the newest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 4, max: 60 }), (count, samplesMax) => {
      const times = filled(count, samplesMax).map(({ atMs }) => atMs)
      expect(times.length).toBeLessThanOrEqual(samplesMax)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(new Set(times).size).toBe(times.length)
      expect(times.at(-1)).toBe(count - 1)
      expect(times[0]).toBeLessThan(samplesMax)
    }),
  )
})

test('a short run keeps every sample', () => {
  expect(filled(9, 10).map(({ atMs }) => atMs)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
})

test('what a long run keeps is spread over all of it', () => {
  const times = filled(4_000, 100).map(({ atMs }) => atMs)
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
  expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * Math.ceil(4_000 / 50))
})
