import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, draftOf, remove } from '../../../test/drafts.ts'
import { writeGeneratedLog } from '../../../test/generated-log.ts'
import { expectImported, makeSample, runImport } from '../../../test/import.ts'
import { type ReplayInput, replayOptionsSchema } from '../../shared/contract/task-inputs.ts'
import type { TaskOutcome, TaskProgress } from '../../shared/contract/tasks.ts'
import { commitFileName } from '../../shared/delta/log-names.ts'
import { printCommit } from '../../shared/delta/print-action.ts'
import { STORED_ACTIONS_PAGE } from '../../shared/limits.ts'
import { commit } from '../log/commit.ts'
import { readSnapshotHeader } from '../postgres/snapshot.ts'
import { readStoredCommit } from '../postgres/stored-commit.ts'
import { getTable } from '../postgres/tables.ts'
import { plainControl, type TaskControl } from '../tasks/task-work.ts'
import { exportLog } from './export-log.ts'
import { replayCommits } from './replay-commits.ts'

const database = useDatabase()
let home: string
let source: { tableId: string; head: bigint }

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'deltadesk-replay-'))
  source = await makeSample(database, { name: 'source', seed: 11 })
})
afterAll(() => rm(home, { recursive: true, force: true }))

type Wish = Partial<Omit<ReplayInput, 'options'>> & { readonly options?: Partial<ReplayInput['options']> }

function replayInput({ options = {}, ...wish }: Wish): ReplayInput {
  return {
    kind: 'replay',
    source: { kind: 'table', tableId: source.tableId, from: 0n, to: source.head },
    target: { kind: 'new', name: randomUUID() },
    ...wish,
    options: { ...replayOptionsSchema.parse({}), ...options },
  }
}

function replay(wish: Wish, control: Partial<TaskControl<ReplayInput>> = {}): Promise<TaskOutcome> {
  const plain = plainControl<ReplayInput>(randomUUID(), new AbortController().signal)
  return replayCommits(database, replayInput(wish), { ...plain, ...control })
}

async function bytesOf(tableId: string, version: bigint): Promise<string | undefined> {
  const stored = await readStoredCommit(database, tableId, version)
  return stored && printCommit(stored)
}

function replayed(outcome: TaskOutcome): Extract<TaskOutcome, { kind: 'replayed' }> {
  if (outcome.kind !== 'replayed') throw new Error(`the replay ended as ${outcome.kind}`)
  return outcome
}

describe('a replay onto a new table', () => {
  test('of all versions is a copy, byte for byte, by the writer and its rules', async () => {
    const { tableId, head, committed } = replayed(await replay({}))
    expect([head, committed]).toEqual([source.head, Number(source.head) + 1])
    for (let version = 0n; version <= head; version++) {
      expect(await bytesOf(tableId ?? '', version)).toBe(await bytesOf(source.tableId, version))
    }
  })

  test('of later versions begins with the state before them', async () => {
    const from = 20n
    const outcome = replayed(
      await replay({ source: { kind: 'table', tableId: source.tableId, from, to: source.head } }),
    )
    expect(outcome.head).toBe(source.head - from + 1n)
    const [copied, original] = await Promise.all([
      readSnapshotHeader(database, outcome.tableId ?? '', outcome.head),
      readSnapshotHeader(database, source.tableId, source.head),
    ])
    expect(copied).toMatchObject({
      numFiles: original?.numFiles,
      sizeInBytes: original?.sizeInBytes,
      protocol: original?.protocol,
      metaData: original?.metaData,
      txns: original?.txns,
    })
  })

  test('of later versions can be tried, and what is tried is held against the state before them', async () => {
    const outcome = await replay({
      source: { kind: 'table', tableId: source.tableId, from: 20n, to: source.head },
      options: { dryRun: true },
    })
    expect(outcome).toMatchObject({ kind: 'replayed', tableId: null, head: source.head - 19n, dryRun: true })
  })

  test('of later commit files begins with the state that the files before them make', async () => {
    const path = await writeGeneratedLog(join(home, 'later'), { commits: 9, addsPerCommit: 3, removesPerCommit: 2 })
    const outcome = replayed(await replay({ source: { kind: 'log', path, from: 7n } }))
    expect(outcome).toMatchObject({ head: 2n, committed: 3 })
    const whole = expectImported(await runImport(database, path))
    const files = async (tableId: string, head: bigint) => (await readSnapshotHeader(database, tableId, head))?.numFiles
    expect(await files(outcome.tableId ?? '', outcome.head)).toEqual(await files(whole.tableId, whole.head))
  })

  test('of commit files is one of the versions in them', async () => {
    const path = await writeGeneratedLog(join(home, 'files'), { commits: 6, addsPerCommit: 2, removesPerCommit: 1 })
    expect(await replay({ source: { kind: 'log', path } })).toMatchObject({ kind: 'replayed', head: 5n, committed: 6 })
  })

  test('whose name is taken is refused', async () => {
    expect(await replay({ target: { kind: 'new', name: 'source' } })).toMatchObject({
      kind: 'refused',
      problems: [{ rule: 'replay.target' }],
    })
  })
})

