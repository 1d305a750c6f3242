import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../test/drafts.ts'
import { commit } from '../log/commit.ts'
import { runCommandLine } from './run-command-line.ts'

const database = useDatabase()
let name = ''
let home = ''

/** Runs a command with these actions on standard input. */
async function deltadesk(args: readonly string[], actions: readonly object[] = []): Promise<Run> {
  const { host, port, user, password, database: db } = database.config
  const url = `postgres://${user}:${encodeURIComponent(password.reveal())}@${host}:${port}/${db}`
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const stdin = Readable.from([actions.map(action => `${JSON.stringify(action)}\n`).join('')])
  const { signal } = new AbortController()
  const code = await runCommandLine([...args, '--database', url], {
    stdout,
    stderr,
    stdin,
    environment: { DELTADESK_HOME: home },
    signal,
  })
  return { code, stdout: await text(stdout.end()), stderr: await text(stderr.end()) }
}

interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const document = ({ stdout }: Run): unknown => JSON.parse(stdout)

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'deltadesk-cli-'))
  const tableId = await newTable(database)
  const { rows } = await database.pool.query<{ name: string }>('select name from dl_tables where table_id = $1', [
    tableId,
  ])
  name = rows[0]?.name ?? ''
  for (const [version, lines] of [
    [...creation(), add('a'), add('b')],
    [commitInfo, remove('a'), add('c')],
    [commitInfo, add('d')],
  ].entries()) {
    expect(await commit(database, draftOf(tableId, BigInt(version), lines))).toMatchObject({ kind: 'committed' })
  }
})

afterAll(() => rm(home, { recursive: true, force: true }))

describe('check', () => {
  test('passes what the writer would take', async () => {
    const run = await deltadesk(['check', name, '-', '--json'], [commitInfo, add('x')])
    expect([run.code, document(run)]).toMatchObject([0, { table: name, head: 2, expectedVersion: 3, issues: [] }])
  })

  test('ends as refused where a rule is broken, and names it', async () => {
    const run = await deltadesk(['check', name, '-'], [commitInfo, remove('never')])
    expect(run).toMatchObject({ code: 4, stdout: '', stderr: expect.stringMatching(/line 2.*\[\S+\]/) })
  })
})

describe('forecast', () => {
  test('without a conflict lists every version since the base', async () => {
    const run = await deltadesk(['forecast', name, '-', '--base', '0'], [commitInfo, add('x')])
    expect(run.code).toBe(0)
    expect(run.stdout).toMatch(/^VERSION +COMMITTED +OPERATION +VERDICT\n +1 .*WRITE.*\n +2 /)
    expect(run.stdout).toMatch(/No conflict with 2 versions since 0, at Serializable; the head is 2\.\n$/)
  })

  test('with one ends as a conflict and gives the whole judgement', async () => {
    const args = [
      'forecast',
      name,
      '-',
      '--base',
      '0',
      '--reads',
      'id > 3',
      '--isolation',
      'writeserializable',
      '--json',
    ]
    const run = await deltadesk(args, [commitInfo, remove('b'), add('x')])
    expect([run.code, document(run)]).toMatchObject([
      5,
      {
        error: {
          kind: 'version-conflict',
          forecast: {
            conflicts: 2,
            level: 'WriteSerializable',
            winners: [
              { version: 1, verdict: { class: 'append' }, files: ['c'] },
              { version: 2, verdict: { class: 'append' }, levels: { SnapshotIsolation: { class: null } } },
            ],
          },
        },
      },
    ])
  })

  test('refuses a predicate that it cannot read, a missing base and an unknown level', async () => {
    expect((await deltadesk(['forecast', name, '-', '--base', '0', '--reads', 'id >'], [commitInfo])).code).toBe(4)
    expect((await deltadesk(['forecast', name, '-'], [commitInfo])).code).toBe(2)
    expect((await deltadesk(['forecast', name, '-', '--base', '0', '--isolation', 'none'], [commitInfo])).code).toBe(2)
  })
})

