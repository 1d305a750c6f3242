import { randomBytes } from 'node:crypto'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { inspect } from 'node:util'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { testConfig } from '../../../test/database.ts'
import { type ConnectFailure, ConnectFailure as Failure } from './connect-failure.ts'
import { type ConnectionConfig, openDatabase } from './connection.ts'
import { Secret } from './secret.ts'

const PASSWORD = 's3cret-in-no-message'
const CONNECT_TIMEOUT_MS = 500
const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

describe('a connection that cannot be made says in one sentence which step failed', () => {
  test('nothing listens', async () => {
    const port = await listen(createServer())
    servers.splice(0).forEach(server => void server.close())
    await failsWith({ host: '127.0.0.1', port }, 'connect', /Nothing accepts connections at 127\.0\.0\.1:\d+/)
  })

  test('the host has no address', async () => {
    await failsWith({ host: 'no-such-host.invalid' }, 'resolve', /host no-such-host\.invalid cannot be found/)
  })

  test('the password is wrong', async () => {
    await failsWith({ password: new Secret(PASSWORD) }, 'authenticate', /The password for .* is wrong/, '28P01')
  })

  test('a password is asked for and none is given', async () => {
    await failsWith({ password: new Secret('') }, 'authenticate', /password/i)
  })

  test('there is no such database', async () => {
    await failsWith({ database: 'no_such_database' }, 'open-database', /no_such_database does not exist/, '3D000')
  })

  test('something else than PostgreSQL answers', async () => {
    const port = await listen(createHttpServer((_, response) => response.end('hello')))
    await failsWith({ host: '127.0.0.1', port }, 'greet', /without answering as a PostgreSQL server/)
  })

  test('something else than PostgreSQL speaks first', async () => {
    const port = await listen(createServer(socket => socket.on('error', () => {}).write('SSH-2.0-OpenSSH_9.2\r\n')))
    await failsWith({ host: '127.0.0.1', port }, 'greet', /PostgreSQL server/)
  })

  test('something sends bytes without end', async () => {
    const port = await listen(createServer(socket => socket.on('error', () => {}).write(randomBytes(100_000))))
    await failsWith({ host: '127.0.0.1', port }, 'greet', /PostgreSQL server/)
  })

  test('the connection is accepted and nothing is ever said', async () => {
    const port = await listen(createServer(socket => socket.on('error', () => {})))
    await failsWith({ host: '127.0.0.1', port }, 'greet', /did not answer as a PostgreSQL server within 0\.5 s/)
  })

  test('encryption is asked for and never answered', async () => {
    const port = await listen(createServer(socket => socket.on('error', () => {}).resume()))
    await failsWith(
      { host: '127.0.0.1', port, tls: {} },
      'greet',
      /did not answer as a PostgreSQL server within 0\.5 s/,
    )
  })

  test('encryption is agreed to and its handshake never comes', async () => {
    const port = await listen(
      createServer(socket => socket.on('error', () => {}).once('data', () => socket.write('S'))),
    )
    await failsWith(
      { host: '127.0.0.1', port, tls: {} },
      'greet',
      /did not answer as a PostgreSQL server within 0\.5 s/,
    )
  })

  test('a certificate and its key are files of something else', async () => {
    const port = await listen(
      createServer(socket => socket.on('error', () => {}).once('data', () => socket.write('S'))),
    )
    const tls = { cert: 'no certificate', key: 'no key' }
    await failsWith({ host: '127.0.0.1', port, tls }, 'encrypt', /No encrypted connection/)
  })

  test('the server offers no encryption', async () => {
    await failsWith({ tls: {} }, 'encrypt', /No encrypted connection/)
  })

  test('the schema is no name that we use', async () => {
    await failsWith({ schema: 'a"; drop' }, 'check-server', /cannot be the schema/)
  })
})

async function failsWith(
  change: Partial<ConnectionConfig>,
  step: ConnectFailure['step'],
  message: RegExp,
  sqlState?: string,
): Promise<void> {
  const started = performance.now()
  const error: unknown = await openDatabase(
    { ...testConfig(), ...change },
    { connectTimeoutMs: CONNECT_TIMEOUT_MS },
  ).then(
    database => database.close(),
    (reason: unknown) => reason,
  )
  expect(performance.now() - started).toBeLessThan(CONNECT_TIMEOUT_MS + 10_000)
  expect(error).toBeInstanceOf(Failure)
  expect(error).toMatchObject({ step, message: expect.stringMatching(message), sqlState })
  const shown = inspect(error, { depth: 9, showHidden: true })
  expect(shown).not.toContain(PASSWORD)
  expect(shown).not.toContain(inject('postgres').password)
}

async function listen(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // An own server on a port has an address of this form.
  return (server.address() as AddressInfo).port
}
