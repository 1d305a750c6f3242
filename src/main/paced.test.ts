import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EVENT_INTERVAL_MS, paced } from './paced.ts'

const live = () => new AbortController().signal
const never = () => undefined
const concat = (held: number[], next: number[]) => [...held, ...next]

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const events: T[] = []
  for await (const event of stream) events.push(event)
  return events
}

async function* burst(count: number) {
  for (let index = 0; index < count; index++) yield [index]
}

describe('a paced stream', () => {
  test('a burst arrives whole, in order, in few events', async () => {
    const events = await collect(paced(burst(10_000), concat, live()))
    expect(events.flat()).toEqual(Array.from({ length: 10_000 }, (_, index) => index))
    expect(events.length).toBeLessThan(50)
  })

  test('the first event does not wait', async () => {
    // A busy machine only ever adds to it: one try of several must be quick.
    const took: number[] = []
    while (took.length < 20 && !took.some(ms => ms < EVENT_INTERVAL_MS)) {
      const started = performance.now()
      await paced(burst(1), concat, live()).next()
      took.push(performance.now() - started)
    }
    expect(Math.min(...took)).toBeLessThan(EVENT_INTERVAL_MS)
  })

  test('events that cannot be joined each arrive, one per interval', async () => {
    const started = performance.now()
    expect(await collect(paced(burst(5), never, live()))).toEqual([[0], [1], [2], [3], [4]])
    expect(performance.now() - started).toBeGreaterThanOrEqual(4 * EVENT_INTERVAL_MS - 5)
  })

  test('the source is not pulled ahead of events that cannot be joined', async () => {
    let pulled = 0
    async function* counting() {
      while (true) yield pulled++
    }
    const stream = paced(counting(), never, live())
    await stream.next()
    await pause(3 * EVENT_INTERVAL_MS)
    expect(pulled).toBeLessThanOrEqual(3)
    await stream.return()
  })

  test('an error of the source comes after the events before it', async () => {
    async function* failing() {
      yield [1]
      yield [2]
      throw new Error('the source broke')
    }
    const seen: number[][] = []
    const reading = (async () => {
      for await (const event of paced(failing(), concat, live())) seen.push(event)
    })()
    await expect(reading).rejects.toThrow('the source broke')
    expect(seen.flat()).toEqual([1, 2])
  })

  test('[W2] leaving the loop ends the source', async () => {
    let ended = false
    async function* source() {
      try {
        while (true) yield await pause(1, 1)
      } finally {
        ended = true
      }
    }
    for await (const _ of paced(source(), (_, next) => next, live())) break
    await pause(10)
    expect(ended).toBe(true)
  })

  test('[W2] an abort ends the stream at once, even while the source is silent', async () => {
    const controller = new AbortController()
    async function* silent() {
      await pause(60_000, undefined, { signal: controller.signal })
      yield 1
    }
    const stream = paced(silent(), never, controller.signal)
    const reading = stream.next()
    controller.abort(new Error('gone'))
    await expect(reading).rejects.toThrow('gone')
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  test('whatever the rhythm of the source, everything arrives in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 8 }), async delays => {
        async function* source() {
          for (const [index, delay] of delays.entries()) {
            if (delay > 15) await pause(delay)
            yield [index]
          }
        }
        const events = await collect(paced(source(), (a, b) => (a.length < 3 ? [...a, ...b] : undefined), live()))
        expect(events.flat()).toEqual([...delays.keys()])
      }),
      { numRuns: 12 },
    )
  })
})
