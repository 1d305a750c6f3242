import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { explain } from '../../../test/explain.ts'
import { generateHistory } from '../../../test/generated-history.ts'
import type { VersionSummary } from '../../shared/contract/schemas.ts'
import { resolveFilter } from '../../shared/history/filter.ts'
import { parseFilter } from '../../shared/history/parse-filter.ts'
import { VERSION_MAX } from '../../shared/limits.ts'
import { findStatement, findVersions } from './find-versions.ts'
import { locateVersion } from './locate-version.ts'
import { readNotes, writeNote } from './notes.ts'
import { readOverview } from './overview.ts'
import { readTimeline } from './timeline.ts'
import { inTransaction } from './transaction.ts'
import { filterPart } from './version-filter.ts'
import { readHistoryPage } from './versions.ts'
import { readVocabulary, resolveNames } from './vocabulary.ts'

const database = useDatabase()
const VERSIONS = 12_000
const PUBLISHED_BEFORE = 11_500
const START = Date.UTC(2026, 0, 1)
const { signal } = new AbortController()

let tableId = ''
let history: readonly VersionSummary[] = []

beforeAll(async () => {
  const client = await database.pool.connect()
  try {
    const wanted = { name: 'long', versions: VERSIONS, publishedBefore: PUBLISHED_BEFORE, chunk: 6_000 }
    tableId = await generateHistory(client, wanted)
    await client.query('analyze')
  } finally {
    client.release()
  }
  const { versions } = await readHistoryPage(database, { tableId, limit: VERSIONS })
  history = versions
  await writeNote(database, { tableId, version: 77n, bookmarked: true, note: 'look here', seen: null })
})

async function find(text: string, pageSize = 200): Promise<bigint[]> {
  const { terms, problems } = parseFilter(text, START)
  expect(problems).toEqual([])
  const filter = resolveFilter(terms, START)
  const found: bigint[] = []
  let before: bigint | undefined
  do {
    const page = await findVersions(database, { tableId, filter, before, limit: pageSize }, signal)
    expect(page.versions.length).toBeLessThanOrEqual(pageSize)
    found.push(...page.versions.map(({ version }) => version))
    before = page.next ?? undefined
  } while (before !== undefined)
  return found
}

function expected(fits: (row: VersionSummary) => boolean): bigint[] {
  return history.filter(fits).map(({ version }) => version)
}

/** As the search asks, which keeps the planner off whole tables: some of these are so small here that it would take them. */
function explainSmall(text: string, values: readonly unknown[]): Promise<string> {
  return inTransaction(database, async client => {
    await client.query('set local enable_seqscan = off')
    return explain(client, text, values)
  })
}

