import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../test/drafts.ts'
import { explain } from '../../../test/explain.ts'
import { makeSample } from '../../../test/import.ts'
import type { RestoreReport } from '../../shared/contract/restore.ts'
import type { Draft } from '../../shared/contract/schemas.ts'
import { CAME_FILES, GONE_FILES } from '../postgres/restore-files.ts'
import { readLiveFiles } from '../postgres/snapshot.ts'
import { readHistoryPage } from '../postgres/versions.ts'
import { commit } from './commit.ts'
import { dryRun } from './dry-run.ts'
import { planRestore } from './plan-restore.ts'

const database = useDatabase()

async function win(tableId: string, version: bigint, lines: readonly object[]): Promise<void> {
  expect(await commit(database, draftOf(tableId, version, lines))).toMatchObject({ kind: 'committed' })
}

async function plan(tableId: string, target: bigint): Promise<Extract<RestoreReport, { kind: 'plan' }>> {
  const report = await planRestore(database, { tableId, target })
  if (report?.kind !== 'plan') throw new Error(`expected a plan, got ${report?.kind}`)
  return report
}

function draftOfPlan(tableId: string, { head, actions }: Extract<RestoreReport, { kind: 'plan' }>): Draft {
  return { tableId, commitId: randomUUID(), readVersion: head, expectedVersion: head + 1n, actions }
}

async function liveKeys(tableId: string, version: bigint): Promise<string[]> {
  const { files, next } = await readLiveFiles(database, { tableId, version, limit: 10_000 })
  expect(next).toBeNull()
  return files.map(({ fileKey }) => fileKey).sort()
}

describe('a restore', () => {
  test('to any version of a believable table would be accepted, and ends with the files of then', async () => {
    const { tableId } = await makeSample(database, { name: 'restored', seed: 7 })
    const { versions } = await readHistoryPage(database, { tableId, limit: 200 })
    for (const { version, totalFiles, totalBytes, totalRows } of versions.slice(1)) {
      const report = await planRestore(database, { tableId, target: version })
      if (report?.kind === 'same') continue
      if (report?.kind !== 'plan') throw new Error(`no plan for version ${version}`)
      expect(await dryRun(database, draftOfPlan(tableId, report)), `to version ${version}`).toMatchObject({
        kind: 'would-commit',
        total: { files: totalFiles, bytes: totalBytes, rows: totalRows },
      })
    }
    const target = (versions[0]?.version ?? 0n) / 2n
    const keys = await liveKeys(tableId, target)
    const report = await plan(tableId, target)
    expect(await commit(database, draftOfPlan(tableId, report))).toMatchObject({ kind: 'committed' })
    expect(await liveKeys(tableId, report.head + 1n)).toEqual(keys)
    expect(await planRestore(database, { tableId, target })).toMatchObject({ kind: 'same' })
  })

  test('brings back every byte that is known of a file, and leaves alone what lives again', async () => {
    const tableId = await newTable(database)
    await win(tableId, 0n, [...creation(), add('back', { tags: { k: 'v' } }), add('again'), add('stays')])
    await win(tableId, 1n, [commitInfo, remove('back'), remove('again'), add('new')])
    await win(tableId, 2n, [commitInfo, add('again', { modificationTime: 7 })])
    const { actions, added, removed, caveats } = await plan(tableId, 0n)
    const lines = actions
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(lines.map(line => Object.keys(line)[0])).toEqual(['commitInfo', 'remove', 'add'])
    expect(lines[0].commitInfo).toMatchObject({ operation: 'RESTORE', operationParameters: { version: 0 } })
    expect(lines[1].remove).toMatchObject({ path: 'new', dataChange: true, size: 1000 })
    expect(lines[2]).toEqual(add('back', { tags: { k: 'v' } }))
    expect([added, removed]).toEqual([
      { files: 1, bytes: 1000n },
      { files: 1, bytes: 1000n },
    ])
    expect(caveats).toEqual([
      expect.stringMatching(/^Whether data files still exist is not checked: one file comes back/),
    ])
  })

  test('takes properties back, keeps the protocol, and says so', async () => {
    const tableId = await newTable(database)
    await win(tableId, 0n, [...creation({ 'delta.logRetentionDuration': 'interval 3 days' })])
    const raised = {
      minReaderVersion: 1,
      minWriterVersion: 7,
      writerFeatures: ['appendOnly', 'invariants', 'domainMetadata'],
    }
    await win(tableId, 1n, [
      commitInfo,
      creation({ 'delta.enableChangeDataFeed': 'false' })[2] ?? {},
      { protocol: raised },
    ])
    await win(tableId, 2n, [commitInfo, { domainMetadata: { domain: 'app', configuration: '{}', removed: false } }])
    const report = await plan(tableId, 0n)
    expect(report).toMatchObject({ changes: ['metaData'], added: { files: 0 }, removed: { files: 0 } })
    expect(report.caveats).toEqual([
      'The protocol never goes down: domainMetadata stays supported.',
      'Domains of applications stay as they are now: app.',
    ])
    expect(await commit(database, draftOfPlan(tableId, report))).toMatchObject({ kind: 'committed', version: 3n })
  })

  test('to the head is nothing; to a version that is not there neither', async () => {
    const tableId = await newTable(database)
    await win(tableId, 0n, creation())
    expect(await planRestore(database, { tableId, target: 0n })).toMatchObject({ kind: 'same', head: 0n })
    expect(await planRestore(database, { tableId, target: 1n })).toBeUndefined()
    expect(await planRestore(database, { tableId: randomUUID(), target: 0n })).toBeUndefined()
  })
})

test('the files of a restore are found in index ranges', async () => {
  const tableId = await newTable(database)
  for (const { text } of [GONE_FILES, CAME_FILES]) {
    expect(await explain(database.pool, text, [tableId, 5, 9, 100])).not.toMatch(/Seq Scan on dl_add_files/)
  }
})