test('options change what they name and nothing else', async () => {
  const outcome = await replay({
    source: { kind: 'table', tableId: source.tableId, from: 0n, to: 3n },
    options: { dropCommitInfo: true, rewritePaths: { from: 'country=', to: 's3://elsewhere/country=' } },
  })
  const { tableId } = replayed(outcome)
  for (let version = 0n; version <= 3n; version++) {
    const [copy = '', original = ''] = await Promise.all([
      bytesOf(tableId ?? '', version),
      bytesOf(source.tableId, version),
    ])
    const wanted = original
      .split('\n')
      .filter(line => !line.startsWith('{"commitInfo"'))
      .map(line => line.replace('"path":"country=', '"path":"s3://elsewhere/country='))
      .join('\n')
    expect(copy).toBe(wanted)
  }
})

test('renewed timestamps are those of the replay', async () => {
  const before = Date.now()
  const outcome = await replay({
    source: { kind: 'table', tableId: source.tableId, from: 0n, to: 1n },
    options: { timestamps: 'renew' },
  })
  const bytes = await bytesOf(replayed(outcome).tableId ?? '', 1n)
  expect(Number(/"timestamp":(\d+)/.exec(bytes ?? '')?.[1])).toBeGreaterThanOrEqual(before)
})

test('a dry run says what would happen and writes nothing', async () => {
  const tables = async () => (await database.pool.query('select count(*) from dl_tables')).rows
  const before = await tables()
  expect(await replay({ options: { dryRun: true } })).toMatchObject({
    kind: 'replayed',
    tableId: null,
    committed: Number(source.head) + 1,
    dryRun: true,
  })
  expect(await tables()).toEqual(before)
})

describe('a version that cannot be committed', () => {
  async function broken(): Promise<string> {
    const { tableId } = replayed(await replay({ source: { kind: 'table', tableId: source.tableId, from: 0n, to: 0n } }))
    return tableId ?? ''
  }
  const ranged = { kind: 'table', from: 0n, to: 2n } as const

  test('stops the replay before it, and says why', async () => {
    const target = await broken()
    const folder = await mkdtemp(join(home, 'bad-'))
    await writeGeneratedLog(folder, { commits: 3, addsPerCommit: 1 })
    const name = '00000000000000000001.json'
    const bad = [commitInfo, remove('never/was.parquet')].map(line => `${JSON.stringify(line)}\n`).join('')
    await writeFile(join(folder, '_delta_log', name), bad)
    const wish = {
      source: { kind: 'log', path: folder, from: 1n, to: 2n },
      target: { kind: 'existing', tableId: target },
    } as const
    for (const dryRun of [true, false]) {
      expect(await replay({ ...wish, options: { dryRun } })).toMatchObject({
        kind: 'stopped',
        version: 1n,
        outcome: { kind: 'invalid' },
        head: 0n,
      })
    }
  })

  test('is left out or tried again where somebody answers so', async () => {
    const target = await broken()
    await commit(
      database,
      draftOf(target, 1n, [commitInfo, add('country=SE/mine', { partitionValues: { country: 'SE' } })]),
    )
    const asked: bigint[] = []
    const outcome = await replay(
      {
        source: { ...ranged, tableId: source.tableId },
        target: { kind: 'existing', tableId: target },
        options: { onConflict: 'ask' },
      },
      {
        ask: async question => {
          if (question.kind !== 'conflict') throw new Error('another question')
          if ('version' in question) asked.push(question.version)
          return { kind: 'conflict', choice: 'skip' } as never
        },
      },
    )
    expect(replayed(outcome).skipped).toEqual(asked)
    expect((replayed(outcome).committed ?? 0) + asked.length).toBe(3)
  })
})

test('a replay that is cancelled says where the table stands, and finds its commits when it is taken up again', async () => {
  const name = randomUUID()
  const taskId = randomUUID()
  const stop = new AbortController()
  let boundaries = 0
  const boundary = async () => {
    if (++boundaries > 10) stop.abort()
    stop.signal.throwIfAborted()
  }
  const wish = { target: { kind: 'new', name } } as const
  const first = await replay(wish, { taskId, signal: stop.signal, boundary })
  expect(first).toMatchObject({ kind: 'cancelled', kept: { name, head: 9n } })
  expect(await replay(wish, { taskId })).toMatchObject({ kind: 'replayed', found: 10, head: source.head })
  expect(await getTable(database, name)).toMatchObject({ head: source.head })
})

