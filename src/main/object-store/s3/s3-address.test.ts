import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isS3Address, parseS3Address, printS3Address } from './s3-address.ts'

test('an address of bucket, path and store is read', () => {
  expect(parseS3Address('s3://lake/tables/orders/')).toEqual({ bucket: 'lake', prefix: 'tables/orders' })
  expect(parseS3Address('s3a://lake/t?endpoint=http://127.0.0.1:9000&region=eu-west-1&profile=etl')).toEqual({
    bucket: 'lake',
    prefix: 't',
    endpoint: 'http://127.0.0.1:9000',
    region: 'eu-west-1',
    profile: 'etl',
  })
})

test('only s3:// and s3a:// are addresses', () => {
  expect(['s3://a', 'S3A://b/c'].map(isS3Address)).toEqual([true, true])
  expect(['/data/s3://x', 's3', 'file:///s3', 'gs://a/b'].map(isS3Address)).toEqual([false, false, false, false])
})

test.each([
  ['s3://', 'name of a bucket'],
  ['s3://Lake/t', 'name of a bucket'],
  ['s3://lake', 'a path in the bucket'],
  ['s3://lake/', 'a path in the bucket'],
  ['s3://lake/a/../b', 'plain path'],
  ['s3://lake/a//b', 'plain path'],
  ['s3://key:secret@lake/t', 'no user or password'],
  ['s3://lake/t?secret=x', 'only endpoint, region, profile'],
  ['s3://lake/t?endpoint=ftp://x', 'an endpoint such as'],
  ['s3://lake/t?endpoint=https://u:p@x', 'an endpoint such as'],
])('%s is refused with what was expected, and a password is not repeated', (text, expected) => {
  expect(() => parseS3Address(text)).toThrow(expected)
  expect(() => parseS3Address(text)).not.toThrow(/secret@|u:p/)
})

test('what is printed is read back the same', () => {
  const step = fc.stringMatching(/^[A-Za-z0-9=_ %&+?-]{1,8}$/).filter(text => !text.includes('?'))
  const address = fc.record(
    {
      bucket: fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,20}[a-z0-9]$/),
      prefix: fc.array(step, { minLength: 1, maxLength: 4 }).map(steps => steps.join('/')),
      endpoint: fc.constantFrom('https://store.example:9000', 'http://127.0.0.1:1'),
      region: fc.constantFrom('eu-west-1', 'a b&c'),
      profile: fc.constantFrom('etl', 'ä=?'),
    },
    { requiredKeys: ['bucket', 'prefix'] },
  )
  fc.assert(
    fc.property(address, given => {
      expect(parseS3Address(printS3Address(given))).toEqual(given)
    }),
  )
})
