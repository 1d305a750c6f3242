import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { parseConnectionUrl } from './connection-url.ts'

describe('a database URL', () => {
  test('gives every part, special characters decoded', () => {
    const parsed = parseConnectionUrl('postgresql://a%40b:p%2Fw%3A@[::1]:6543/my%20db?schema=lake&sslmode=verify-full')
    expect(parsed).toMatchObject({
      kind: 'ok',
      config: { host: '::1', port: 6543, user: 'a@b', database: 'my db', schema: 'lake', tls: {} },
    })
    expect(parsed.kind === 'ok' && parsed.config.password.reveal()).toBe('p/w:')
  })

  test('falls back to the usual user, database, port and schema', () => {
    expect(parseConnectionUrl('postgres://db.example')).toMatchObject({
      kind: 'ok',
      config: { host: 'db.example', port: 5432, user: 'postgres', database: 'postgres', schema: 'public' },
    })
    expect(parseConnectionUrl('postgres://ann@db.example')).toMatchObject({ kind: 'ok', config: { database: 'ann' } })
  })

  test.each([
    ['localhost:5432/db', /begins with postgresql:/],
    ['mysql://host/db', /begins with postgresql:/],
    ['postgresql://u:s3cret@host:port/db', /cannot be read/],
    ['postgresql://u:s3cret@host:99999/db', /cannot be read/],
    ['postgresql://u:s3cret%zz@host/db', /two hexadecimal digits/],
    ['postgresql:///db', /names no host/],
    ['postgresql://u:s3cret@host/a/b', /more than one database/],
    ['postgresql://u:s3cret@host/db?schema=Bad-Name', /lower-case letters/],
    ['postgresql://u:s3cret@host/db?schema=pg_catalog', /lower-case letters/],
    ['postgresql://u:s3cret@host/db?sslmode=maybe', /sslmode .* must be one of/],
    ['postgresql://u:s3cret@host/db?sslcert=x', /parameter sslcert/],
  ])('%s is refused, saying what was expected and no password', (url, expected) => {
    const parsed = parseConnectionUrl(url)
    expect(parsed.kind === 'invalid' && parsed.message).toMatch(expected)
    expect(JSON.stringify(parsed)).not.toContain('s3cret')
  })

  test('shows no password when it is printed, inspected or turned into JSON', () => {
    const parsed = parseConnectionUrl('postgresql://u:s3cret@host/db')
    for (const text of [
      inspect(parsed, { depth: 9, showHidden: true }),
      JSON.stringify(parsed),
      `${Object.entries(parsed)}`,
    ]) {
      expect(text).not.toContain('s3cret')
    }
  })
})
