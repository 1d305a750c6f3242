import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CONNECTION_PARAMETERS } from './connection-parameters.ts'
import { printConnectionUri } from './print-connection-uri.ts'
import { readConnectionText } from './read-connection-text.ts'

const value = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
const host = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9.-]{0,20}$/),
  fc.constantFrom('::1', '10.0.0.7', '/var/run/postgresql'),
)
const port = fc.integer({ min: 1, max: 65_535 }).map(String)

test('a form and its URI mean the same, whatever the fields hold', () => {
  const others = CONNECTION_PARAMETERS.filter(name => name !== 'host' && name !== 'port')
  const form = fc.record(
    { host, port, ...Object.fromEntries(others.map(name => [name, value])) },
    { requiredKeys: ['host'] },
  )
  fc.assert(
    fc.property(form, parameters => {
      const read = readConnectionText(printConnectionUri(parameters))
      expect(read.kind === 'understood' && Object.fromEntries(read.parameters)).toEqual(parameters)
    }),
  )
})

test('an empty form is an empty text, and a plain place has no query', () => {
  expect(printConnectionUri({})).toBe('')
  expect(printConnectionUri({ host: 'db1', port: '5432', user: 'etl', dbname: 'lake' })).toBe(
    'postgresql://etl@db1:5432/lake',
  )
  expect(printConnectionUri({ host: '/run', dbname: 'lake' })).toBe('postgresql:///lake?host=%2Frun')
})
