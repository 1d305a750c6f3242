import { constants, gzipSync, zstdCompressSync } from 'node:zlib'
import type { CompressionCodec } from 'hyparquet'
import { snappyCompress } from 'hyparquet-writer/src/snappy.js'

/** The names that tables use for codecs, and parquet's. Every reader knows these four. */
const CODECS: ReadonlyMap<string, CompressionCodec> = new Map([
  ['snappy', 'SNAPPY'],
  ['zstd', 'ZSTD'],
  ['gzip', 'GZIP'],
  ['uncompressed', 'UNCOMPRESSED'],
  ['none', 'UNCOMPRESSED'],
])

/** The codec of a table's property; Snappy, which readers of all ages know, where it is not set or not known here. */
export function codecOf(property: string | undefined): CompressionCodec {
  return CODECS.get(property?.toLowerCase() ?? '') ?? 'SNAPPY'
}

/** Native code with little effort: a checkpoint is replaced by the next one soon. */
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

export function compress(codec: CompressionCodec, bytes: Uint8Array): Uint8Array {
  switch (codec) {
    case 'SNAPPY':
      return snappyCompress(bytes)
    case 'ZSTD':
      return zstdCompressSync(bytes, ZSTD)
    case 'GZIP':
      return gzipSync(bytes, { level: constants.Z_BEST_SPEED })
    default:
      return bytes
  }
}
