import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { type Certificate, certificates } from '../../../test/tls-front.ts'
import { CERTIFICATE_USER, type TlsServer, tlsServer } from '../../../test/tls-server.ts'
import { configOfParameters } from './config-of-parameters.ts'
import { examine } from './doctor.ts'

const PASSPHRASE = 'correct horse'
const folder = temporaryFolder()
const others = temporaryFolder()
const pretenders = temporaryFolder()
let server: TlsServer
let known: Certificate
let stranger: Certificate
/** Of an authority that calls itself as the trusted one does. */
let pretender: Certificate

beforeAll(async () => {
  server = await tlsServer(folder(), 'localhost')
  known = server.sign(CERTIFICATE_USER)
  stranger = certificates(others(), 'Another authority').sign(CERTIFICATE_USER)
  pretender = certificates(pretenders()).sign(CERTIFICATE_USER)
})
afterAll(() => server?.remove())

const own = ({ cert, key }: Certificate) => ({ sslcert: cert, sslkey: key })

/** The step that failed and its sentence, or how one is signed in; before anything is sent there is no step. */
async function outcomeOf(given: Readonly<Record<string, string>>, home = folder()): Promise<string> {
  const { port, user, password } = server.config
  const way = {
    host: 'localhost',
    port: String(port),
    dbname: 'postgres',
    sslmode: 'verify-full',
    sslrootcert: server.ca,
  }
  const signedIn = given.user === undefined ? { user, password: password.reveal() } : {}
  const said = Object.entries({ ...way, ...signedIn, ...given }).filter(([, value]) => value !== '')
  const read = configOfParameters(new Map(said), home)
  if (read.kind !== 'ok') return `${read.kind}: ${read.message}`
  let last = ''
  for await (const { step, state, found } of examine(read.config)) {
    if (state === 'failed' && step !== 'schema') return `${step}: ${found}`
    if (step === 'session') last = found
  }
  return last
}

