import type { Table } from '../copy/define-table.ts'
import type { EncodedChunk } from '../copy/encoded-chunk.ts'
import { findEncodedRow } from '../copy/read-encoded-rows.ts'
import type { CopyFormat } from '../copy/table-statements.ts'

/** A row of an action table as it was before it was laid out; which action it is of stands in it. */
export type FoundActionRow = Readonly<Record<string, unknown>> & { readonly ordinal: number | undefined }

/** One of the rows of an action table that were laid out for COPY, by its number from 0. */
export async function findActionRow(
  chunks: AsyncIterable<EncodedChunk>,
  { columns, columnNames }: Table,
  format: CopyFormat,
  row: number,
): Promise<FoundActionRow | undefined> {
  const fields = await findEncodedRow(chunks, format, row)
  if (fields === undefined) return undefined
  const values = Object.fromEntries(
    columnNames.map((name, place) => {
      const [field, type = ''] = [fields[place], columns[name]?.sqlType]
      if (field === null || field === undefined) return [name, null]
      return [name, typeof field === 'string' ? valueOfText(type, field) : valueOfBytes(type, field)]
    }),
  )
  return { ...values, ordinal: typeof values.ordinal === 'number' ? values.ordinal : undefined }
}

function valueOfText(type: string, text: string): unknown {
  switch (type) {
    case 'bigint':
      return BigInt(text)
    case 'integer':
      return Number(text)
    case 'boolean':
      return text === 't' || text === 'true'
    default:
      return text
  }
}

/** Of the types that action tables have. */
function valueOfBytes(type: string, bytes: Buffer): unknown {
  switch (type) {
    case 'bigint':
      return bytes.readBigInt64BE()
    case 'integer':
      return bytes.readInt32BE()
    case 'boolean':
      return bytes[0] === 1
    case 'uuid':
      return bytes.toString('hex').replace(UUID, '$1-$2-$3-$4-$5')
    case 'jsonb':
      return bytes.toString('utf8', JSONB_VERSION_BYTES)
    case 'text[]':
      return textsOf(bytes)
    default:
      return bytes.toString('utf8')
  }
}

const UUID = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/
const JSONB_VERSION_BYTES = 1
/** Dimensions, whether there are nulls, type, length and first index, in 32 bits each. */
const ARRAY_HEADER_BYTES = 20
const ARRAY_EMPTY_BYTES = 12

/** An array of one dimension without nulls. */
function textsOf(bytes: Buffer): string[] {
  const texts: string[] = []
  if (bytes.length === ARRAY_EMPTY_BYTES) return texts
  for (let at = ARRAY_HEADER_BYTES; at < bytes.length; ) {
    const length = bytes.readInt32BE(at)
    texts.push(bytes.toString('utf8', at + 4, at + 4 + length))
    at += 4 + length
  }
  return texts
}
