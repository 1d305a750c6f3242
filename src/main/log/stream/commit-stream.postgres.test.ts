import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../../test/drafts.ts'
import { storedHistory, tracesOf } from '../../../../test/rows.ts'
import type { Draft } from '../../../shared/contract/schemas.ts'
import type { Database } from '../../postgres/connection.ts'
import { checkDraft, checkStream } from '../check-draft.ts'
import { commit } from '../commit.ts'
import { openJournal } from '../journal/commit-journal.ts'
import { commitStream, type StreamOptions } from './commit-stream.ts'
import type { StreamProgress } from './stream-progress.ts'

const database = useDatabase()
const PROTOCOL = {
  minReaderVersion: 3,
  minWriterVersion: 7,
  readerFeatures: ['deletionVectors'],
  writerFeatures: ['deletionVectors', 'domainMetadata', 'inCommitTimestamp'],
}
const FILES = 700

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deltadesk-stream-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** The same server, as one that knows less of COPY. */
function knowing(copyFormat: 'binary' | 'text' | 'none'): Database {
  const { pool, pipelined, schema, config, commits, capabilities: known } = database
  const capabilities = { ...known, copyFormat }
  return { pool, pipelined, schema, config, commits, capabilities, close: async () => {} }
}

function adds(count: number, prefix = 'part'): object[] {
  return Array.from({ length: count }, (_, index) =>
    add(`${prefix}-${index}`, { tags: { 'tab\there': 'back\\slash\n' } }),
  )
}

/** Commits the draft from a file. */
async function fromFile(
  on: Database,
  { actions, ...draft }: Draft,
  options: StreamOptions = {},
  signal?: AbortSignal,
): ReturnType<typeof commitStream> {
  const path = join(folder, `${draft.commitId}.json`)
  await writeFile(path, actions)
  return commitStream(on, draft, { kind: 'file', path }, { spoolFolder: join(folder, 'spool'), ...options }, signal)
}

/** Version 1 has every kind of action, in an unusual framing; version 2 removes files and adds one of them again. */
const HISTORY = [
  creation({ 'delta.enableInCommitTimestamps': 'true', 'delta.enableDeletionVectors': 'true' }, PROTOCOL),
  [
    commitInfo,
    { txn: { appId: 'app', version: 7 } },
    { domainMetadata: { domain: 'app.domain', configuration: '{"a":1}', removed: false } },
    { unheardOf: { a: '\u00e9\ud83d\ude00' } },
    ...adds(FILES),
  ],
  [
    commitInfo,
    ...Array.from({ length: FILES / 2 }, (_, index) => remove(`part-${index}`)),
    ...adds(FILES, 'new'),
    add(`part-${FILES - 1}`, { size: 7 }),
  ],
]

async function makeHistory(send: (draft: Draft) => Promise<unknown>): Promise<string> {
  const tableId = await newTable(database)
  for (const [version, lines] of HISTORY.entries()) {
    const draft = draftOf(tableId, BigInt(version), lines)
    const framed = version === 1 ? { ...draft, actions: `\n${draft.actions.replaceAll('\n', '\r\n')} ` } : draft
    expect(await send(framed)).toMatchObject({ kind: 'committed', version: BigInt(version) })
  }
  return tableId
}

/** What is stored, without what differs from table to table. */
async function contentOf(tableId: string): Promise<readonly string[]> {
  const rows = await storedHistory(database, tableId, 2n)
  const varying = /"(commit_id|committed_at)": "[^"]*"|inCommitTimestamp\D{0,4}\d+/g
  return rows.map(row => row.replaceAll(tableId, '').replaceAll(varying, '')).sort()
}