function fileOf(name: string, text: string): string {
  const path = join(folder(), name)
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

describe('a server with TLS of its own', () => {
  test('lets in who has the password, bound to the encryption, and who has a certificate of its authority', async () => {
    expect(await outcomeOf({})).toBe('signed in as postgres')
    expect(await outcomeOf({ channel_binding: 'require' })).toBe('signed in as postgres')
    expect(await outcomeOf({ user: CERTIFICATE_USER, ...own(known) })).toBe(`signed in as ${CERTIFICATE_USER}`)
  })

  test('[W7] a certificate of ours that it does not take is told with its reason', async () => {
    const user = CERTIFICATE_USER
    expect(await outcomeOf({ user, ...own(stranger) })).toMatch(
      /^encryption: .*the server does not trust who made our certificate/,
    )
    expect(await outcomeOf({ user, ...own(pretender) })).toMatch(/^encryption: .*the server cannot verify our cert/)
    expect(await outcomeOf({ user, ...own(server.sign('somebody-else')) })).toMatch(/^session: .*28000/)
    expect(await outcomeOf({ user })).toMatch(/^session: .*28000/)
    expect(await outcomeOf({ user, ...own(server.sign(user, -1)) })).toMatch(
      /^encryption: .*our certificate has expired/,
    )
  })

  test('[W7] its certificate is held against who is trusted, the name and the time', async () => {
    const untrusted = /^encryption: .*nobody who is trusted here made its certificate/
    expect(await outcomeOf({ sslrootcert: join(others(), 'ca.pem') })).toMatch(untrusted)
    expect(await outcomeOf({ sslrootcert: 'system' })).toMatch(untrusted)
    const sameName = join(pretenders(), 'ca.pem')
    expect(await outcomeOf({ sslrootcert: sameName })).toMatch(/^encryption: .*under the same name/)
    expect(await outcomeOf({ host: '127.0.0.1' })).toMatch(/^encryption: .*is for localhost and not for 127\.0\.0\.1/)
    expect(await outcomeOf({ host: '127.0.0.1', sslmode: 'verify-ca' })).toBe('signed in as postgres')
    await server.show(server.sign('localhost', -1))
    await expect.poll(() => outcomeOf({}), { timeout: 60_000 }).toMatch(/^encryption: .*its certificate has expired/)
    await server.show(server.sign('localhost'))
    await expect.poll(() => outcomeOf({}), { timeout: 60_000 }).toBe('signed in as postgres')
  })

  test('the files that libpq looks for in a home are taken where none are named', async () => {
    const usual = join(folder(), '.postgresql')
    mkdirSync(usual)
    copyFileSync(server.ca, join(usual, 'root.crt'))
    copyFileSync(known.cert, join(usual, 'postgresql.crt'))
    copyFileSync(known.key, join(usual, 'postgresql.key'))
    const home = folder()
    const way = { sslrootcert: '', user: CERTIFICATE_USER }
    expect(await outcomeOf(way, home)).toBe(`signed in as ${CERTIFICATE_USER}`)
    rmSync(usual, { recursive: true })
    expect(await outcomeOf(way, home)).toMatch(/^encryption: .*nobody who is trusted here made its certificate/)
  })

  test('[W7] without encryption it lets nobody in, and the sentence says so', async () => {
    expect(await outcomeOf({ sslmode: 'disable' })).toMatch(/^session: The server does not let this user in.*28000/)
  })
})

describe('files of certificates are looked at before anything is sent', () => {
  const locked = (name: string): Certificate => {
    const { cert, key } = server.sign(CERTIFICATE_USER)
    const path = join(folder(), name)
    execFileSync('openssl', ['pkcs8', '-topk8', '-in', key, '-out', path, '-passout', `pass:${PASSPHRASE}`])
    chmodSync(path, 0o600)
    return { cert, key: path }
  }

  test('an encrypted key needs its passphrase, and no other one', async () => {
    const files = { user: CERTIFICATE_USER, ...own(locked('locked.key')) }
    expect(await outcomeOf(files)).toMatch(/^passphrase-needed: .*was not given/)
    expect(await outcomeOf({ ...files, sslpassword: 'wrong' })).toMatch(/^passphrase-needed: .*not its passphrase/)
    expect(await outcomeOf({ ...files, sslpassword: PASSPHRASE })).toBe(`signed in as ${CERTIFICATE_USER}`)
  })

  test('a key of another certificate, half of a pair and files of something else are named', async () => {
    const { key } = server.sign('somebody-else')
    const text = fileOf('text.pem', 'no certificate at all')
    const torn = fileOf('torn.pem', '-----BEGIN CERTIFICATE-----\nabcd\n-----END CERTIFICATE-----\n')
    const tornKey = fileOf('torn.key', '-----BEGIN PRIVATE KEY-----\nabcd\n-----END PRIVATE KEY-----\n')
    const cases: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
      [{ sslcert: known.cert, sslkey: key }, /sslkey is not the key of the certificate/],
      [{ sslcert: known.cert }, /sslcert without sslkey/],
      [{ sslkey: known.key }, /sslkey without sslcert/],
      [{ sslrootcert: text }, /sslrootcert holds no certificate in PEM form/],
      [{ sslrootcert: torn }, /sslrootcert cannot be read as PEM/],
      [{ sslrootcert: folder() }, /sslrootcert cannot be read \(EISDIR\)/],
      [{ sslcert: text, sslkey: known.key }, /sslcert holds no certificate/],
      [{ sslcert: known.key, sslkey: known.key }, /sslcert holds no certificate/],
      [{ sslcert: known.cert, sslkey: text }, /sslkey holds no private key/],
      [{ sslcert: known.cert, sslkey: tornKey }, /sslkey cannot be read as PEM/],
      [{ sslcert: known.cert, sslkey: `${key}.gone` }, /sslkey cannot be read \(ENOENT\)/],
      [{ channel_binding: 'always' }, /channel_binding of the connection must be one of/],
    ]
    for (const [files, sentence] of cases) {
      const outcome = await outcomeOf(files)
      expect(outcome).toMatch(/^invalid: /)
      expect(outcome).toMatch(sentence)
    }
  })
})
