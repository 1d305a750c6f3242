import { describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../test/drafts.ts'
import type { RebaseReport } from '../../shared/contract/forecast.ts'
import type { Draft } from '../../shared/contract/schemas.ts'
import { DRAFT_THREAD_CHARACTERS_MIN } from '../../shared/limits.ts'
import { commit } from './commit.ts'
import { forecast } from './forecast.ts'
import { rebaseDraft } from './rebase-draft.ts'

const database = useDatabase()

async function win(tableId: string, version: bigint, lines: readonly object[]): Promise<void> {
  expect(await commit(database, draftOf(tableId, version, lines))).toMatchObject({ kind: 'committed' })
}

async function tableOf(...first: readonly object[]): Promise<string> {
  const tableId = await newTable(database)
  await win(tableId, 0n, [...(first.length > 0 ? first : creation())])
  return tableId
}

/** The draft as it is after the rebase. */
function rebased(draft: Draft, report: RebaseReport): Draft {
  if (report.kind !== 'rebased') throw new Error(`expected a rebase, got ${JSON.stringify(report)}`)
  const { readVersion, expectedVersion, actions } = report
  return { ...draft, readVersion, expectedVersion, actions }
}

describe('a rebase', () => {
  test('[C2] of a plain append moves the version, keeps every byte, and is committed', async () => {
    const tableId = await tableOf()
    const odd = '{ "add": {"path":"mine","size":1,"partitionValues":{},"modificationTime":1,"dataChange":true} }'
    const draft = draftOf(tableId, 1n, [commitInfo, odd])
    await win(tableId, 1n, [commitInfo, add('theirs')])
    expect(await commit(database, draft)).toMatchObject({ kind: 'version-conflict' })
    const report = await rebaseDraft(database, draft)
    expect(report).toMatchObject({ kind: 'rebased', readVersion: 1n, expectedVersion: 2n, actions: draft.actions })
    expect(report).toMatchObject({ changes: [{ kind: 'version', from: '1', to: '2' }], changeCount: 1 })
    const large = { ...draft, actions: draft.actions + ' '.repeat(DRAFT_THREAD_CHARACTERS_MIN) }
    expect(await rebaseDraft(database, large)).toEqual(report)
    expect(await forecast(database, large)).toEqual(await forecast(database, draft))
    expect(await commit(database, rebased(draft, report))).toMatchObject({ kind: 'committed', version: 2n })
  })

  test('is refused where a winner removed what the draft removes, unless its author overrules that', async () => {
    const tableId = await tableOf(...creation(), add('a'))
    await win(tableId, 1n, [commitInfo, remove('a')])
    const draft = draftOf(tableId, 1n, [commitInfo, remove('a'), add('b')])
    expect(await rebaseDraft(database, draft)).toMatchObject({
      kind: 'conflict',
      version: 1n,
      class: 'delete-delete',
      files: ['a'],
      fileCount: 1,
    })
    const report = await rebaseDraft(database, { ...draft, overrules: true })
    expect(report).toMatchObject({ changes: [{ kind: 'version' }, { kind: 'already-removed', subject: 'a' }] })
    expect(await commit(database, rebased(draft, report))).toMatchObject({ kind: 'committed', version: 2n })
  })

  test('gives new row ids after those of the winners, so that the commit is accepted', async () => {
    const protocol = {
      minReaderVersion: 1,
      minWriterVersion: 7,
      writerFeatures: ['rowTracking', 'domainMetadata', 'appendOnly', 'invariants'],
    }
    const mark = (value: number) => ({
      domainMetadata: {
        domain: 'delta.rowTracking',
        configuration: JSON.stringify({ domainName: 'delta.rowTracking', rowIdHighWaterMark: value }),
        removed: false,
      },
    })
    const tracked = (path: string, baseRowId: number, version: number) =>
      add(path, { baseRowId, defaultRowCommitVersion: version })
    const tableId = await tableOf(
      ...creation(
        {
          'delta.enableRowTracking': 'true',
          'delta.rowTracking.materializedRowIdColumnName': 'i',
          'delta.rowTracking.materializedRowCommitVersionColumnName': 'v',
        },
        protocol,
      ),
    )
    await win(tableId, 1n, [commitInfo, tracked('a', 0, 1), mark(9)])
    const draft = draftOf(tableId, 2n, [commitInfo, tracked('mine', 10, 2), mark(19)])
    await win(tableId, 2n, [commitInfo, tracked('theirs', 10, 2), mark(19)])
    const report = await rebaseDraft(database, draft)
    expect(report).toMatchObject({
      kind: 'rebased',
      changes: [
        { kind: 'version', from: '2', to: '3' },
        { kind: 'row-ids', subject: 'mine', from: '10', to: '20' },
        { kind: 'row-id-high-water-mark', from: '19', to: '29' },
        { kind: 'row-commit-version', subject: 'mine', from: '2', to: '3' },
      ],
    })
    expect(await commit(database, rebased(draft, report))).toMatchObject({ kind: 'committed', version: 3n })
  })

  test('of a draft on the head changes nothing; of one that is in the log says where', async () => {
    const tableId = await tableOf()
    const draft = draftOf(tableId, 1n, [commitInfo, add('a')])
    expect(await rebaseDraft(database, draft)).toEqual({ kind: 'current', head: 0n })
    await commit(database, draft)
    expect(await rebaseDraft(database, draft)).toMatchObject({ kind: 'committed', version: 1n })
  })

  test('a restore is never rebased: it replaces the state that it was made from', async () => {
    const tableId = await tableOf()
    await win(tableId, 1n, [commitInfo, add('a')])
    const draft = draftOf(tableId, 1n, [{ commitInfo: { operation: 'RESTORE' } }, add('b')])
    expect(await rebaseDraft(database, draft)).toMatchObject({ kind: 'conflict', class: 'write' })
  })
})
