import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DbnRefused } from './dbn-metadata.ts'
import { readDbn } from './read-dbn.ts'
import type { TradeRecord } from './trade-record.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deltadesk-dbn-'))
})
afterAll(() => rm(folder, { recursive: true }))

const TRADES_SCHEMA = 4

describe('a DBN file', () => {
  test.each([1, 2, 3])('of version %s gives its metadata and its trades', async version => {
    const dbn = await read(dbnFile(version, [trade(1), otherRecord(), trade(2), trade(3, 2n ** 63n - 1n)]), 2)
    expect(dbn.metadata).toMatchObject({
      version,
      dataset: 'GLBX.MDP3',
      schema: TRADES_SCHEMA,
      startNs: 5n,
      hasSendTimes: false,
    })
    expect([...dbn.symbols]).toEqual([
      [5482, 'ESH1'],
      [7, 'ESM1'],
    ])
    expect(dbn.batches.map(({ length }) => length)).toEqual([2, 1])
    expect(dbn.batches.flat()).toMatchObject([
      { instrumentId: 5482, publisherId: 1, eventNs: 1_609_160_400_000_429_831n, price: 3_720_250_000_000n, size: 5 },
      { action: 'T', side: 'A', flags: 129, receivedNs: 1_609_160_400_000_704_060n, sequence: 2 },
      { price: undefined, sequence: 3 },
    ])
  })

  test('may be compressed, and larger than any chunk', async () => {
    const records = Array.from({ length: 10_000 }, (_, sequence) => trade(sequence))
    const dbn = await read(zstdCompressSync(dbnFile(2, records)), 3_000)
    expect(dbn.batches.map(({ length }) => length)).toEqual([3_000, 3_000, 3_000, 1_000])
    expect(dbn.batches.flat().map(({ sequence }) => sequence)).toEqual(records.map((_, sequence) => sequence))
  })

  test.each([
    ['another kind of file', Buffer.from('PAR1'.padEnd(200))],
    ['a version to come', dbnFile(9, [])],
    ['a header cut off', dbnFile(2, []).subarray(0, 60)],
    ['a record cut off', dbnFile(2, [trade(1), trade(2).subarray(0, 20)])],
    ['a record of no length', dbnFile(2, [Buffer.alloc(48)])],
    ['metadata that promise more symbols than there are', dbnFile(2, [], 9_999)],
  ])('%s is refused', async (_name, bytes) => {
    await expect(read(bytes, 10)).rejects.toThrow(DbnRefused)
  })
})

async function read(bytes: Buffer, batchRecords: number) {
  const path = join(folder, 'trades.dbn')
  await writeFile(path, bytes)
  const { metadata, symbols, batches: source } = await readDbn(path, batchRecords)
  const batches: (readonly TradeRecord[])[] = []
  for await (const batch of source) batches.push(batch)
  return { metadata, symbols, batches }
}

/** A file as Databento's encoder lays it out. */
function dbnFile(version: number, records: readonly Buffer[], mappings = 2): Buffer {
  const symbolBytes = version === 1 ? 22 : 71
  const fixed = Buffer.alloc(100)
  fixed.write('GLBX.MDP3')
  fixed.writeUInt16LE(TRADES_SCHEMA, 16)
  fixed.writeBigUInt64LE(5n, 18)
  if (version > 1) fixed.writeUInt16LE(symbolBytes, 45)
  const symbol = (text: string) => Buffer.concat([Buffer.from(text), Buffer.alloc(symbolBytes - text.length)])
  const mapping = (name: string, instrument: string) =>
    Buffer.concat([symbol(name), uint32(1), uint32(20_201_228), uint32(20_201_229), symbol(instrument)])
  const metadata = Buffer.concat([
    fixed,
    uint32(0),
    ...[uint32(1), symbol('ES.FUT'), uint32(0), uint32(0)],
    ...[uint32(mappings), mapping('ESH1', '5482'), mapping('ESM1', '7')],
  ])
  return Buffer.concat([Buffer.from('DBN'), Buffer.of(version), uint32(metadata.length), metadata, ...records])
}

function trade(sequence: number, price = 3_720_250_000_000n): Buffer {
  const record = Buffer.alloc(48)
  record.writeUInt8(48 / 4, 0)
  record.writeUInt16LE(1, 2)
  record.writeUInt32LE(5482, 4)
  record.writeBigUInt64LE(1_609_160_400_000_429_831n, 8)
  record.writeBigInt64LE(price, 16)
  record.writeUInt32LE(5, 24)
  record.write('TA', 28, 'latin1')
  record.writeUInt8(129, 30)
  record.writeBigUInt64LE(1_609_160_400_000_704_060n, 32)
  record.writeInt32LE(19_250, 40)
  record.writeUInt32LE(sequence, 44)
  return record
}

/** A record of another type, as a file of mixed schemas has them. */
function otherRecord(): Buffer {
  const record = Buffer.alloc(80)
  record.writeUInt8(80 / 4, 0)
  record.writeUInt8(0x15, 1)
  return record
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