describe('commits that are read line by line', () => {
  test.each(['binary', 'text', 'none'] as const)(
    '[C6] %s: store exactly what other commits store',
    async copyFormat => {
      const whole = await makeHistory(draft => commit(database, draft, { copyRowsMin: Number.POSITIVE_INFINITY }))
      const streamed = await makeHistory(draft => fromFile(knowing(copyFormat), draft))
      expect(await contentOf(streamed)).toEqual(await contentOf(whole))
      expect(await readdir(join(folder, 'spool'))).toEqual([])
    },
  )

  test('[C4] sent again, the same id finds its commit; the journal knows of it meanwhile and forgets it', async () => {
    const journal = openJournal(join(folder, 'journal'), 'here')
    const tableId = await newTable(database)
    const draft = draftOf(tableId, 0n, [...creation(), ...adds(300)])
    const open: number[] = []
    const onStep = async (step: string) => {
      if (step === 'insert') open.push((await journal.read()).length)
    }
    expect(await fromFile(database, draft, { journal, onStep })).toMatchObject({ kind: 'committed', found: false })
    expect(await fromFile(database, draft, { journal })).toMatchObject({ kind: 'committed', version: 0n, found: true })
    expect(open).toEqual([1])
    expect(await journal.read()).toEqual([])
  })

  test('[C2] whoever is late learns who won, whether before or after the table was looked at', async () => {
    const tableId = await newTable(database)
    await commit(database, draftOf(tableId, 0n, creation()))
    const rival = draftOf(tableId, 1n, [commitInfo, add('rival')])
    const late = await fromFile(database, draftOf(tableId, 1n, [commitInfo, ...adds(300)]), {
      onStep: async step => {
        if (step === 'lock') await commit(database, rival)
      },
    })
    expect(late).toMatchObject({ kind: 'version-conflict', actual: 1n, winners: [{ commitId: rival.commitId }] })
    const later = await fromFile(database, draftOf(tableId, 1n, [commitInfo, add('c')]))
    expect(later).toMatchObject({ kind: 'version-conflict', actual: 1n })
    expect(await tracesOf(database, tableId, 2n)).toMatchObject({ rows: 0, head: 1n })
  })

  test('[C5] what breaks a rule is refused with the issues that a draft in memory gets, and leaves nothing', async () => {
    const tableId = await newTable(database)
    await commit(database, draftOf(tableId, 0n, [...creation(), ...adds(3)]))
    const broken: (string | object)[][] = [
      [commitInfo, ...adds(300, 'a'), add('a-7'), remove('nothing'), remove('a-3')],
      [commitInfo, add('nul\u0000'), add('\ud800'), add('big', { size: -1 })],
      [commitInfo, ...adds(5, 'b'), '{"add":{"path":1}}', 'no json', '{}'],
      [commitInfo, commitInfo, { protocol: { minReaderVersion: 1, minWriterVersion: 1 } }],
      [
        commitInfo,
        add('b', { partitionValues: { day: '1' }, stats: '{"numRecords":"x"}' }),
        remove('part-1', { size: -5 }),
      ],
      [],
    ]
    for (const lines of broken) {
      const draft = draftOf(tableId, 1n, lines)
      const inMemory = await commit(database, draft)
      expect(inMemory.kind).toBe('invalid')
      expect(await fromFile(database, draft)).toEqual(inMemory)
      const source = { kind: 'text', text: draft.actions } as const
      expect(await checkStream(database, draft, source)).toEqual(await checkDraft(database, draft))
    }
    expect(await tracesOf(database, tableId, 1n)).toEqual({ rows: 0, retired: 0, head: 0n })
  })

  test('a file that is not there, is not UTF-8, or changes while it is read is refused in words', async () => {
    const tableId = await newTable(database)
    const { actions, ...draft } = draftOf(tableId, 0n, [...creation(), ...adds(21_000)])
    const sendFile = (path: string, options?: StreamOptions) =>
      commitStream(database, draft, { kind: 'file', path }, options)
    expect(await sendFile(join(folder, 'none'))).toMatchObject({
      kind: 'invalid',
      issues: [{ rule: 'draft.source', message: expect.stringContaining('there is no such file') }],
    })
    const path = join(folder, 'changing.json')
    await writeFile(path, Buffer.concat([Buffer.from(actions), Buffer.from([0xff])]))
    expect(await sendFile(path)).toMatchObject({ kind: 'invalid', issues: [{ message: 'The actions are not UTF-8.' }] })
    await writeFile(path, actions)
    const onStep = async (step: string) => {
      if (step === 'connect') await writeFile(path, actions.replace('part-20999', 'part-other'))
    }
    expect(await sendFile(path, { onStep })).toMatchObject({ kind: 'invalid', issues: [{ rule: 'draft.source' }] })
  })

  test('files that look new are not looked up; where one is live, all are, and it is replaced', async () => {
    const tableId = await newTable(database)
    await commit(database, draftOf(tableId, 0n, [...creation(), add('live'), add('rewritten')]))
    const send = async (version: bigint, lines: object[]) => {
      const steps: string[] = []
      const onStep = (step: string) => {
        steps.push(step)
      }
      expect(await fromFile(database, draftOf(tableId, version, lines), { onStep })).toMatchObject({
        kind: 'committed',
        version,
      })
      return steps.filter(step => step === 'insert')
    }
    // Whoever says that no data changes has replaced a file.
    const statisticsAnew = [...adds(300), add('rewritten', { dataChange: false })]
    expect(await send(1n, [commitInfo, ...statisticsAnew])).toEqual(['insert'])
    expect(await send(2n, [commitInfo, ...adds(300, 'more'), add('live')])).toEqual(['insert', 'insert'])
    expect(await tracesOf(database, tableId, 1n)).toMatchObject({ retired: 1 })
    expect(await tracesOf(database, tableId, 2n)).toMatchObject({ retired: 1, rows: 302 })
    const draft = draftOf(tableId, 3n, [commitInfo, add('live')])
    const { issues } = await checkStream(database, draft, { kind: 'text', text: draft.actions })
    expect(issues).toContainEqual(expect.objectContaining({ rule: 'table.add-live', severity: 'warning' }))
  })

  test('[48] an error of the server names the action of the commit', async () => {
    const tableId = await newTable(database)
    await commit(database, draftOf(tableId, 0n, creation()))
    await database.pool.query("alter table dl_add_files add constraint no_bad check (path <> 'bad')")
    const lines = [commitInfo, { txn: { appId: 'a', version: 1 } }, ...adds(4_000), add('bad'), ...adds(5, 'more')]
    const outcomes = []
    for (const format of ['binary', 'text'] as const) {
      outcomes.push(await fromFile(knowing(format), draftOf(tableId, 1n, lines)))
    }
    await database.pool.query('alter table dl_add_files drop constraint no_bad')
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ kind: 'database-error', sqlState: '23514', constraint: 'no_bad' })
      expect(outcome.kind === 'database-error' && outcome.detail).toMatch(/^Action 4003 of the commit\./)
    }
    expect(await tracesOf(database, tableId, 1n)).toEqual({ rows: 0, retired: 0, head: 0n })
  })

  test.each(['read', 'judge', 'send'] as const)(
    '[C3] cancelled in phase %s, it leaves nothing and can be sent again',
    async phase => {
      const tableId = await newTable(database)
      const draft = draftOf(tableId, 0n, [...creation(), ...adds(21_000)])
      const abort = new AbortController()
      const phases = new Set<string>()
      const onProgress = (progress: StreamProgress) => {
        phases.add(progress.phase)
        if (progress.phase === phase) abort.abort()
      }
      expect(await fromFile(database, draft, { onProgress }, abort.signal)).toMatchObject({ kind: 'cancelled' })
      expect([...phases].at(-1)).toBe(phase)
      expect(await tracesOf(database, tableId, 0n)).toMatchObject({ rows: 0, head: -1n })
      expect(await fromFile(database, draft)).toMatchObject({ kind: 'committed', found: false })
    },
  )

  test('a large draft in memory takes the same way, and is committed once', async () => {
    const tableId = await newTable(database)
    const draft = draftOf(tableId, 0n, [...creation(), ...adds(4_000)])
    expect(draft.actions.length).toBeGreaterThan(512 * 1024)
    const copies: string[] = []
    const outcome = await commit(database, draft, {
      observer: copy => {
        copies.push(copy.table.name)
        return () => {}
      },
    })
    expect(outcome).toMatchObject({ kind: 'committed', found: false })
    expect(copies).toEqual(['dl_metadata_updates', 'dl_protocol_updates', 'dl_add_files'])
    expect(await commit(database, draft)).toMatchObject({ kind: 'committed', found: true })
  })
})
