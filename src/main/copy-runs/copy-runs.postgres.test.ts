import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { startSlowWay } from '../../../test/slow-way.ts'
import type { CopyRunReport } from '../../shared/contract/copies.ts'
import { COPY_RUNS_KEPT } from '../../shared/limits.ts'
import { int4, nullable, text } from '../copy/column-types.ts'
import { copyRows } from '../copy/copy-writer.ts'
import { defineTable } from '../copy/define-table.ts'
import { openDatabase } from '../postgres/connection.ts'
import { inTransaction } from '../postgres/transaction.ts'
import { runBenchmark, startBenchmark } from './benchmark.ts'
import { CopyRuns } from './copy-runs.ts'

const database = useDatabase()
const notes = defineTable('notes', { id: int4, note: nullable(text) }, { primaryKey: ['id'] })
/** A busy machine only ever adds to it: one try of several must hold it. */
const ACKNOWLEDGED_MS_MAX = 250

describe('COPY runs', () => {
  let folder: string
  let runs: CopyRuns
  let problems: unknown[]
  const open = () => CopyRuns.open({ database, folder, onProblem: error => void problems.push(error) })
  beforeEach(async () => {
    problems = []
    folder = await mkdtemp(join(tmpdir(), 'deltadesk-runs-'))
    runs = await open()
    await database.pool.query('drop table if exists notes')
    await database.pool.query("create table notes (id integer primary key, note text check (note <> 'bad'))")
  })
  afterEach(async () => {
    await runs.close()
    await rm(folder, { recursive: true })
    expect(problems).toEqual([])
    await expect.poll(scratchSchemas).toBe(0)
  })

  async function scratchSchemas(): Promise<number> {
    const { rows } = await database.pool.query("select from pg_namespace where nspname like 'deltadesk\\_bench%'")
    return rows.length
  }

  async function stored(): Promise<number> {
    const { rows } = await database.pool.query<{ count: bigint }>('select count(*) from notes')
    return Number(rows[0]?.count)
  }

  function copyNotes(rows: readonly { id: number; note: string | null }[], signal?: AbortSignal): Promise<number> {
    return runs.watch(
      {
        subject: { kind: 'commit', table: 'sales.orders', version: 2n ** 60n },
        work: (observer, stop) =>
          inTransaction(database, async client => {
            await copyRows(client, notes, rows.slice(0, 1), { observer, signal: stop })
            const { rows: count } = await copyRows(client, notes, rows.slice(1), { observer, signal: stop })
            return count
          }),
        endOf: () => ({ kind: 'committed', commitMs: 1 }),
      },
      signal,
    )
  }

  function newest(): CopyRunReport {
    const run = runs.get(runs.list()[0]?.runId ?? '')
    if (run === undefined) throw new Error('there is no run')
    return run
  }

  async function begun(rows: number): Promise<string> {
    const start = await startBenchmark(database, runs, { rows, format: 'binary' })
    if (start.kind !== 'started') throw new Error(`the benchmark is ${start.kind}`)
    return start.runId
  }

  test('a COPY of 200,000 rows is seen live, by us and by the server, and adds up', async () => {
    const seen: CopyRunReport[] = []
    const leave = new AbortController()
    const runId = await begun(200_000)
    for await (const report of runs.watchRun(runId, leave.signal)) seen.push(report)
    const last = seen.at(-1)
    expect(last).toMatchObject({ state: 'finished', rows: 200_000, rowsExpected: 200_000, fault: null, cancel: null })
    expect(seen.filter(({ state, rows }) => state === 'running' && rows > 0 && rows < 200_000)).not.toEqual([])
    const samples = last?.samples ?? []
    for (const key of ['atMs', 'rows', 'bytes', 'socketBytes'] as const) {
      const values = samples.map(sample => sample[key])
      expect(values).toEqual(values.toSorted((a, b) => a - b))
    }
    expect(samples.some(({ serverRows }) => serverRows !== null && serverRows > 0)).toBe(true)
    expect(last?.streams).toMatchObject([{ table: 'dl_add_files', copies: 1, rows: 200_000, state: 'copied' }])
    expect(last?.waits.length).toBeGreaterThan(0)
    expect(last?.bufferMs?.count).toBeGreaterThan(100)
    const { encodeMs, handoverMs, roomMs, answerMs, commitMs } = last?.stages ?? newest().stages
    const known = encodeMs + handoverMs + roomMs + answerMs + commitMs
    expect(known).toBeLessThanOrEqual((last?.wallMs ?? 0) + 1)
    expect(known).toBeGreaterThan((last?.wallMs ?? 0) * 0.5)
  })

  test('a cancelled run is acknowledged within 250 ms, and nothing of it stays', { retry: 4 }, async () => {
    const runId = await begun(5_000_000)
    while (newest().rows === 0) await sleep(20)
    const answer = await runs.cancel(runId)
    expect(answer).toMatchObject({ kind: 'ended', state: 'cancelled', cancel: { outcome: 'rolled-back' } })
    if (answer?.kind !== 'ended') throw new Error('the run did not end')
    const { requestedMs, acknowledgedMs, cutOff, endedMs } = answer.cancel
    expect((endedMs ?? Number.NaN) - requestedMs).toBeLessThan(ACKNOWLEDGED_MS_MAX)
    expect(cutOff || acknowledgedMs !== null).toBe(true)
    expect(newest()).toMatchObject({ state: 'cancelled', fault: null })
    expect(newest().rows).toBeGreaterThan(0)
    expect(await runs.cancel(runId)).toEqual({ kind: 'over', state: 'cancelled' })
    expect(await runs.cancel(crypto.randomUUID())).toBeUndefined()
  })

  test('a cancellation that comes after COMMIT tells that everything is durable', async () => {
    const committing = Promise.withResolvers<void>()
    const watched = runs.watch({
      subject: { kind: 'import', table: 'orders' },
      work: async observer => {
        await inTransaction(database, client => copyRows(client, notes, [{ id: 1, note: 'kept' }], { observer }))
        await committing.promise
      },
      endOf: () => ({ kind: 'committed', commitMs: 1 }),
    })
    while (runs.list().length === 0 || newest().streams[0]?.state !== 'copied') await sleep(5)
    const answer = runs.cancel(newest().runId)
    committing.resolve()
    await watched
    expect(await answer).toMatchObject({ kind: 'ended', state: 'finished', cancel: { outcome: 'committed' } })
    expect(await stored()).toBe(1)
  })

  test('a slow way to the server shows: waiting is what takes the time', async () => {
    const way = await startSlowWay(database.config, 1_200_000)
    const slow = await openDatabase(way.config)
    const slowRuns = await CopyRuns.open({ database: slow, folder: undefined, onProblem: () => {} })
    await runBenchmark(slow, slowRuns, { rows: 4_000, format: 'binary' }, {})
    const run = slowRuns.list()[0]
    const { roomMs, answerMs } = run?.stages ?? newest().stages
    expect((roomMs + answerMs) / (run?.wallMs ?? 0)).toBeGreaterThan(0.7)
    await slowRuns.close()
    await slow.close()
    await way.close()
  })

  test('a row that the server refuses is shown with its ordinal, its values and the constraint', async () => {
    const rows = Array.from({ length: 3_000 }, (_, id) => ({ id, note: id === 1_234 ? 'bad' : 'good' }))
    await expect(copyNotes(rows)).rejects.toThrow(/violates check constraint/)
    const { state, fault, events } = newest()
    expect(state).toBe('failed')
    expect(fault).toMatchObject({ table: 'notes', row: 1_233, sqlState: '23514', constraint: 'notes_note_check' })
    expect(fault?.fields).toEqual([
      { column: 'id', text: '1234' },
      { column: 'note', text: 'bad' },
    ])
    expect(events.at(-1)?.text).toMatch(/nothing is durable/)
    expect(await stored()).toBe(0)
  })

  test('a value that the server cannot read is shown byte for byte', async () => {
    const rows = [
      { id: 0, note: null },
      { id: 1, note: null },
      { id: 2, note: null },
    ]
    const documents = defineTable('documents', { id: int4, note: nullable(text) })
    await database.pool.query('create table documents (id integer, note jsonb)')
    await expect(
      runs.watch({
        subject: { kind: 'import', table: 'documents' },
        work: observer =>
          inTransaction(database, client =>
            copyRows(
              client,
              documents,
              [...rows, { id: 3, note: '\u0001{"é":1}' }]
                .map(row => ({ ...row, note: row.note ?? '\u0001{}' }))
                .with(1, { id: 1, note: '\u0001{"é":}' }),
              { observer },
            ),
          ),
        endOf: () => ({ kind: 'committed', commitMs: 1 }),
      }),
    ).rejects.toThrow(/json/)
    expect(newest().fault).toMatchObject({
      row: 1,
      column: 'note',
      sqlState: '22P02',
      value: { text: '\u0001{"é":}', hex: '017b22c3a9223a7d', bytes: 8, sent: true },
    })
    await database.pool.query('drop table documents')
  })

  test('several COPYs are one run, its caller can stop it, and work without any leaves none', async () => {
    expect(
      await copyNotes([
        { id: 1, note: null },
        { id: 2, note: 'x' },
      ]),
    ).toBe(1)
    expect(newest()).toMatchObject({ state: 'finished', rows: 2, number: 1 })
    expect(newest().streams).toMatchObject([{ table: 'notes', copies: 2, rows: 2 }])

    const leave = new AbortController()
    const rows = (function* () {
      for (let id = 10; id < 500_000; id++) yield { id, note: 'n'.repeat(100) }
    })()
    const stopped = copyNotes([...rows], leave.signal)
    const refused = expect(stopped).rejects.toThrow('the page has left')
    while (runs.list().length < 2 || newest().rows < 2) await sleep(5)
    leave.abort(new Error('the page has left'))
    await refused
    expect(newest()).toMatchObject({ state: 'cancelled', number: 2, cancel: { outcome: 'rolled-back' } })
    expect(await stored()).toBe(2)

    await runs.watch({
      subject: { kind: 'import', table: 'x' },
      work: async () => 1,
      endOf: () => ({ kind: 'rolled-back' }),
    })
    expect(runs.list()).toHaveLength(2)
  })

  test('runs are remembered exactly, the newest of them, and files that are no runs do no harm', async () => {
    await writeFile(join(folder, `${crypto.randomUUID()}.json`), '{"torn":')
    for (let index = 0; index < COPY_RUNS_KEPT + 3; index++) {
      await copyNotes([
        { id: 2 * index, note: null },
        { id: 2 * index + 1, note: null },
      ])
    }
    const before = runs.list()
    const report = newest()
    expect(before).toHaveLength(COPY_RUNS_KEPT)
    await runs.close()
    expect(await readdir(folder)).toHaveLength(COPY_RUNS_KEPT + 1)
    runs = await open()
    expect(runs.list()).toEqual(before)
    expect(newest()).toEqual(report)
    expect(newest().subject).toMatchObject({ version: 2n ** 60n })
    await copyNotes([
      { id: 900, note: null },
      { id: 901, note: null },
    ])
    expect(newest().number).toBe(COPY_RUNS_KEPT + 4)
  })

  test('a watcher gets every run first, then what changed; leaving stops it', async () => {
    const leave = new AbortController()
    const watching = runs.watchAll(leave.signal)
    expect((await watching.next()).value).toEqual({ runs: [], removed: [] })
    const runId = await begun(20_000)
    let newestState: string | undefined
    while (newestState !== 'finished') {
      const { value } = await watching.next()
      newestState = value.runs.find(run => run.runId === runId)?.state ?? newestState
    }
    leave.abort(new Error('left'))
    await expect(watching.next()).rejects.toThrow('left')
  })

  test('there is one benchmark at a time, and what a dead one left is dropped by the next', async () => {
    await database.pool.query('create schema deltadesk_bench_0123456789ab')
    const runId = await begun(2_000_000)
    expect(await startBenchmark(database, runs, { rows: 10, format: 'text' })).toEqual({ kind: 'busy' })
    await runs.cancel(runId)
    while ((await scratchSchemas()) > 0) await sleep(20)
    const outcome = await runBenchmark(database, runs, { rows: 1_000, format: 'text' }, {})
    expect(outcome).toMatchObject({ kind: 'copied', counts: { rows: 1_000 }, run: { state: 'finished' } })
  })

  test('closing stops what runs', async () => {
    await begun(5_000_000)
    await runs.close()
    expect(newest().state).toBe('cancelled')
    while ((await scratchSchemas()) > 0) await sleep(20)
  })
})
