import fc from 'fast-check'
import type { Encoding } from 'hyparquet'
import { describe, expect, test } from 'vitest'
import { bool, checkpointParquet, long, struct, text } from '../../../../test/checkpoint-parquet.ts'
import { readFooter } from './read-footer.ts'
import { isGroup, type RowValue } from './record-reader.ts'
import { openRowGroup } from './row-groups.ts'
import { rowSchema } from './row-schema.ts'

/** What comes back of the one field of the one column `txn`, row by row; a missing struct is `undefined`. */
async function roundTrip(
  field: ReturnType<typeof text>,
  values: readonly unknown[],
  encoding: Encoding | undefined,
  pageSize = 200,
): Promise<unknown[]> {
  const name = field[0]?.name ?? ''
  const rows = values.map(value => (value === undefined ? {} : { txn: { [name]: value } }))
  const options = { columns: [struct('txn', [field])], pageSize, rowGroupSize: 50, codec: 'UNCOMPRESSED' as const }
  const bytes = checkpointParquet(rows, encoding === undefined ? options : { ...options, encoding })
  const source = {
    size: bytes.length,
    read: async (start: number, end: number) => new Uint8Array(bytes.slice(start, end)),
  }
  const { metadata, schema } = await readFooter(source)
  const found: RowValue[] = []
  for (const group of metadata.row_groups) {
    const open = await openRowGroup(
      source,
      group,
      rowSchema(schema, () => true),
    )
    for (let row = 0; row < open.rows; row++) found.push(open.readers[0]?.read() ?? null)
    open.close()
  }
  return found.map(value => (isGroup(value) && value.kind === 'struct' ? value.fields[0] : undefined))
}

const strings = fc.array(fc.option(fc.option(fc.string({ unit: 'grapheme' })), { nil: undefined }), {
  minLength: 1,
  maxLength: 150,
})
const longs = fc.array(
  fc.option(fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), { nil: undefined }),
  {
    minLength: 1,
    maxLength: 150,
  },
)

describe('whatever is written in an encoding comes back, nulls and missing structs told apart', () => {
  test.for<Encoding | undefined>([undefined, 'PLAIN', 'DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY'])(
    'text as %s',
    async encoding => {
      await fc.assert(
        fc.asyncProperty(strings, async values => {
          expect(await roundTrip(text('v'), values, encoding)).toEqual(values)
        }),
        { numRuns: 60 },
      )
    },
  )

  test.for<Encoding | undefined>([undefined, 'PLAIN', 'DELTA_BINARY_PACKED'])('numbers as %s', async encoding => {
    await fc.assert(
      fc.asyncProperty(longs, async values => {
        expect(await roundTrip(long('v'), values, encoding)).toEqual(values)
      }),
      { numRuns: 60 },
    )
  })

  test.for<Encoding | undefined>([undefined, 'PLAIN', 'RLE'])('booleans as %s', async encoding => {
    const booleans = fc.array(fc.option(fc.option(fc.boolean()), { nil: undefined }), { minLength: 1, maxLength: 150 })
    await fc.assert(
      fc.asyncProperty(booleans, async values => {
        expect(await roundTrip(bool('v'), values, encoding)).toEqual(values)
      }),
      { numRuns: 60 },
    )
  })
})

test('a dictionary is used where values repeat', async () => {
  const values = Array.from({ length: 400 }, (_, index) => (index % 11 === 0 ? null : `value ${index % 5}`))
  expect(await roundTrip(text('v'), values, undefined, 100_000)).toEqual(values)
})

test('an encoding that is not supported is refused by name', async () => {
  await expect(roundTrip(long('v'), [1n, 2n, 3n], 'BYTE_STREAM_SPLIT')).rejects.toMatchObject({ problem: 'encoding' })
})
