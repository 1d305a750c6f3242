import { expect, test } from 'vitest'
import type { Draft } from '../../shared/contract/schemas.ts'
import { DRAFT_THREAD_CHARACTERS_MIN } from '../../shared/limits.ts'
import { COMMIT_DEFAULTS } from '../postgres/commit-defaults.ts'
import { previewRows } from './preview-rows.ts'

const DATABASE = { commits: COMMIT_DEFAULTS }

function draftOf(actions: readonly string[]): Draft {
  return {
    tableId: '0d6f8f8e-6f55-4c1e-9d2b-111111111111',
    commitId: '0d6f8f8e-6f55-4c1e-9d2b-222222222222',
    readVersion: 6n,
    expectedVersion: 7n,
    actions: actions.map(action => `${action}\n`).join(''),
  }
}

const add = (path: string) =>
  `{"add":{"path":"${path}","partitionValues":{},"size":10,"modificationTime":1,"dataChange":true}}`

test('shows the rows of each table, few by values and many by COPY, without asking a database', async () => {
  const one = await previewRows(DATABASE, draftOf(['{"txn":{"appId":"a","version":9007199254740993}}', add('x')]))
  expect(one).toMatchObject({ kind: 'rows', tables: [{ table: 'dl_txn_actions' }, { table: 'dl_add_files' }] })
  if (one.kind !== 'rows') return
  const [txn, file] = one.tables
  expect(txn?.rows[0]?.[txn.columns.indexOf('txn_version')]).toBe('9007199254740993')
  expect(file?.statement).toMatch(/^insert into dl_add_files .* values/)
  expect(file?.rows[0]?.[file.columns.indexOf('stats')]).toBeNull()
  const many = await previewRows(DATABASE, draftOf(Array.from({ length: 300 }, (_, index) => add(`x${index}`))))
  expect(many).toMatchObject({ tables: [{ count: 300, statement: expect.stringMatching(/^copy dl_add_files/) }] })
  expect(many.kind === 'rows' && many.tables[0]?.rows).toHaveLength(50)
  const later = { commits: { ...COMMIT_DEFAULTS, copyRowsMin: 301 } }
  expect(await previewRows(later, draftOf(Array.from({ length: 300 }, (_, index) => add(`x${index}`))))).toMatchObject({
    tables: [{ count: 300, statement: expect.stringMatching(/^insert into dl_add_files/) }],
  })
})

test('[C5] a draft that breaks a rule has no rows', async () => {
  expect(await previewRows(DATABASE, draftOf([add('x'), add('x')]))).toMatchObject({ kind: 'invalid' })
})

test('a draft that is read in a thread has the same rows, and nothing waits for it once it is given up', async () => {
  const small = draftOf(Array.from({ length: 300 }, (_, index) => add(`x${index}`)))
  const large = { ...small, actions: small.actions + ' '.repeat(DRAFT_THREAD_CHARACTERS_MIN) }
  expect(await previewRows(DATABASE, large)).toEqual(await previewRows(DATABASE, small))
  const abort = new AbortController()
  const preview = previewRows(DATABASE, large, abort.signal)
  abort.abort(new Error('given up'))
  await expect(preview).rejects.toThrow('given up')
})
