import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkpointParquet, struct, text } from '../../../../test/checkpoint-parquet.ts'
import { realTables } from '../../../../test/real-logs.ts'
import { PARQUET_ROWS_MAX } from '../../../shared/limits.ts'
import { ParquetFailure } from '../parquet/parquet-failure.ts'
import { decodeCheckpoint } from './decode-checkpoint.ts'

async function decode(bytes: Uint8Array): Promise<number> {
  let actions = 0
  const read = async (start: number, end: number) => new Uint8Array(bytes.slice(start, end))
  for await (const batch of decodeCheckpoint({ size: bytes.length, read })) actions += batch.length
  return actions
}

/** Overwrites the one place at which `from` stands. */
function replaced(bytes: Uint8Array, from: readonly number[], to: readonly number[]): Uint8Array {
  const copy = Buffer.from(bytes)
  const at = copy.indexOf(Buffer.from(from))
  expect(at, 'the bytes to replace are there').toBeGreaterThan(-1)
  copy.set(to, at)
  return copy
}

const rows = Array.from({ length: 300 }, (_, index) => ({
  add: {
    path: `part-${index}`,
    partitionValues: [{ key: 'day', value: String(index % 7) }],
    size: BigInt(index),
    modificationTime: 1n,
    dataChange: false,
    stats: index % 5 === 0 ? null : '{"numRecords":1}',
    deletionVector: index % 9 === 0 ? { storageType: 'u', pathOrInlineDv: 'x', sizeInBytes: 1, cardinality: 1n } : null,
  },
}))

/** Files of this program's own making and, where they are, small ones of other writers. */
const seeds: readonly Uint8Array[] = [
  checkpointParquet(rows, { pageSize: 1_000 }),
  checkpointParquet(rows.slice(0, 40), { codec: 'UNCOMPRESSED' }),
  checkpointParquet(rows.slice(0, 40), { codec: 'ZSTD' }),
  ...realTables()
    .flatMap(({ logFolder, files }) =>
      files.filter(file => file.endsWith('.parquet')).map(file => join(logFolder, file)),
    )
    .map(file => new Uint8Array(readFileSync(file)))
    .filter(({ length }) => length > 0)
    .slice(0, 20),
]

describe('a checkpoint with changed bytes is read or refused, quickly and with a reason', () => {
  const anywhere = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255))
  /** Most of what can go wrong stands in the last part of a file. */
  const inFooter = fc.tuple(fc.double({ min: 0.5, max: 1, noNaN: true }), fc.nat(255))

  test('anywhere', () => expectReasons(anywhere), 120_000)

  test('in the footer', () => expectReasons(inFooter), 120_000)

  test('cut short', async () => {
    for (const seed of seeds.slice(0, 6)) {
      for (let bytes = 0; bytes < seed.length; bytes += Math.ceil(seed.length / 100)) {
        await expect(decode(seed.subarray(0, bytes))).rejects.toBeInstanceOf(ParquetFailure)
      }
    }
  })
})

async function expectReasons(change: fc.Arbitrary<[place: number, value: number]>): Promise<void> {
  const changes = fc.array(change, { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...seeds), changes, async (seed, changed) => {
      const bytes = Buffer.from(seed)
      for (const [place, value] of changed) bytes[Math.floor(place * (bytes.length - 1))] = value
      await expectReason(bytes)
    }),
    { numRuns: 1_500 },
  )
}

async function expectReason(bytes: Uint8Array): Promise<void> {
  const start = performance.now()
  try {
    await decode(bytes)
  } catch (error) {
    // A page header of a strange shape ends in hyparquet's own error, which the thread reports as damage.
    expect(error).toBeInstanceOf(Error)
  }
  expect(performance.now() - start).toBeLessThan(20_000)
}

describe('what a parquet file says of itself is believed only within limits', () => {
  const column = [struct('txn', [text('appId')])]

  test('a footer that is longer than the file', async () => {
    const bytes = Buffer.from(checkpointParquet(rows.slice(0, 3)))
    bytes.writeUInt32LE(0x7fffffff, bytes.length - 8)
    await expect(decode(bytes)).rejects.toMatchObject({ problem: 'footer' })
  })

  test('a number of rows beyond reason', async () => {
    const bytes = checkpointParquet([{ txn: { appId: 'a' } }], { columns: column })
    // Thrift's zigzag of 1 for num_rows behind field 3, against that of 2^40.
    const lie = replaced(bytes, [0x16, 0x02, 0x19], [0x16, 0x7e, 0x19])
    await expect(decode(lie)).rejects.toMatchObject({ problem: 'rows' })
    expect(PARQUET_ROWS_MAX).toBeLessThan(2 ** 31)
  })

  test('a page that wants to grow beyond its limit', async () => {
    const long = 'x'.repeat(3_000_000)
    const bytes = checkpointParquet([{ txn: { appId: long } }], { columns: column, codec: 'ZSTD' })
    await expect(decode(bytes)).rejects.toMatchObject({ problem: 'too-large' })
  })

  test('a list of counts that its bytes cannot hold', async () => {
    const thrift = Buffer.from([0x15, 0x02, 0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0x00])
    const tail = Buffer.alloc(8)
    tail.writeUInt32LE(thrift.length, 0)
    tail.write('PAR1', 4)
    await expect(decode(Buffer.concat([Buffer.from('PAR1'), thrift, tail]))).rejects.toMatchObject({
      problem: 'footer',
      message: expect.stringContaining('elements in too few bytes'),
    })
  })

  test('structs nested without end', async () => {
    const thrift = Buffer.concat([Buffer.alloc(1_000_000, 0x1c), Buffer.alloc(10)])
    const tail = Buffer.alloc(8)
    tail.writeUInt32LE(thrift.length, 0)
    tail.write('PAR1', 4)
    await expect(decode(Buffer.concat([Buffer.from('PAR1'), thrift, tail]))).rejects.toMatchObject({
      problem: 'footer',
      message: expect.stringContaining('nesting'),
    })
  })
})
