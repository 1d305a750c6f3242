import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { useDatabase, withAdmin } from '../../../test/database.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { certificates, startTlsFront } from '../../../test/tls-front.ts'
import type { ConnectionConfig } from './connection-config.ts'
import { examine, type Finding } from './doctor.ts'
import { Secret } from './secret.ts'

const given = useDatabase()
const folder = temporaryFolder()

async function findingsOf(config: ConnectionConfig): Promise<Finding[]> {
  const findings: Finding[] = []
  for await (const finding of examine(config)) findings.push(finding)
  return findings
}

test('a sound connection is fine in every step', async () => {
  const findings = await findingsOf(given.config)
  expect(findings.filter(({ state }) => state !== 'ok')).toEqual([])
  expect(findings.map(({ step }) => step)).toEqual(
    'name socket session server pooler clock ages notify schema privileges'.split(' '),
  )
  expect(findings.find(({ step }) => step === 'session')?.found).toContain('not encrypted')
})

test('a wrong password ends it at the session, with a way out and without the password', async () => {
  const findings = await findingsOf({ ...given.config, password: new Secret('s3cret-canary') })
  expect(findings.map(({ step, state }) => `${step} ${state}`)).toEqual(['name ok', 'socket ok', 'session failed'])
  expect(findings.at(-1)).toMatchObject({
    found: expect.stringMatching(/password/),
    fix: expect.stringMatching(/pg_hba/),
  })
  expect(JSON.stringify(findings)).not.toContain('s3cret-canary')
})

test('a port at which nothing listens ends it at the socket', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  server.close()
  await once(server, 'close')
  const findings = await findingsOf({ ...given.config, host: '127.0.0.1', port })
  expect(findings.at(-1)).toMatchObject({
    step: 'socket',
    state: 'failed',
    found: expect.stringMatching(/ECONNREFUSED/),
  })
})

test('what answers and is not PostgreSQL ends it at the session with what to check', async () => {
  const open = new Set<Socket>()
  const server = createServer(socket => {
    open.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const findings = await findingsOf({ ...given.config, host: '127.0.0.1', port })
  for (const socket of open) socket.destroy()
  server.close()
  expect(findings.at(-1)).toMatchObject({
    step: 'session',
    state: 'failed',
    fix: expect.stringMatching(/PostgreSQL itself/),
  })
})

test('encryption and sign-in are steps of their own, and each failure stands at its own', async () => {
  const { ca, sign } = certificates(folder())
  const front = await startTlsFront(given.config, sign('localhost'))
  try {
    const tls = { rejectUnauthorized: true, ca: await readFile(ca, 'utf8') }
    const config = { ...given.config, host: 'localhost', port: front.port, tls }
    const stepsOf = (findings: readonly Finding[]) => findings.map(({ step, state }) => `${step} ${state}`).slice(2, 4)

    const sound = await findingsOf(config)
    expect(stepsOf(sound)).toEqual(['encryption ok', 'session ok'])
    expect(sound[2]?.found).toMatch(/^TLSv1\.[23], certificate of localhost until .* verified$/)
    expect(sound.slice(2, 4).every(({ tookMs }) => tookMs > 0)).toBe(true)

    const wrongPassword = await findingsOf({ ...config, password: new Secret('s3cret-canary') })
    expect(stepsOf(wrongPassword)).toEqual(['encryption ok', 'session failed'])
    expect(wrongPassword.at(-1)?.found).toMatch(/password/)

    const untrusted = await findingsOf({ ...config, tls: { rejectUnauthorized: true } })
    expect(stepsOf(untrusted)).toEqual(['encryption failed'])
    expect(untrusted.at(-1)?.fix).toMatch(/sslrootcert/)
  } finally {
    await front.close()
  }
})

test('a schema that is not there is told and not made', async () => {
  const findings = await findingsOf({ ...given.config, schema: 'absent' })
  expect(findings.find(({ step }) => step === 'schema')).toMatchObject({
    state: 'failed',
    found: expect.stringMatching(/absent lacks the migrations 1 "tables"/),
  })
  expect(findings.at(-1)).toMatchObject({ step: 'privileges', found: expect.stringMatching(/no tables yet/) })
  const { rows } = await given.pool.query(`select from pg_namespace where nspname = 'absent'`)
  expect(rows).toEqual([])
})

test('a user without privileges learns which it lacks', async () => {
  const role = `bare_${given.config.database}`
  await withAdmin(admin => admin.query(`create role ${role}`))
  try {
    const findings = await findingsOf({ ...given.config, role })
    expect(findings.find(({ step }) => step === 'schema')?.found).toMatch(/42501/)
    expect(findings.find(({ step }) => step === 'privileges')).toMatchObject({
      state: 'failed',
      fix: expect.stringMatching(/^grant select on public\.dl_/),
    })
  } finally {
    await withAdmin(admin => admin.query(`drop role ${role}`))
  }
})
