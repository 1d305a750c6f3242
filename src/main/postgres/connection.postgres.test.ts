import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'

const database = useDatabase()

test('a session sees the one schema, and 64-bit numbers arrive exact', async () => {
  const { rows } = await database.pool.query(
    `select current_setting('search_path') as path, 9007199254740993::int8 as big, 1.10::numeric as money, '{"b":1.0}'::json as json`,
  )
  expect(rows).toEqual([{ path: 'public,pg_temp', big: 9007199254740993n, money: '1.10', json: '{"b":1.0}' }])
})