describe('a filtered history', () => {
  const files = (row: VersionSummary) => row.filesAdded + row.filesRemoved
  const bytes = (row: VersionSummary) => row.bytesAdded + row.bytesRemoved
  const rows = (row: VersionSummary) => (row.rowsAdded ?? 0n) + (row.rowsRemoved ?? 0n)
  test.each<[string, (row: VersionSummary) => boolean]>([
    ['op:MERGE', row => row.operation === 'MERGE'],
    ['op:merge,opt*', row => row.operation === 'MERGE' || row.operation === 'OPTIMIZE'],
    ['op:NOTHING', () => false],
    ['by:ana', row => row.committer === 'ana'],
    ['by:etl-3 op:DELETE', row => row.committer === 'etl-3' && row.operation === 'DELETE'],
    ['txn:stream-1', row => Number(row.version) % 3 === 0 && Number(row.version) % 4 === 1],
    ['txn:STREAM-* by:ana', row => Number(row.version) % 3 === 0 && row.committer === 'ana'],
    ['is:foreign', row => row.writer === 'foreign'],
    ['is:schema', row => row.counts.metaData > 0],
    ['is:protocol', row => row.counts.protocol > 0],
    ['is:unpublished', row => row.mirror !== 'published'],
    ['is:failed', row => row.mirror === 'failed'],
    ['is:append op:OPTIMIZE', row => row.filesAdded > 0n && row.filesRemoved === 0n && row.operation === 'OPTIMIZE'],
    ['is:quiet', row => files(row) === 0n],
    ['is:rewrite by:ana', row => row.filesRemoved > 0n && row.committer === 'ana'],
    ['is:noted', row => row.version === 77n],
    ['files>2', row => files(row) > 2n],
    ['files>=41 bytes>1mb', row => files(row) >= 41n && bytes(row) > 1_000_000n],
    ['bytes>4gb', row => bytes(row) > 4_000_000_000n],
    ['bytes<=100', row => bytes(row) <= 100n],
    ['bytes=0', row => bytes(row) === 0n],
    ['rows>3k', row => rows(row) > 3_000n],
    ['v:100..120', row => row.version >= 100n && row.version <= 120n],
    ['v:11990.. op:WRITE', row => row.version >= 11_990n && row.operation === 'WRITE'],
    ['since:2026-01-03T00:00Z until:2026-01-03T01:00Z', row => inHours(row.committedAt, 48, 49)],
    ['until:2025-01-01', () => false],
    ['path:part-5000-', row => row.version === 5_000n],
    [
      'path:dt=2026-03/part-999 v:9000..',
      row => /^999\d$/.test(String(row.version)) && Number(row.version) % 12 === 2 && row.filesAdded > 0n,
    ],
    ['-op:MERGE -by:ana v:..999', row => row.version < 1_000n && row.operation !== 'MERGE' && row.committer !== 'ana'],
    ['-rows>3k v:..1999', row => row.version < 2_000n && !(rows(row) > 3_000n)],
    ['-txn:stream-1 op:MERGE', row => !isOfStream(row, 1) && row.operation === 'MERGE'],
    ['-is:unpublished v:11300..', row => row.mirror === 'published' && row.version >= 11_300n],
    ['-path:part-5000- v:4990..5010', row => row.version >= 4_990n && row.version <= 5_010n && row.version !== 5_000n],
    ['-v:100.. -5', row => row.version < 100n && row.version !== 5n],
    ['-op:NOTHING v:..50', row => row.version <= 50n],
  ])('%s gives what looking at every version gives', async (text, fits) => {
    const wanted = expected(fits)
    expect(await find(text)).toEqual(wanted)
    expect(await find(`${text} v:0..`, 37)).toEqual(wanted)
  })

  const fits: readonly (readonly [string, (row: VersionSummary) => boolean])[] = [
    ['op:MERGE,write', row => /^(merge|write)$/i.test(row.operation)],
    ['by:etl*', row => row.committer.startsWith('etl')],
    ['txn:stream-2', row => isOfStream(row, 2)],
    ['is:schema', row => row.counts.metaData > 0],
    ['is:unpublished', row => row.mirror !== 'published'],
    ['is:foreign', row => row.writer === 'foreign'],
    ['is:append', row => row.filesAdded > 0n && row.filesRemoved === 0n],
    ['is:rewrite', row => row.filesRemoved > 0n],
    ['is:quiet', row => files(row) === 0n],
    ['path:part-5', row => row.filesAdded > 0n && String(row.version).startsWith('5')],
    ['is:noted', row => row.version === 77n],
    ['files>2', row => files(row) > 2n],
    ['bytes<=1mb', row => bytes(row) <= 1_000_000n],
    // A version that does not say how many rows it changed does not fit, and so fits the opposite.
    ['rows>=50', row => row.rowsAdded !== null && row.rowsRemoved !== null && rows(row) >= 50n],
    ['v:3000..9000', row => row.version >= 3_000n && row.version <= 9_000n],
    ['v:11000..', row => row.version >= 11_000n],
    ['until:2026-01-03T00:00Z', row => row.committedAt < Date.UTC(2026, 0, 3) + 1],
  ]

  test('any terms together, turned round or not, give what looking at every version gives', async () => {
    const term = fc.tuple(fc.boolean(), fc.constantFrom(...fits))
    await fc.assert(
      fc.asyncProperty(fc.array(term, { minLength: 1, maxLength: 4 }), async chosen => {
        const text = chosen.map(([isNegated, [plain]]) => (isNegated ? `-${plain}` : plain)).join(' ')
        const wanted = expected(row => chosen.every(([isNegated, [, does]]) => does(row) !== isNegated))
        expect(await find(text, VERSIONS), text).toEqual(wanted)
      }),
      { numRuns: 20 },
    )
  })

  test('an unpublished table is all unpublished, and one whose mirror began late has a beginning too', async () => {
    const { rows: made } = await database.pool.query<{ id: string }>(
      "insert into dl_tables (table_id, name) values (gen_random_uuid(), 'bare') returning table_id as id",
    )
    const filter = resolveFilter(parseFilter('is:unpublished', 0).terms, 0)
    const page = await findVersions(database, { tableId: made[0]?.id ?? '', filter, limit: 10 }, signal)
    expect(page).toEqual({ versions: [], next: null })
  })

  test('an aborted search throws the reason', async () => {
    const reason = new Error('gone')
    const aborted = AbortSignal.abort(reason)
    const filter = resolveFilter(parseFilter('is:quiet', 0).terms, 0)
    await expect(findVersions(database, { tableId, filter, limit: 10 }, aborted)).rejects.toBe(reason)
  })

  test.each([
    ['op:MERGE', 'dl_table_versions_operation'],
    ['by:ana', 'dl_table_versions_committer'],
    ['txn:stream-1', 'dl_txn_actions_app'],
    ['is:schema', 'dl_metadata_updates_pkey'],
    ['is:protocol', 'dl_protocol_updates_pkey'],
    ['is:unpublished', 'dl_mirror_status_unpublished'],
    ['is:noted', 'dl_version_notes_pkey'],
    ['is:foreign', 'dl_table_versions_change'],
    ['is:append', 'dl_table_versions_change'],
    ['is:rewrite', 'dl_table_versions_change'],
    ['is:quiet', 'dl_table_versions_change'],
    ['is:failed', 'dl_mirror_status_unpublished'],
    ['files>30', 'dl_table_versions_files'],
    ['bytes>1gb', 'dl_table_versions_bytes'],
    ['rows>3k', 'dl_table_versions_rows'],
    ['path:part-5000-', 'dl_add_files_pkey'],
    ['-op:MERGE', 'dl_table_versions_operation'],
    ['-by:ana', 'dl_table_versions_committer'],
    ['-is:foreign', 'dl_table_versions_change'],
    ['-is:append', 'dl_table_versions_change'],
    ['-is:rewrite', 'dl_table_versions_change'],
    ['-is:quiet', 'dl_table_versions_change'],
    ['-files>0', 'dl_table_versions_files'],
    ['-bytes=0', 'dl_table_versions_bytes'],
    ['-rows>3k', 'dl_table_versions_rows'],
    ['-v:100..200', 'dl_table_versions_pkey'],
    ['-txn:stream-1', 'dl_table_versions_pkey'],
    ['-is:schema', 'dl_table_versions_pkey'],
    ['-is:unpublished', 'dl_table_versions_pkey'],
    ['-is:noted', 'dl_table_versions_pkey'],
    ['-path:part-5000-', 'dl_table_versions_pkey'],
  ])('%s is one query of the index %s and reads no table as a whole', async (text, index) => {
    const bound: { value: unknown; type: string }[] = []
    const bind = (value: unknown, type: string) => `$${bound.push({ value, type }) + 4}::${type}`
    const [term] = resolveFilter(parseFilter(text, 0).terms, 0)
    const names = await resolveNames(database, tableId, term ? [term] : [], signal)
    const part = term && filterPart(term, names, bind)
    const statement = findStatement(part?.source ?? '', [], bound)
    const values = [tableId, VERSION_MAX, part?.walk ? 10_000n : 0n, 201, ...bound.map(({ value }) => value), 201]
    const plan = await explainSmall(statement, values)
    expect(plan).toContain(index)
    expect(plan).not.toMatch(/Seq Scan on dl_/)
  })
})

