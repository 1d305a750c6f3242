import { expect, test } from 'vitest'
import { parseCommit } from '../../../../shared/delta/parse-commit.ts'
import { changesOfState } from './state-after.ts'

const metaData = (configuration: object) =>
  JSON.stringify({
    metaData: {
      id: 'a',
      format: { provider: 'parquet', options: {} },
      schemaString: '{"type":"struct","fields":[]}',
      partitionColumns: [],
      configuration,
    },
  })
const HEAD = {
  version: 4n,
  protocol: '{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}',
  metaData: metaData({}),
  txns: [],
  domains: [],
}

test('a property and a protocol that a draft brings are told', () => {
  const parsed = parseCommit(
    ['{"protocol":{"minReaderVersion":1,"minWriterVersion":4}}', metaData({ 'delta.appendOnly': 'true' })].join('\n'),
  )
  const changes = parsed.kind === 'ok' ? changesOfState(HEAD, parsed.value.lines, 5n) : []
  expect(changes.map(({ part, sign, subject }) => `${sign} ${part} ${subject}`)).toEqual(
    expect.arrayContaining(['+ property delta.appendOnly', '~ protocol versions']),
  )
  expect(changesOfState(HEAD, [], 5n)).toEqual([])
})
