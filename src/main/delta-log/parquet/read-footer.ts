import { type FileMetaData, parquetMetadata, parquetSchema, type SchemaTree } from 'hyparquet'
import {
  PARQUET_FOOTER_BYTES_MAX,
  PARQUET_GROUP_BYTES_MAX,
  PARQUET_ROWS_MAX,
  PARQUET_SCHEMA_NODES_MAX,
} from '../../../shared/limits.ts'
import type { ByteSource } from './byte-source.ts'
import { checkThrift } from './check-thrift.ts'
import { ParquetFailure } from './parquet-failure.ts'

const MAGIC = 0x31524150
const TAIL_BYTES = 8
const SCHEMA_DEPTH_MAX = 100

export interface Footer {
  readonly metadata: FileMetaData
  readonly schema: SchemaTree
  readonly rows: number
}

/** Reads what a parquet file says of itself, and refuses what no checkpoint would say before anything is allocated. */
export async function readFooter(source: ByteSource): Promise<Footer> {
  const bytes = await readFooterBytes(source)
  checkThrift(new DataView(bytes.buffer, bytes.byteOffset, bytes.length - TAIL_BYTES), 0)
  const metadata = parse(bytes)
  if (metadata.schema.length > PARQUET_SCHEMA_NODES_MAX) {
    const count = metadata.schema.length
    throw new ParquetFailure('schema', `Expected at most ${PARQUET_SCHEMA_NODES_MAX} schema nodes, found ${count}.`)
  }
  checkShape(metadata)
  const rows = checkRowGroups(metadata, source.size)
  return { metadata, schema: parquetSchema(metadata), rows }
}

async function readFooterBytes(source: ByteSource): Promise<Uint8Array<ArrayBuffer>> {
  if (source.size < TAIL_BYTES + 4)
    throw new ParquetFailure('footer', `Expected a parquet file, found ${source.size} bytes.`)
  const { buffer, byteOffset } = await source.read(source.size - TAIL_BYTES, source.size)
  const tail = new DataView(buffer, byteOffset, TAIL_BYTES)
  if (tail.getUint32(4, true) !== MAGIC) {
    throw new ParquetFailure('footer', 'Expected a parquet file, but its end is not that of one: it may be cut short.')
  }
  const length = tail.getUint32(0, true)
  if (length > PARQUET_FOOTER_BYTES_MAX || length > source.size - TAIL_BYTES) {
    throw new ParquetFailure(
      'footer',
      `Expected at most ${PARQUET_FOOTER_BYTES_MAX} bytes of metadata, found ${length}.`,
    )
  }
  return source.read(source.size - TAIL_BYTES - length, source.size)
}

function parse(bytes: Uint8Array<ArrayBuffer>): FileMetaData {
  try {
    return parquetMetadata(bytes, { geoparquet: false })
  } catch (error) {
    throw new ParquetFailure('footer', `The parquet file's metadata is damaged: ${String(error)}.`)
  }
}

/** Counts of children that do not add up would lead a reader astray. */
function checkShape({ schema }: FileMetaData): void {
  const open: number[] = [1]
  for (const { num_children: children = 0, name } of schema) {
    while (open.at(-1) === 0) open.pop()
    const left = open.pop()
    if (left === undefined || children < 0 || typeof name !== 'string' || open.length > SCHEMA_DEPTH_MAX) {
      throw new ParquetFailure('schema', 'The schema of the parquet file does not add up.')
    }
    open.push(left - 1, children)
  }
  if (open.some(left => left > 0)) throw new ParquetFailure('schema', 'The schema of the parquet file is incomplete.')
}

function checkRowGroups({ num_rows: total, row_groups: groups }: FileMetaData, fileSize: number): number {
  let rows = 0
  for (const { num_rows: groupRows, columns } of groups) {
    if (!(groupRows >= 0n)) throw new ParquetFailure('rows', 'A row group says that it has fewer than no rows.')
    rows += Number(groupRows)
    let bytes = 0
    for (const { meta_data: column, file_path: path } of columns) {
      if (!column || path)
        throw new ParquetFailure('schema', 'A column lies in another file, which checkpoints never do.')
      const size = Number(column.total_compressed_size)
      if (!(size >= 0 && size <= fileSize)) throw new ParquetFailure('footer', 'A column is larger than its file.')
      bytes += size
    }
    if (bytes > PARQUET_GROUP_BYTES_MAX) {
      throw new ParquetFailure(
        'too-large',
        `Expected row groups of at most ${PARQUET_GROUP_BYTES_MAX} bytes, got ${bytes}.`,
      )
    }
  }
  if (rows > PARQUET_ROWS_MAX) {
    throw new ParquetFailure('too-large', `Expected at most ${PARQUET_ROWS_MAX} rows, the file says ${rows}.`)
  }
  if (total !== BigInt(rows)) {
    throw new ParquetFailure('rows', `The file says that it has ${total} rows, its row groups have ${rows}.`)
  }
  return rows
}
