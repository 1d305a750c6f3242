import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { CompressionCodec } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { ParquetFailure } from './parquet-failure.ts'

/** Decompresses a page to exactly `size` bytes; `size` was checked against the limits before. */
export function decompress(codec: CompressionCodec, input: Uint8Array, size: number): Uint8Array {
  if (codec === 'UNCOMPRESSED') return exactly(input, size)
  if (size === 0) return new Uint8Array(0)
  try {
    return exactly(decompressed(codec, input, size), size)
  } catch (error) {
    if (error instanceof ParquetFailure) throw error
    throw new ParquetFailure('codec', `A page cannot be decompressed as ${codec}: ${String(error)}.`)
  }
}

/** Node's own decompressors stop at a limit; the others write into an output of the given size. */
function decompressed(codec: CompressionCodec, input: Uint8Array, size: number): Uint8Array {
  const limit = { maxOutputLength: size }
  if (codec === 'GZIP') return gunzipSync(input, limit)
  if (codec === 'ZSTD') return zstdDecompressSync(input, limit)
  if (codec === 'BROTLI') return brotliDecompressSync(input, limit)
  const decompressor = compressors[codec]
  if (!decompressor) throw new ParquetFailure('codec', `Pages compressed as ${codec} are not supported.`)
  return decompressor(input, size)
}

function exactly(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length === size) return bytes
  throw new ParquetFailure('page', `A page should have ${size} bytes and has ${bytes.length}.`)
}