test('a vocabulary lists every name once', async () => {
  const { operations, committers, apps } = await readVocabulary(database, tableId, signal)
  expect([...operations].sort()).toEqual([...new Set(history.map(row => row.operation))].sort())
  expect([...committers].sort()).toEqual([...new Set(history.map(row => row.committer))].sort())
  expect([...apps].sort()).toEqual(['stream-0', 'stream-1', 'stream-2', 'stream-3'])
})

describe('a destination', () => {
  const at = (timeMs: number) => locateVersion(database, { tableId, target: { kind: 'time', timeMs } })
  test('at the time of a commit is that commit, a moment earlier the one before', async () => {
    const row = history.find(({ version }) => version === 600n)
    const time = row?.committedAt ?? 0
    expect(await at(time)).toMatchObject({ kind: 'found', version: 600n, timeSource: 'clock', inCommitSince: null })
    expect(await at(time - 1)).toMatchObject({ kind: 'found', version: 599n })
    expect(await at(Date.UTC(2030, 0, 1))).toMatchObject({ kind: 'found', version: BigInt(VERSIONS - 1) })
    expect(await at(START - 1)).toEqual({ kind: 'too-early', first: 0n, committedAt: START })
  })

  test('before a schema change is the version before the last one; the creation is no change', async () => {
    const change = (side: 'before' | 'at', what: 'schema' | 'protocol') =>
      locateVersion(database, { tableId, target: { kind: 'change', side, what } })
    expect(await change('before', 'schema')).toMatchObject({ version: 9_999n })
    expect(await change('at', 'schema')).toMatchObject({ version: 10_000n })
    expect(await change('before', 'protocol')).toEqual({ kind: 'none' })
  })
})

