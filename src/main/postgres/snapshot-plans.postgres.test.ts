import { beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { explain } from '../../../test/explain.ts'
import { generateTable } from '../../../test/generated-table.ts'
import { FILE_CHANGE_TOTALS, FILE_CHANGES_PAGE } from './file-changes.ts'
import { filePageStatement } from './snapshot-files.ts'
import { fileSizesStatement } from './snapshot-totals.ts'

const database = useDatabase()
const VERSIONS = 20_000
let tableId: string

beforeAll(async () => {
  tableId = await generateTable(database, { versions: VERSIONS, filesPerVersion: 5, lifetimeVersions: 50 })
  // A second table of the same size: an index that is not led by the table would show.
  await generateTable(database, { versions: VERSIONS, filesPerVersion: 5, lifetimeVersions: 50 })
})

describe('hot queries on 100,000 files in 20,000 versions', () => {
  test.each([VERSIONS - 1, VERSIONS / 2, 100])(
    'the newest files of version %i are read off the primary key',
    async version => {
      for (const after of [undefined, { version: BigInt(version - 30), ordinal: 2 }]) {
        const { text, values } = filePageStatement({
          tableId,
          version: BigInt(version),
          sort: 'added',
          descending: true,
          filter: {},
          after,
          limit: 200,
        })
        const plan = await explain(database.pool, text, values)
        expect(plan).toContain('Index Scan Backward using dl_add_files_pkey on dl_add_files')
        expect(plan).not.toMatch(/Sort|Seq Scan/)
      }
    },
  )

  test('another order, or a sum over all files, follows the live files and not the whole table', async () => {
    const version = BigInt(VERSIONS - 10)
    const sorted = filePageStatement({ tableId, version, sort: 'path', descending: true, filter: {}, limit: 200 })
    const sizes = fileSizesStatement(tableId, version, {})
    for (const { text, values } of [sorted, sizes]) {
      const plan = await explain(database.pool, text, values)
      expect(plan).toContain('dl_add_files_present')
      expect(plan).toContain('dl_add_files_retired')
      expect(plan).not.toContain('Seq Scan')
    }
    expect(await explain(database.pool, sizes.text, sizes.values)).toContain(
      'Index Only Scan using dl_add_files_present',
    )
  })

  test.each([
    [VERSIONS - 2, VERSIONS - 1],
    [VERSIONS / 2, VERSIONS / 2 + 1],
    [500, 600],
  ])('what lies between v%i and v%i is two index ranges', async (older, newer) => {
    const totals = await explain(database.pool, FILE_CHANGE_TOTALS, [tableId, older, newer])
    const page = await explain(database.pool, FILE_CHANGES_PAGE, [tableId, older, newer, null, null, null, 201])
    for (const plan of [totals, page]) {
      expect(plan).toContain('dl_add_files_pkey')
      expect(plan).toContain('dl_add_files_retired')
      expect(plan).not.toContain('Seq Scan')
    }
  })
})
