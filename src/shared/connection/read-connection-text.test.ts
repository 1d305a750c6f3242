import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readConnectionText } from './read-connection-text.ts'

function parametersOf(text: string): Record<string, string> {
  const read = readConnectionText(text)
  if (read.kind === 'invalid') throw new Error(read.message)
  return Object.fromEntries(read.parameters)
}

const WHOLE = { host: 'db1', port: '6432', user: 'etl', password: "p '\\w", dbname: 'lake' }

describe('a connection as people paste it', () => {
  test.each([
    ['uri', `postgresql://etl:p%20'%5Cw@db1:6432/lake`],
    ['uri', `export DATABASE_URL="postgresql://etl:p%20'%5Cw@db1:6432/lake"`],
    ['jdbc', `jdbc:postgresql://db1:6432/lake?user=etl&password=p%20'%5Cw`],
    ['keywords', String.raw`host=db1 port = 6432 user=etl password='p \'\\w' dbname=lake`],
    ['psql', String.raw`PGPASSWORD="p '\\w" psql -h db1 -p6432 --username=etl -w lake`],
    [
      'psql',
      String.raw`$ PGPASSWORD="p '\\w" psql -h db1 -p6432 --username=etl -At -v ON_ERROR_STOP=1 -c 'select 1' lake`,
    ],
    ['psql', String.raw`PGPASSWORD=p\ \'\\w psql "host=db1 port=6432 dbname=lake" -U etl`],
    [
      'environment',
      `# the lake\nexport PGHOST=db1\nexport PGPORT="6432"; PGUSER=etl\nLANG=C\nPGPASSWORD="p '\\\\w"\nPGDATABASE=lake`,
    ],
  ])('%s is understood whole: %s', (notation, text) => {
    expect(readConnectionText(text)).toMatchObject({ kind: 'understood', notation })
    expect(parametersOf(text)).toEqual(WHOLE)
  })

  test('parameters of every notation arrive under one name', () => {
    const expected = { sslmode: 'verify-full', host: 'h' }
    expect(parametersOf('postgresql://h?sslmode=verify-full')).toEqual(expected)
    expect(parametersOf('jdbc:postgresql://h/?ssl=true')).toEqual(expected)
    expect(parametersOf('PGHOST=h\nPGSSLMODE=verify-full')).toEqual(expected)
    expect(parametersOf('psql "sslmode=verify-full" -h h')).toEqual(expected)
    expect(parametersOf('jdbc:postgresql://h/?currentSchema=lake')).toEqual({ host: 'h', schema: 'lake' })
  })

  test('the short forms of a JDBC URL mean the server at localhost', () => {
    const lake = { host: 'localhost', dbname: 'lake' }
    expect(parametersOf('jdbc:postgresql:lake')).toEqual(lake)
    expect(parametersOf('jdbc:postgresql:/lake?user=etl')).toEqual({ ...lake, user: 'etl' })
    expect(parametersOf('jdbc:postgresql:/')).toEqual({ host: 'localhost' })
  })

  test('a driver that is told a mode and ssl=true keeps to the mode', () => {
    expect(parametersOf('jdbc:postgresql://h/d?ssl=true&sslmode=require')).toMatchObject({ sslmode: 'require' })
  })

  test('a folder of sockets is a host', () => {
    expect(parametersOf('postgresql://%2Fvar%2Frun/lake')).toEqual({ host: '/var/run', dbname: 'lake' })
    expect(parametersOf('postgresql:///lake?host=/var/run')).toEqual({ host: '/var/run', dbname: 'lake' })
  })

  test.each([
    ['psql -h "s3cret', /quote that is not closed/],
    ['psql -y s3cret', /option -y/],
    ['psql a b s3cret', /more than a database and a user/],
    ["host=a password='s3cret", /After 1 parameters/],
    ['PGHOST=a\nPGPASSWORD="s3cret', /Line 2 .* quote/],
    ['postgresql://u:s3cret%zz@h/d', /two hexadecimal digits/],
    ['s3cret', /is expected as postgresql/],
    ['', /is expected as postgresql/],
  ])('%s is refused with a sentence that repeats no value', (text, expected) => {
    const read = readConnectionText(text)
    expect(read.kind === 'invalid' && read.message).toMatch(expected)
    expect(JSON.stringify(read)).not.toContain('s3cret')
  })

  test('whatever a value holds, its URI and its keyword string mean it', () => {
    const value = fc.string({ minLength: 1, unit: 'grapheme' })
    fc.assert(
      fc.property(value, value, value, (user, password, dbname) => {
        const [u, p, d] = [user, password, dbname].map(encodeURIComponent)
        const quoted = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`
        const keywords = `host=h user=${quoted(user)} password=${quoted(password)} dbname=${quoted(dbname)}`
        const expected = { host: 'h', user, password, dbname }
        expect(parametersOf(`postgresql://${u}:${p}@h/${d}`)).toEqual(expected)
        expect(parametersOf(keywords)).toEqual(expected)
      }),
    )
  })

  test('any text at all has an answer', () => {
    const start = fc.constantFrom(
      '',
      'psql ',
      'PGHOST=',
      'host=',
      'jdbc:postgresql://',
      'jdbc:postgresql:',
      'postgresql://',
    )
    fc.assert(
      fc.property(start, fc.string(), (head, tail) => {
        expect(['understood', 'invalid']).toContain(readConnectionText(head + tail).kind)
      }),
    )
  })
})
