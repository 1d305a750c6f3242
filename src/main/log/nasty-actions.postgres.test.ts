import fc from 'fast-check'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { commitInfo, creation, draftOf, newTable } from '../../../test/drafts.ts'
import { nastyNumber, nastyText } from '../../../test/nasty-values.ts'
import type { Draft } from '../../shared/contract/schemas.ts'
import { readActionPage } from '../postgres/actions.ts'
import { commit } from './commit.ts'

const database = useDatabase()

const RUNS = 2_000

/** A line with one field of a wild value, and how the rest of the draft differs because of it. */
interface Line {
  readonly field: string
  readonly line: string
}

const text = nastyText.map(value => JSON.stringify(value))
const metadata = (part: object) => {
  const [, , made] = creation()
  return { metaData: { ...Object(made).metaData, ...part } }
}
const HOLE = '"HOLE"'
const nullOr = (arbitrary: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 9, arbitrary }, { weight: 1, arbitrary: fc.constant('null') })
const holed = (field: string, action: object, value: fc.Arbitrary<string>): fc.Arbitrary<Line> =>
  value.map(json => ({ field, line: JSON.stringify(action).replace(HOLE, () => json) }))

const added = (part: object) => ({
  add: { path: 'a', partitionValues: {}, size: 1, modificationTime: 1, dataChange: true, ...part },
})
const vector = (part: object) =>
  added({
    deletionVector: {
      storageType: 'u',
      pathOrInlineDv: 'ab^-aqEH.-t@S}K{vb[*k^',
      sizeInBytes: 1,
      cardinality: 1,
      ...part,
    },
  })

/** Every field of every action that holds free text or a number. */
const lines = fc.oneof(
  holed('add.path', added({ path: 'HOLE' }), text),
  holed('add.size', added({ size: 'HOLE' }), nastyNumber),
  holed('add.modificationTime', added({ modificationTime: 'HOLE' }), nastyNumber),
  holed('add.stats', added({ stats: 'HOLE' }), nullOr(text)),
  holed('add.tags', added({ tags: { key: 'HOLE' } }), nullOr(text)),
  holed('add.tags key', added({ tags: { HOLE: 'value' } }), text),
  holed('add.partitionValues key', added({ partitionValues: { HOLE: 'value' } }), text),
  holed('add.clusteringProvider', added({ clusteringProvider: 'HOLE' }), nullOr(text)),
  holed('add.baseRowId', added({ baseRowId: 'HOLE' }), nastyNumber),
  holed('add, unknown field', added({ strange: 'HOLE' }), fc.oneof(text, nastyNumber)),
  holed('deletionVector.pathOrInlineDv', vector({ pathOrInlineDv: 'HOLE' }), text),
  holed('deletionVector.cardinality', vector({ cardinality: 'HOLE' }), nastyNumber),
  holed('deletionVector.offset', vector({ offset: 'HOLE' }), nastyNumber),
  holed('txn.appId', { txn: { appId: 'HOLE', version: 1 } }, text),
  holed('txn.version', { txn: { appId: 'app', version: 'HOLE' } }, nastyNumber),
  holed('txn.lastUpdated', { txn: { appId: 'app', version: 1, lastUpdated: 'HOLE' } }, nastyNumber),
  holed('domain', { domainMetadata: { domain: 'HOLE', configuration: '', removed: false } }, text),
  holed('domain configuration', { domainMetadata: { domain: 'd', configuration: 'HOLE', removed: false } }, text),
  holed('metaData.id', metadata({ id: 'HOLE' }), text),
  holed('metaData.name', metadata({ name: 'HOLE' }), nullOr(text)),
  holed('metaData.description', metadata({ description: 'HOLE' }), nullOr(text)),
  holed('metaData.schemaString', metadata({ schemaString: 'HOLE' }), text),
  holed('metaData.configuration', metadata({ configuration: { key: 'HOLE' } }), text),
  holed('metaData.configuration key', metadata({ configuration: { HOLE: 'value' } }), text),
  holed('metaData.createdTime', metadata({ createdTime: 'HOLE' }), nastyNumber),
  holed('commitInfo.operation', { commitInfo: { operation: 'HOLE' } }, text),
  holed(
    'commitInfo, unknown field',
    { commitInfo: { operation: 'WRITE', strange: 'HOLE' } },
    fc.oneof(text, nastyNumber),
  ),
  holed(
    'commitInfo.operationParameters',
    { commitInfo: { operation: 'WRITE', operationParameters: { key: 'HOLE' } } },
    fc.oneof(text, nastyNumber),
  ),
  holed('an action of no known name', { strangeAction: { value: 'HOLE' } }, fc.oneof(text, nastyNumber)),
)

test(`[C6] [W1] of ${RUNS} nasty texts and numbers in any field of any action each is stored exactly or refused with its path`, async () => {
  const tableId = await newTable(database)
  expect(await commit(database, draftOf(tableId, 0n, creation()))).toMatchObject({ kind: 'committed' })
  let head = 0n
  const told = { committed: 0, invalid: 0 }
  await fc.assert(
    fc.asyncProperty(lines, async ({ line }) => {
      const sent = line.startsWith('{"commitInfo"') ? [line] : [JSON.stringify(commitInfo), line]
      const draft = draftOf(tableId, head + 1n, sent)
      const outcome = await commit(database, draft)
      if (outcome.kind === 'invalid') {
        told.invalid += 1
        expect(outcome.issues.filter(({ severity }) => severity === 'error').every(({ path }) => path.length > 0)).toBe(
          true,
        )
        return
      }
      expect(outcome.kind).toBe('committed')
      head += 1n
      told.committed += 1
      const { actions } = await readActionPage(database, { tableId, version: head, after: -1, limit: 10 })
      expect(actions.map(action => action.line)).toEqual(sent)
    }),
    { numRuns: RUNS },
  )
  expect(told.committed).toBeGreaterThan(RUNS / 10)
  expect(told.invalid).toBeGreaterThan(RUNS / 10)
}, 240_000)

test('[C6] [W1] nasty texts around the actions of a draft are stored exactly or refused before anything is sent', async () => {
  const tableId = await newTable(database)
  expect(await commit(database, draftOf(tableId, 0n, creation()))).toMatchObject({ kind: 'committed' })
  let head = 0n
  await fc.assert(
    fc.asyncProperty(nastyText, nastyText, async (operation, committer) => {
      const draft: Draft = {
        ...draftOf(tableId, head + 1n, [`{"txn":{"appId":"a","version":${head + 1n}}}`]),
        operation,
        committer,
      }
      const outcome = await commit(database, draft)
      if (outcome.kind === 'invalid') return
      expect(outcome.kind).toBe('committed')
      head += 1n
      const { rows } = await database.pool.query({
        text: 'select operation, committer from dl_table_versions where table_id = $1 and version = $2',
        values: [tableId, head],
      })
      expect(rows).toEqual([{ operation, committer }])
    }),
    { numRuns: 300 },
  )
  expect(head).toBeGreaterThan(30n)
}, 120_000)
