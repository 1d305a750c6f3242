import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HybridRuns } from '../../../delta-log/parquet/hybrid-runs.ts'
import { ByteBuffer } from './byte-buffer.ts'
import { encodeRuns } from './levels.ts'

const SEED = Math.floor(Math.random() * 2 ** 31)

test(`levels of any pattern come back (seed ${SEED})`, () => {
  const run = fc.tuple(fc.nat(), fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 300 })))
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(run, { maxLength: 30 }), (width, runs) => {
      const levels = Uint8Array.from(
        runs.flatMap(([level, count]) => Array.from({ length: count }, () => level % 2 ** width)),
      )
      const out = new ByteBuffer()
      encodeRuns(levels, width, out)
      const read = new HybridRuns(new Uint8Array(out.bytes), 0, out.size, width)
      expect(Array.from(levels, () => read.next())).toEqual([...levels])
    }),
    { seed: SEED, numRuns: 300 },
  )
})