test('stepping shows the state beside each version, and breakpoints stop before what they name', async () => {
  const shown: TaskProgress['replay'][] = []
  const held: bigint[] = []
  const outcome = await replay(
    { options: { step: true, breakpoints: [{ kind: 'schema' }, { kind: 'commitInfo', text: 'optimize' }] } },
    {
      report: ({ replay: view }) => shown.push(view),
      boundary: async ({ hold = false } = {}) => {
        const next = shown.at(-1)?.next
        if (hold && typeof next === 'bigint') held.push(next)
      },
    },
  )
  expect(replayed(outcome).head).toBe(source.head)
  expect(shown[0]).toMatchObject({ next: 0n, head: -1n, files: 0, columns: null })
  expect(shown[5]).toMatchObject({ next: 5n, head: 4n, protocol: expect.any(String), columns: expect.any(Number) })
  expect(shown.at(-1)).toMatchObject({ next: null, head: source.head })
  expect(held[0]).toBe(0n)
  expect(held.length).toBeGreaterThan(1)
  expect(held.length).toBeLessThan(Number(source.head))
})

describe('an export', () => {
  test('of a commit of very many actions is written in pieces, with the bytes of the source', async () => {
    const log = await writeGeneratedLog(join(home, 'large'), { commits: 2, addsPerCommit: STORED_ACTIONS_PAGE })
    const { tableId } = expectImported(await runImport(database, log, { plan: { name: 'large' } }))
    const input = { kind: 'export', tableId, from: 0n, to: 1n, folder: join(home, 'large again') } as const
    expect(await exportLog(database, input, control())).toMatchObject({ kind: 'exported', files: 2, skipped: 0 })
    for (const version of [0n, 1n]) {
      const [source = '', exported = ''] = [log, input.folder].map(folder =>
        join(folder, '_delta_log', commitFileName(version)),
      )
      expect((await readFile(exported)).equals(await readFile(source))).toBe(true)
    }
    expect(await exportLog(database, input, control())).toMatchObject({ kind: 'exported', files: 0, skipped: 2 })
    const changed = join(input.folder, '_delta_log', commitFileName(1n))
    const lines = (await readFile(changed, 'utf8')).split('\n')
    await writeFile(changed, lines.with(3_000, (lines[3_000] ?? '').replace('true', 'TRUE')).join('\n'))
    expect(await exportLog(database, input, control())).toMatchObject({
      kind: 'refused',
      problems: [{ rule: 'export.differs', line: 3_001 }],
    })
  })

  const control = () => plainControl<never>(randomUUID(), new AbortController().signal)

  test('leaves files that are the same, and never touches another one', async () => {
    const folder = await mkdtemp(join(home, 'out-'))
    const input = { kind: 'export', tableId: source.tableId, from: 2n, to: 5n, folder } as const
    expect(await exportLog(database, input, control())).toMatchObject({ kind: 'exported', files: 4, skipped: 0 })
    expect(await exportLog(database, { ...input, to: 6n }, control())).toMatchObject({ files: 1, skipped: 4 })
    await writeFile(join(folder, '_delta_log', '00000000000000000007.json'), '{"commitInfo":{}}\n')
    expect(await exportLog(database, { ...input, to: 9n }, control())).toMatchObject({
      kind: 'refused',
      problems: [{ rule: 'export.differs', file: '_delta_log/00000000000000000007.json', line: 1 }],
    })
  })

  test('of versions that are not there, or into no folder, is refused', async () => {
    const folder = await mkdtemp(join(home, 'out-'))
    const input = { kind: 'export', tableId: source.tableId, from: 0n, to: source.head + 5n, folder } as const
    expect(await exportLog(database, input, control())).toMatchObject({ problems: [{ rule: 'export.versions' }] })
    const file = join(folder, 'file')
    await writeFile(file, '')
    expect(await exportLog(database, { ...input, folder: file }, control())).toMatchObject({
      problems: [{ rule: 'export.folder' }],
    })
  })

  test('of an imported log, brought in again, is skipped as the same', async () => {
    const folder = await mkdtemp(join(home, 'again-'))
    const log = await writeGeneratedLog(join(home, 'round'), { commits: 12, addsPerCommit: 3, removesPerCommit: 1 })
    const { tableId, head, name } = expectImported(await runImport(database, log, { plan: { name: 'round' } }))
    await exportLog(database, { kind: 'export', tableId, from: 0n, to: head, folder }, control())
    expect(await runImport(database, folder, { plan: { name } })).toMatchObject({
      kind: 'imported',
      versions: 0,
      skipped: 12,
    })
  })
})