describe('a dry run and a restore', () => {
  test('[C7] commit --dry-run tells rows and sizes and leaves the head where it is', async () => {
    const args = ['commit', name, '-', '--expected-version', '3', '--dry-run']
    const run = await deltadesk(args, [commitInfo, add('x')])
    expect(run.code).toBe(0)
    expect(run.stdout).toMatch(
      /^Would become version 3 of .*rolled back.*\nAdds 1 file \(1000 B, 10 rows\); removes 0 files/,
    )
    const { error } = Object(document(await deltadesk([...args, '--json'], [commitInfo, remove('never')])))
    expect(error).toMatchObject({ kind: 'refused' })
    expect(document(await deltadesk(['tables', '--json']))).toMatchObject({ tables: [{ head: 2 }] })
  })

  test('restore shows its plan, rehearses it, commits it once, and then finds nothing to do', async () => {
    const plan = await deltadesk(['restore', name, '--to', '0', '--plan'])
    expect(plan.stdout.trim().split('\n')).toHaveLength(4)
    const rehearsed = document(await deltadesk(['restore', name, '--to', '0', '--dry-run', '--json']))
    expect(rehearsed).toMatchObject({ kind: 'would-commit', version: 3, restored: 0, total: { files: 2 } })
    const id = randomUUID()
    const done = await deltadesk(['restore', name, '--to', '0', '--commit-id', id])
    expect(done.stdout).toMatch(/^Committed as version 3 .*\nTo version 0: 1 file back \(1000 B\), 2 removed/)
    expect(done.stdout).toMatch(/note: Whether data files still exist is not checked/)
    expect(document(await deltadesk(['restore', name, '--to', '0', '--commit-id', id, '--json']))).toMatchObject({
      kind: 'same',
      head: 3,
    })
    expect((await deltadesk(['restore', name, '--to', '9'])).code).toBe(3)
  })
})

describe('commit-together and activity', () => {
  test('[C3] [C4] drafts of one file become versions once or not at all, and the log of activity tells it', async () => {
    const others = [await newTable(database), await newTable(database)]
    const { rows } = await database.pool.query<{ name: string; table_id: string }>(
      'select name, table_id from dl_tables where table_id = any($1)',
      [others],
    )
    const file = rows.map(({ name: table, table_id: tableId }) => ({
      ...{ format: 'deltadesk-draft', version: 1, title: '', table: { tableId, name: table } },
      ...{ commitId: randomUUID(), wasSent: false, readVersion: '-1', expectedVersion: '0', operation: '' },
      ...{ committer: '', reads: { wholeTable: false, scans: [], files: [], appIds: [] }, isolationLevel: null },
      notes: [],
      actions: creation()
        .map(action => JSON.stringify(action))
        .join('\n'),
    }))
    const first = await deltadesk(['commit-together', '-', '--json'], [file])
    expect(document(first)).toMatchObject({
      committed: [
        { version: 0, found: false },
        { version: 0, found: false },
      ],
    })
    const again = await deltadesk(['commit-together', '-', '--json'], [file])
    expect(document(again)).toMatchObject({ committed: [{ found: true }, { found: true }] })
    const torn = [
      { ...file[0], commitId: randomUUID(), readVersion: '0', expectedVersion: '1' },
      { ...file[1], commitId: randomUUID() },
    ]
    const refused = await deltadesk(['commit-together', '-', '--json'], [torn])
    expect(refused.code).not.toBe(0)
    const { rows: heads } = await database.pool.query(
      'select current_version from dl_tables where table_id = any($1)',
      [others],
    )
    expect(heads.map(({ current_version }) => String(current_version))).toEqual(['0', '0'])
    const listed = await deltadesk(['activity', '--json', '--search', rows[0]?.name ?? ''])
    const { activities } = JSON.parse(listed.stdout)
    expect(
      activities
        .map(({ outcome }: { outcome: string }) => outcome)
        .toReversed()
        .slice(0, 2),
    ).toEqual(['committed', 'committed'])
    expect(activities).toHaveLength(3)
  })
})

describe('limits and timings', () => {
  test('a commit waits for the lock as long as it is told, ends with who held it, and the timings tell of it', async () => {
    const holder = await database.pool.connect()
    await holder.query('begin')
    await holder.query('select from dl_tables where name = $1 for update', [name])
    const head = await holder.query<{ head: bigint }>('select current_version as head from dl_tables where name = $1', [
      name,
    ])
    const wanted = ['--expected-version', String((head.rows[0]?.head ?? 0n) + 1n)]
    const sent = ['commit', name, '-', ...wanted]
    const late = await deltadesk([...sent, '--lock-ms', '60', '--json'], [commitInfo, add('late')])
    await holder.query('rollback')
    holder.release()
    expect(late.code).toBe(7)
    const files = Array.from({ length: 12 }, (_, place) => add(`limited-${place}`))
    expect((await deltadesk([...sent, '--copy-rows', '10'], [commitInfo, ...files])).code).toBe(0)
    expect(document(await deltadesk(['timings', '--table', name, '--json']))).toMatchObject({
      table: name,
      steps: expect.arrayContaining([expect.objectContaining({ step: 'lock', p99Ms: expect.any(Number) })]),
      outcomes: expect.objectContaining({ timeout: 1 }),
    })
    expect((await deltadesk(['timings', '--table', name])).stdout).toMatch(/lock +\d+ +[\d.]+ ms/)
  })

  test.each([
    ['--lock-ms', '0'],
    ['--statement-ms', 'soon'],
    ['--copy-rows', '-1'],
  ])('%s %s is refused before anything is read', async (option, value) => {
    const { code, stderr } = await deltadesk(['commit', name, '-', '--expected-version', '9', `${option}=${value}`])
    expect(code).toBe(2)
    expect(stderr).toContain(option)
  })
})
