import { expect, test } from 'vitest'
import { StorePressure } from './store-pressure.ts'

/** How many pieces of work the store takes at a time. */
async function roomOf(pressure: StorePressure, store: string): Promise<number> {
  const end = Promise.withResolvers<void>()
  const running: Promise<unknown>[] = []
  while (pressure.hasRoom(store))
    running.push(
      pressure.during(
        store,
        () => end.promise,
        () => false,
      ),
    )
  end.resolve()
  await Promise.all(running)
  return running.length
}

const throttled = (pressure: StorePressure, store: string) =>
  pressure.during(
    store,
    async () => {},
    () => true,
  )

test('[fault 75] a store that throttles is asked by half as many at a time, down to one, and by more again as it bears them', async () => {
  const pressure = new StorePressure(4)
  expect(await roomOf(pressure, 'a')).toBe(4)
  await throttled(pressure, 'a')
  expect(await roomOf(pressure, 'a')).toBe(2)
  expect(await roomOf(pressure, 'a')).toBe(4)
  for (let time = 0; time < 5; time++) await throttled(pressure, 'a')
  expect(await roomOf(pressure, 'a')).toBe(1)
  expect(await roomOf(pressure, 'b')).toBe(4)
})
