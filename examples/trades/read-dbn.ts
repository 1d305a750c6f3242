import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { createZstdDecompress } from 'node:zlib'
import { DBN_PREFIX_BYTES, type DbnMetadata, DbnRefused, readDbnMetadata, readDbnPrefix } from './dbn-metadata.ts'
import type { TradeRecord, TradeSource } from './trade-record.ts'

/** A DBN file of trades, compressed by zstd or not: the metadata are read at once, the trades while they are asked for. */
export interface DbnTrades extends TradeSource {
  readonly metadata: DbnMetadata
}

const ZSTD_MAGIC = 0xfd2fb528
/** A record says its length in units of four bytes. */
const LENGTH_UNIT = 4
const HEADER_BYTES = 16
const TRADE_TYPE = 0
const TRADE_BYTES = 48
const NO_PRICE = 2n ** 63n - 1n

export async function readDbn(path: string, batchRecords: number): Promise<DbnTrades> {
  const chunks = (await openBytes(path))[Symbol.asyncIterator]()
  const start = await takeBytes(chunks, Buffer.alloc(0), DBN_PREFIX_BYTES)
  const prefix = readDbnPrefix(start.taken)
  const header = await takeBytes(chunks, start.rest, prefix.metadataBytes)
  const metadata = readDbnMetadata(prefix, header.taken)
  return {
    name: basename(path),
    total: undefined,
    symbols: metadata.symbols,
    metadata,
    batches: readBatches(chunks, header.rest, batchRecords),
  }
}

async function openBytes(path: string): Promise<Readable> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
  const compressed = bytesRead === 4 && buffer.readUInt32LE() === ZSTD_MAGIC
  const bytes = createReadStream(path)
  if (!compressed) return bytes
  const decompressed = createZstdDecompress()
  bytes.on('error', error => decompressed.destroy(error))
  return bytes.pipe(decompressed)
}

type Chunks = AsyncIterator<Buffer>

async function takeBytes(chunks: Chunks, rest: Buffer, count: number): Promise<{ taken: Buffer; rest: Buffer }> {
  let bytes = rest
  while (bytes.length < count) {
    const next = await chunks.next()
    if (next.done) throw new DbnRefused('The file ends within its header.')
    bytes = Buffer.concat([bytes, next.value])
  }
  return { taken: bytes.subarray(0, count), rest: bytes.subarray(count) }
}

async function* readBatches(chunks: Chunks, first: Buffer, batchRecords: number): AsyncGenerator<TradeRecord[]> {
  let batch: TradeRecord[] = []
  let bytes = first
  for (;;) {
    let at = 0
    for (let length = lengthAt(bytes, at); at + length <= bytes.length && length > 0; length = lengthAt(bytes, at)) {
      if (bytes.readUInt8(at + 1) === TRADE_TYPE) batch.push(readTrade(bytes, at, length))
      at += length
      if (batch.length < batchRecords) continue
      yield batch
      batch = []
    }
    const next = await chunks.next()
    if (next.done) {
      if (at < bytes.length) throw new DbnRefused(`The file ends within a record: ${bytes.length - at} bytes are left.`)
      if (batch.length > 0) yield batch
      return
    }
    bytes = at < bytes.length ? Buffer.concat([bytes.subarray(at), next.value]) : next.value
  }
}

/** 0 where the record has not begun. */
function lengthAt(bytes: Buffer, at: number): number {
  if (at >= bytes.length) return 0
  const length = bytes.readUInt8(at) * LENGTH_UNIT
  if (length < HEADER_BYTES) throw new DbnRefused(`A record of ${length} bytes cannot be.`)
  return length
}

/** Behind the trade there may be the time of its sending, which is not kept. */
function readTrade(bytes: Buffer, at: number, length: number): TradeRecord {
  if (length < TRADE_BYTES) throw new DbnRefused(`A trade of ${length} bytes is too short.`)
  const price = bytes.readBigInt64LE(at + 16)
  return {
    publisherId: bytes.readUInt16LE(at + 2),
    instrumentId: bytes.readUInt32LE(at + 4),
    eventNs: bytes.readBigUInt64LE(at + 8),
    price: price === NO_PRICE ? undefined : price,
    size: bytes.readUInt32LE(at + 24),
    action: String.fromCharCode(bytes.readUInt8(at + 28)),
    side: String.fromCharCode(bytes.readUInt8(at + 29)),
    flags: bytes.readUInt8(at + 30),
    receivedNs: bytes.readBigUInt64LE(at + 32),
    sequence: bytes.readUInt32LE(at + 44),
  }
}