describe('a timeline', () => {
  test('an overview counts commits by time from the numbers of versions alone', async () => {
    const overview = await readOverview(database, { tableId, buckets: 48 }, signal)
    if (!overview) throw new Error('expected an overview')
    const { fromMs, toMs, buckets, marks } = overview
    expect(buckets).toHaveLength(48)
    expect(buckets.at(-1)?.endVersion).toBe(BigInt(VERSIONS - 1))
    for (const [index, { endVersion, totalBytes }] of buckets.entries()) {
      const end = fromMs + ((toMs - fromMs) * (index + 1)) / 48
      const newest = history.find(row => row.committedAt <= end + 0.001)
      expect([endVersion, totalBytes]).toEqual([newest?.version, newest?.totalBytes])
    }
    expect(marks.map(({ kind, version }) => `${kind} ${version}`)).toEqual([
      'schema 10000',
      'schema 7500',
      'schema 5000',
      'schema 2500',
      'protocol 0',
      'schema 0',
    ])
  })

  test('checkpoints are marked in the overview and in the history, the failed ones in the history alone', async () => {
    await database.pool.query(
      `update dl_mirror_status set checkpoint_state = case version when 8000 then 'verified' else 'failed' end
         where table_id = $1 and version in (8000, 8010)`,
      [tableId],
    )
    const overview = await readOverview(database, { tableId, buckets: 4 }, signal)
    const marked = overview?.marks.filter(({ kind }) => kind === 'checkpoint')
    expect(marked?.map(({ version }) => version)).toEqual([8_000n])
    const { versions } = await readHistoryPage(database, { tableId, before: 8_011n, limit: 11 })
    expect([versions[0]?.checkpoint, versions[1]?.checkpoint, versions[10]?.checkpoint]).toEqual([
      'failed',
      null,
      'verified',
    ])
  })

  test('few commits come one by one, many as counts that add up to them', async () => {
    const [first, last] = [history.at(-1)?.committedAt ?? 0, history[0]?.committedAt ?? 0]
    const request = { tableId, lanes: 'committer' as const, buckets: 60 }
    const short = await readTimeline(database, { ...request, fromMs: first, toMs: first + 300_000 }, signal)
    expect(short).toMatchObject({ kind: 'spans', first: 0n, last: 10n, shape: [4, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1] })
    expect(short.kind === 'spans' && short.durationMs.slice(0, 4)).toEqual([0, -1, 1000, -1])
    const apps = await readTimeline(
      database,
      { ...request, lanes: 'app', fromMs: first, toMs: first + 300_000 },
      signal,
    )
    expect(apps).toMatchObject({ lanes: ['no application', 'stream-0', 'stream-1', 'stream-2', 'stream-3'] })
    const long = await readTimeline(database, { ...request, fromMs: first, toMs: last }, signal)
    if (long.kind !== 'cells') throw new Error('expected counts')
    const sums = new Map(long.lanes.map((lane, index) => [lane, long.counts[index]?.reduce((sum, n) => sum + n, 0)]))
    for (const [lane, sum] of sums) expect(sum).toBe(history.filter(row => row.committer === lane).length)
    const byApp = await readTimeline(database, { ...request, lanes: 'app', fromMs: first, toMs: last }, signal)
    if (byApp.kind !== 'cells') throw new Error('expected counts')
    expect(byApp.lanes[0]).toBe('no application')
    const ofApp = (name: string) => byApp.counts[byApp.lanes.indexOf(name)]?.reduce((sum, n) => sum + n, 0)
    expect(ofApp('no application')).toBe(history.filter(row => row.counts.txn === 0).length)
    expect(ofApp('stream-1')).toBe(history.filter(row => isOfStream(row, 1)).length)
    const part = (last - first) / 60
    const inFirst = history.filter(row => row.committedAt < first + part).length
    expect(long.counts.reduce((sum, counts) => sum + (counts[0] ?? 0), 0)).toBe(inFirst)
    expect(await readTimeline(database, { ...request, fromMs: 0, toMs: 1 }, signal)).toEqual({ kind: 'empty' })
  })
})

