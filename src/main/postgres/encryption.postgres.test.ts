import { afterAll, beforeAll, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { type Certificate, certificates, startTlsFront, type TlsFront } from '../../../test/tls-front.ts'
import type { TlsMode } from '../../shared/connection/connection-parameters.ts'
import { configOfParameters } from './config-of-parameters.ts'
import { connectClient } from './connect-client.ts'
import { ConnectFailure } from './connect-failure.ts'
import { encryptionOf } from './describe-encryption.ts'
import { peerOf } from './peer-of.ts'
import { settleEncryption } from './settle-encryption.ts'

const given = useDatabase()
const folder = temporaryFolder()
let ca: string
let sign: (name: string, days?: number) => Certificate
const fronts: TlsFront[] = []

beforeAll(() => {
  const made = certificates(folder())
  ca = made.ca
  sign = made.sign
})
afterAll(() => Promise.all(fronts.map(front => front.close())))

async function frontWith(certificate: Certificate | undefined, options = {}): Promise<TlsFront> {
  const front = await startTlsFront(given.config, certificate, options)
  fronts.push(front)
  return front
}

/** `encryptionOf` where a session came about, else the step that failed. */
async function outcomeOf({ port }: TlsFront, sslmode: TlsMode, rootCertificate?: string): Promise<string> {
  const { user, password, database } = given.config
  const parameters = { host: 'localhost', port: String(port), user, dbname: database, sslmode }
  const all = { ...parameters, password: password.reveal(), ...(rootCertificate && { sslrootcert: rootCertificate }) }
  const read = configOfParameters(new Map(Object.entries(all)))
  if (read.kind !== 'ok') throw new Error(read.message)
  try {
    const config = await settleEncryption(read.config)
    const client = await connectClient(config)
    await client.query('select')
    const peer = peerOf(client)
    await client.end()
    const said = encryptionOf(config)
    expect(peer === null, said).toBe(config.tls === undefined)
    if (peer !== null) {
      expect(peer).toMatchObject({
        protocol: expect.stringMatching(/^TLSv1\.[23]$/),
        subject: expect.stringMatching(/./),
      })
      if (said === 'TLS verify-full') expect(peer).toMatchObject({ subject: 'localhost', isVerified: true })
    }
    return said
  } catch (error) {
    if (error instanceof ConnectFailure) return `no ${error.step}: ${error.message}`
    throw error
  }
}

test('[W7] verify-full takes the certificate of a trusted authority for this name, and no other', async () => {
  const right = await frontWith(sign('localhost'))
  expect(await outcomeOf(right, 'verify-full', ca)).toBe('TLS verify-full')
  expect(await outcomeOf(right, 'verify-full')).toMatch(/^no encrypt: .*SIGNATURE|^no encrypt: .*CERT/)
  const other = await frontWith(sign('elsewhere.example'))
  expect(await outcomeOf(other, 'verify-full', ca)).toMatch(/^no encrypt: .*ERR_TLS_CERT_ALTNAME_INVALID/)
  expect(await outcomeOf(other, 'verify-ca', ca)).toBe('TLS verify-ca')
  const expired = await frontWith(sign('localhost', -1))
  expect(await outcomeOf(expired, 'verify-full', ca)).toMatch(/^no encrypt: .*CERT_HAS_EXPIRED/)
  expect(await outcomeOf(expired, 'verify-ca', ca)).toMatch(/^no encrypt/)
})

test('require encrypts without asking who answers, unless it was said who may vouch', async () => {
  const other = await frontWith(sign('elsewhere.example'))
  expect(await outcomeOf(other, 'require')).toBe('TLS, server not verified')
  expect(await outcomeOf(other, 'require', ca)).toBe('TLS verify-ca')
  expect(other.seen.plain).toBe(0)
})

test('[W7] where somebody on the way refuses encryption, the modes that need it end and send no password', async () => {
  const plain = await frontWith(undefined)
  for (const mode of ['require', 'verify-ca', 'verify-full'] as const) {
    expect(await outcomeOf(plain, mode, ca), mode).toMatch(/^no encrypt: .*the server offers none/)
  }
})

test('prefer encrypts where it can and falls back where it cannot; allow the other way round', async () => {
  const encrypting = await frontWith(sign('elsewhere.example'))
  const plain = await frontWith(undefined)
  const strict = await frontWith(sign('elsewhere.example'), { isStrict: true })
  expect(await outcomeOf(encrypting, 'prefer')).toBe('TLS, server not verified')
  expect(await outcomeOf(plain, 'prefer')).toBe('not encrypted')
  expect(await outcomeOf(encrypting, 'allow')).toBe('not encrypted')
  expect(encrypting.seen.plain).toBeGreaterThan(0)
  expect(await outcomeOf(strict, 'disable')).toMatch(/^no /)
})
