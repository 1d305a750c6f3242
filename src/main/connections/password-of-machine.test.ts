import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { configOfText } from '../postgres/config-of-text.ts'
import type { Machine } from './machine.ts'
import { withPasswordOfMachine } from './password-of-machine.ts'

const folder = temporaryFolder()

async function passwordOf(text: string, environment: Machine['environment']): Promise<string> {
  const parsed = configOfText(text)
  if (parsed.kind !== 'ok') throw new Error(parsed.message)
  const machine: Machine = { environment, home: folder(), platform: 'linux' }
  return (await withPasswordOfMachine(parsed.config, machine)).password.reveal()
}

test('a text without a password takes the one that libpq would take: of the environment, else of the password file', async () => {
  const file = join(folder(), 'pgpass')
  await writeFile(file, 'db1:5432:lake:etl:filed\n*:*:*:etl:any\n', { mode: 0o600 })
  const place = 'host=db1 dbname=lake user=etl'
  expect(await passwordOf(`${place} password=own`, { PGPASSWORD: 'environment', PGPASSFILE: file })).toBe('own')
  expect(await passwordOf(place, { PGPASSWORD: 'environment', PGPASSFILE: file })).toBe('environment')
  expect(await passwordOf(place, { PGPASSFILE: file })).toBe('filed')
  expect(await passwordOf('host=db2 dbname=lake user=etl', { PGPASSFILE: file })).toBe('any')
  expect(await passwordOf('host=db2 dbname=lake user=other', { PGPASSFILE: file })).toBe('')
  expect(await passwordOf(place, { PGPASSFILE: join(folder(), 'absent') })).toBe('')
})

test('[W6] a password file that others can read is passed over', async () => {
  const file = join(folder(), 'open-pgpass')
  await writeFile(file, '*:*:*:*:seen\n')
  await chmod(file, 0o644)
  expect(await passwordOf('host=db1 user=etl', { PGPASSFILE: file })).toBe('')
})
