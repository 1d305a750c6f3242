import { expect, test } from 'vitest'
import type { CopySample, CopyStages } from '../../../shared/contract/copies.ts'
import { bottleneckOf, rates, sharesOf } from './measures.ts'

const NO_STAGES: CopyStages = { encodeMs: 0, handoverMs: 0, roomMs: 0, answerMs: 0, commitMs: 0 }

function sample(atMs: number, rows: number, serverBytes: number | null = null): CopySample {
  const bytes = rows * 100
  return {
    atMs,
    rows,
    bytes,
    socketBytes: bytes,
    serverBytes,
    serverRows: null,
    stages: NO_STAGES,
    waitingBytes: 0,
    rssBytes: 0,
  }
}

test('a steady run has a steady rate, also where samples lie close together', () => {
  const samples = [0, 250, 500, 503, 750, 1_000, 1_001].map(atMs => sample(atMs, atMs * 10))
  expect(rates(samples, 'rows').map(({ y }) => Math.round(y))).toEqual(Array(7).fill(10_000))
  expect(rates(samples, 'rows').map(({ x }) => x)).toEqual([0, 250, 500, 503, 750, 1_000, 1_001])
})

test('a run that is shorter than any stretch has one rate, from its beginning to its end', () => {
  expect(rates([sample(0, 0), sample(20, 1_000)], 'rows')).toEqual([
    { x: 0, y: 50_000 },
    { x: 20, y: 50_000 },
  ])
})

test('what the server has not told yet is no rate of zero', () => {
  expect(rates([sample(0, 0), sample(250, 100)], 'serverBytes')).toEqual([])
  expect(rates([sample(0, 0), sample(250, 100, 1_000), sample(500, 200, 2_000)], 'serverBytes').at(-1)?.y).toBe(4_000)
})

test('shares add up to the wall time', () => {
  const shares = sharesOf({ stages: { ...NO_STAGES, encodeMs: 30, commitMs: 5 }, wallMs: 100 })
  expect(shares.otherMs).toBe(65)
  expect(Object.values(shares).reduce((sum, ms) => sum + ms, 0)).toBe(100)
})

test('a wait is laid to the way or to the server by what the server was found doing', () => {
  const stages = { ...NO_STAGES, roomMs: 71 }
  const where = (wait: string) => bottleneckOf({ stages, wallMs: 100, waits: [{ wait, count: 9 }] })
  expect(where('Client/ClientRead').where).toBe('way')
  expect(where('CPU')).toEqual({
    where: 'server',
    sentence: 'Waiting for the server to take rows, 71 % of the time, while it computes: its processor is the limit.',
  })
  expect(where('IO/WalSync').sentence).toContain('waits for IO/WalSync')
  expect(bottleneckOf({ stages, wallMs: 100, waits: [] }).where).toBe('server')
})

test('laying out rows and a slow source are told apart, and an even run accuses nobody', () => {
  expect(bottleneckOf({ stages: { ...NO_STAGES, encodeMs: 60 }, wallMs: 100, waits: [] }).where).toBe('encode')
  expect(bottleneckOf({ stages: { ...NO_STAGES, encodeMs: 10 }, wallMs: 100, waits: [] }).where).toBe('source')
  const even = { encodeMs: 35, handoverMs: 10, roomMs: 20, answerMs: 10, commitMs: 5 }
  expect(bottleneckOf({ stages: even, wallMs: 100, waits: [] }).where).toBe('none')
})
