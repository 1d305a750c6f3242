import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { configOfText } from './config-of-text.ts'

describe('a database URL', () => {
  test('gives every part, special characters decoded', () => {
    const parsed = configOfText('postgresql://a%40b:p%2Fw%3A@[::1]:6543/my%20db?schema=lake&sslmode=verify-full')
    expect(parsed).toMatchObject({
      kind: 'ok',
      config: { host: '::1', port: 6543, user: 'a@b', database: 'my db', schema: 'lake', tls: {} },
    })
    expect(parsed.kind === 'ok' && parsed.config.password.reveal()).toBe('p/w:')
  })

  test('falls back to the usual user, database, port and schema', () => {
    expect(configOfText('postgres://db.example')).toMatchObject({
      kind: 'ok',
      config: { host: 'db.example', port: 5432, user: 'postgres', database: 'postgres', schema: 'public' },
    })
    expect(configOfText('postgres://ann@db.example')).toMatchObject({ kind: 'ok', config: { database: 'ann' } })
  })

  test.each([
    ['localhost:5432/db', /is expected as postgresql:/],
    ['mysql://host/db', /is expected as postgresql:/],
    ['postgresql://u:s3cret@host:port/db', /cannot be read/],
    ['postgresql://u:s3cret@host:99999/db', /port .* from 1 to 65535/],
    ['postgresql://u:s3cret%zz@host/db', /two hexadecimal digits/],
    ['postgresql:///db', /names no host/],
    ['postgresql://u:s3cret@host/a/b', /more than one database/],
    ['postgresql://u:s3cret@host/db?schema=Bad-Name', /lower-case letters/],
    ['postgresql://u:s3cret@host/db?schema=pg_catalog', /lower-case letters/],
    ['postgresql://u:s3cret@host/db?sslmode=maybe', /sslmode .* must be one of/],
    ['postgresql://u:s3cret@host/db?sslcert=/nowhere/s.pem', /file of sslcert cannot be read \(ENOENT\)/],
    ['postgresql://u:s3cret@host/db?channel_binding=maybe', /channel_binding .* must be one of/],
    ['postgresql://u:s3cret@host/db?requiressl=1', /parameter requiressl/],
    ['postgresql://u:s3cret@a,b/db', /several hosts/],
    ['host=a,b password=s3cret', /several hosts/],
    ['dbname=x password=s3cret', /names no host/],
  ])('%s is refused, saying what was expected and no password', (url, expected) => {
    const parsed = configOfText(url)
    expect(parsed.kind === 'invalid' && parsed.message).toMatch(expected)
    expect(JSON.stringify(parsed)).not.toContain('s3cret')
  })

  test('shows no password when it is printed, inspected or turned into JSON', () => {
    const parsed = configOfText('postgresql://u:s3cret@host/db')
    for (const text of [
      inspect(parsed, { depth: 9, showHidden: true }),
      JSON.stringify(parsed),
      `${Object.entries(parsed)}`,
    ]) {
      expect(text).not.toContain('s3cret')
    }
  })
})

describe('TLS by the names of libpq', () => {
  const folder = temporaryFolder()
  const tlsOf = (text: string) => {
    const parsed = configOfText(text)
    if (parsed.kind !== 'ok') throw new Error(parsed.message)
    return parsed.config.tls
  }

  test('a server elsewhere is verified where nothing is said, one on this machine is not encrypted', () => {
    expect(tlsOf('postgresql://db.example/x')).toEqual({ minVersion: 'TLSv1.2', rejectUnauthorized: true })
    expect(tlsOf('postgresql://127.0.0.1.example/x')).toMatchObject({ rejectUnauthorized: true })
    for (const host of ['localhost', '127.0.0.1', '[::1]', '%2Fvar%2Frun']) {
      expect(tlsOf(`postgresql://${host}/x`), host).toBeUndefined()
    }
  })

  test.each([
    ['disable', undefined],
    ['allow', undefined],
    ['prefer', { minVersion: 'TLSv1.2', rejectUnauthorized: false }],
    ['require', { minVersion: 'TLSv1.2', rejectUnauthorized: false }],
    ['verify-ca', { minVersion: 'TLSv1.2', rejectUnauthorized: true, checkServerIdentity: expect.any(Function) }],
    ['verify-full', { minVersion: 'TLSv1.2', rejectUnauthorized: true }],
  ])('%s is said in full', (mode, expected) => {
    expect(tlsOf(`postgresql://db.example/x?sslmode=${mode}`)).toEqual(expected)
  })

  test('a certificate that vouches is asked also under require', () => {
    const [ca = ''] = rootCertificates
    const path = join(folder(), 'ca.pem')
    writeFileSync(path, ca)
    const tls = tlsOf(`host=db.example sslmode=require sslrootcert='${path}'`)
    expect(tls).toMatchObject({ rejectUnauthorized: true, ca })
  })
})