describe('a note', () => {
  const write = (note: string, seen: number | null, bookmarked = false) =>
    writeNote(database, { tableId, version: 5n, bookmarked, note, seen })
  test('is written, changed and taken back, but never over one that its writer has not seen', async () => {
    const made = await write('first', null)
    if (made?.kind !== 'written' || !made.note) throw new Error('expected a note')
    expect(await write('rival', null)).toEqual({ kind: 'changed', note: made.note })
    const changed = await write('second', made.note.changedAt, true)
    expect(changed).toMatchObject({ kind: 'written', note: { note: 'second', bookmarked: true } })
    expect((await write('late', made.note.changedAt))?.kind).toBe('changed')
    expect((await readNotes(database, { tableId, from: 0n, to: 10n, limit: 9 })).map(({ note }) => note)).toEqual([
      'second',
    ])
    const seen = changed?.note?.changedAt ?? null
    expect(await write('', seen)).toEqual({ kind: 'written', note: null })
    expect(await write('', null)).toEqual({ kind: 'written', note: null })
  })

  test('of a version that is not there is none', async () => {
    const note = { tableId, version: 99_999n, bookmarked: true, note: 'x', seen: null }
    expect(await writeNote(database, note)).toBe(undefined)
  })
})

function isOfStream({ version }: VersionSummary, stream: number): boolean {
  return version % 3n === 0n && version % 4n === BigInt(stream)
}

function inHours(time: number, from: number, to: number): boolean {
  return time >= START + from * 3_600_000 && time <= START + to * 3_600_000
}
