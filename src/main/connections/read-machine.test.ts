import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { discoverConnections } from './discover-connections.ts'
import { readPgService } from './read-pg-service.ts'
import { findPgpass, readPgpass } from './read-pgpass.ts'

const SERVICES = `# services
[lake_ro]
host = db1
port=6432
dbname=lake
password=canary-service

stray line
[lake_rw]
host=db1
`

test('sections of a service file are read with their place, comments and stray lines passed over', () => {
  const services = readPgService(SERVICES)
  expect(services.map(({ name, line }) => [name, line])).toEqual([
    ['lake_ro', 2],
    ['lake_rw', 9],
  ])
  expect(Object.fromEntries(services[0]?.parameters ?? [])).toMatchObject({ host: 'db1', port: '6432', dbname: 'lake' })
})

test('the first line of a password file that fits is the one that counts, with its escapes', () => {
  const entries = readPgpass('# x\nbroken:line\ndb1:5432:lake:etl:a\\:b\\\\c\n*:*:*:etl:other\nlocalhost:*:*:me:s:t\n')
  const place = { host: 'db1', port: 5432, database: 'lake', user: 'etl' }
  expect(findPgpass(entries, place)).toBe('a:b\\c')
  expect(findPgpass(entries, { ...place, port: 6432 })).toBe('other')
  expect(findPgpass(entries, { ...place, host: '/var/run', user: 'me' })).toBe('s:t')
  expect(findPgpass(entries, { ...place, user: 'nobody' })).toBeUndefined()
})

test('what this machine knows is listed by its place, and no password is', async () => {
  const home = await mkdtemp(join(tmpdir(), 'deltadesk-found-'))
  try {
    await writeFile(join(home, '.pg_service.conf'), SERVICES)
    await writeFile(join(home, '.pgpass'), 'db1:5432:lake:etl:canary-pgpass\n*:*:*:*:canary-any\n', { mode: 0o600 })
    const environment = { PGHOST: 'db9', PGUSER: 'ann', PGPASSWORD: 'canary-environment' }
    const found = await discoverConnections({ environment, home, platform: 'linux' })
    expect(found.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      ...['environment ann@db9', 'service lake_ro', 'service lake_rw', 'pgpass etl@db1:5432/lake'],
    ])
    expect(found[1]).toMatchObject({
      where: expect.stringMatching(/\.pg_service\.conf:2$/),
      reference: { kind: 'service', name: 'lake_ro' },
      hasPassword: true,
    })
    expect(JSON.stringify(found)).not.toContain('canary')
  } finally {
    await rm(home, { recursive: true })
  }
})
