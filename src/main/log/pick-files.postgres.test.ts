import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { makeSample } from '../../../test/import.ts'
import { pickFiles } from './pick-files.ts'

const database = useDatabase()
const { signal } = new AbortController()
let tableId = ''

beforeAll(async () => {
  tableId = (await makeSample(database, { seed: 7 })).tableId
})

async function pick(predicate: string, path = '') {
  const picked = await pickFiles(database, { tableId, predicate, path }, signal)
  return picked?.kind === 'files' ? picked.files : picked
}

test('files are picked by partition, by statistics and by a part of their path', async () => {
  const all = await pick('true')
  const german = await pick("country = 'DE'")
  if (!Array.isArray(all) || !Array.isArray(german)) throw new Error('expected files')
  expect(german.length).toBeGreaterThan(0)
  expect(german.length).toBeLessThan(all.length)
  for (const { line, matches } of german)
    expect([line.includes('"country":"DE"'), matches]).toEqual([true, 'every-row'])
  const ranged = await pick('order_id < 10')
  expect(Array.isArray(ranged) && ranged.every(({ matches }) => matches === 'some-rows')).toBe(true)
  expect(await pick('true', 'no path has this')).toEqual([])
})

test('[W1] a predicate that cannot be read, or names what is no column, is refused with its reason', async () => {
  expect(await pick('country =')).toMatchObject({ kind: 'invalid' })
  expect(await pick("nothing = 'x'")).toMatchObject({ kind: 'invalid' })
  expect(await pickFiles(database, { tableId: randomUUID(), predicate: 'true', path: '' }, signal)).toBeUndefined()
})
