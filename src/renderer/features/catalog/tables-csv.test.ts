import { expect, test } from 'vitest'
import { tablesCsv } from './tables-csv.ts'

test('a table is a line of the sheet, and its name no formula', () => {
  const table = {
    ...{ tableId: 'a1', name: '=sum(a,"b")', location: null, head: 3n, lastCommit: null },
    ...{ totalFiles: 2n, totalBytes: 30n, totalRows: null },
  }
  expect(tablesCsv([table]).split('\r\n')[1]).toBe(`"'=sum(a,""b"")",a1,,3,,,2,30,`)
})
