import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ORPCError } from '@orpc/client'
import { createRouterClient } from '@orpc/server'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable } from '../../test/drafts.ts'
import { nastyText } from '../../test/nasty-values.ts'
import { sendWildCalls, wildCalls } from '../../test/wild-calls.ts'
import { CONNECTION_PARAMETERS } from '../shared/connection/connection-parameters.ts'
import { logContract, programContract } from '../shared/contract/contract.ts'
import { READS_NOTHING } from '../shared/contract/kept-draft.ts'
import { createRouter } from './api.ts'
import { commit } from './log/commit.ts'
import { openProgram, type Program } from './program.ts'
import { createProgramRouter } from './program-router.ts'

const given = useDatabase()
const RUNS = 2_000
/** Of things that are kept and read again, each with several texts. */
const KEPT_RUNS = 600
/** Of calls that begin work of their own, each of which takes its time. */
const WORKING_RUNS = 120

/** Sections that say what stands in the log, and change it: a wild input can do no harm beyond the test's database. */
const LOG = 'tables history health notes versions snapshots comparisons blame commits'.split(' ')
const WORKING = ['tasks.start', 'simulations.start', 'copies.benchmark']
/** They look for the servers that a wild text names. */
const DIALLING = ['connections.test', 'connections.open']

let folder: string
let program: Program
let tableId: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deltadesk-nasty-'))
  const { user, password, host, port, database } = given.config
  const secret = encodeURIComponent(password.reveal())
  const databaseUrl = `postgresql://${user}:${secret}@${host}:${port}/${database}`
  program = await openProgram({ host: 'loopback', folder: join(folder, 'home'), databaseUrl })
  tableId = await newTable(given)
  for (const [version, lines] of [creation(), [commitInfo, add('a')], [commitInfo, add('b')]].entries()) {
    expect(await commit(given, draftOf(tableId, BigInt(version), lines))).toMatchObject({ kind: 'committed' })
  }
})
afterAll(async () => {
  await program.close()
  await rm(folder, { recursive: true })
})

/** What lets wild inputs meet something that is there, and keeps what they write inside the test's folder. */
function known() {
  const inside = nastyText.map(text => join(folder, 'outside', `x${text.replaceAll('/', '_').slice(0, 80)}`))
  return {
    tableId: fc.constant(tableId),
    version: fc.bigInt({ min: 0n, max: 3n }),
    from: fc.bigInt({ min: 0n, max: 3n }),
    to: fc.bigInt({ min: 0n, max: 3n }),
    limit: fc.integer({ min: 1, max: 5 }),
    predicate: fc.constantFrom(
      ...['id > 3', "p = '\ud800'", 'id = 99999999999999999999', 'id in (1, null)', '`a``b` is null'],
    ),
    folder: { always: inside },
    target: { always: inside },
    rows: { always: fc.constantFrom(1, 500) },
  }
}

const logClient = () => createRouterClient(createRouter(program.startApp), { context: {} })
const programClient = () => createRouterClient(createProgramRouter(program), { context: {} })
const sectionOf = (path: string) => path.slice(0, path.indexOf('.'))

test(`[W1] of ${RUNS} wild inputs to calls about the log each is answered or refused with a path`, async () => {
  const calls = wildCalls(logContract, known(), path => LOG.includes(sectionOf(path)))
  const told = await sendWildCalls(logClient(), calls, RUNS)
  expect(told.answered).toBeGreaterThan(RUNS / 10)
}, 240_000)

test(`[W1] of ${RUNS} wild inputs to all other calls about a connection each is answered or refused with a path`, async () => {
  const isMeant = (path: string) => !LOG.includes(sectionOf(path)) && !WORKING.includes(path)
  const told = await sendWildCalls(logClient(), wildCalls(logContract, known(), isMeant), RUNS)
  expect(told.answered).toBeGreaterThan(RUNS / 10)
}, 240_000)

test(`[W1] of ${WORKING_RUNS} wild inputs to calls that begin work each is answered or refused with a path`, async () => {
  const calls = wildCalls(logContract, known(), path => WORKING.includes(path))
  await sendWildCalls(logClient(), calls, WORKING_RUNS)
}, 240_000)

/** Texts that fit what the contract asks of them; whatever else it refuses. */
const fitting = (max: number) => nastyText.filter(text => text.length <= max)

test('[C6] [W1] drafts and notes of nasty texts come back exactly as they were kept, or are refused with a path', async () => {
  const client = logClient()
  const draft = fc.record({
    ...{ draftId: fc.uuid(), revision: fc.constant(0), title: fitting(200), commitId: fc.uuid() },
    ...{
      tableId: fc.constant(tableId),
      tableName: nastyText,
      readVersion: fc.constant(2n),
      expectedVersion: fc.constant(3n),
    },
    ...{
      text: nastyText,
      notes: fc.array(nastyText, { maxLength: 3 }),
      operation: fitting(200),
      committer: fitting(200),
    },
    ...{ phase: fc.constant('open' as const), wasSent: fc.boolean(), reads: fc.constant(READS_NOTHING) },
    ...{ isolationLevel: fc.constant(null), madeAtMs: fc.nat(), editedAtMs: fc.nat() },
  })
  const told = { kept: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(draft, nastyText, async (wished, text) => {
      const kept = await orRefused(() => client.drafts.keep(wished))
      if (kept?.kind === 'kept') {
        const { revision: _, editedAtMs: __, ...same } = wished
        expect(await client.drafts.read({ draftId: wished.draftId })).toMatchObject(same)
      }
      const at = { tableId, from: 1n, to: 1n, limit: 1 }
      const [before] = await client.notes.list(at)
      const note = { tableId, version: 1n, bookmarked: true, note: text, seen: before?.changedAt ?? null }
      const written = await orRefused(() => client.notes.write(note))
      const [after] = await client.notes.list(at)
      expect(after?.note).toBe(written === undefined ? before?.note : text)
      told[kept === undefined ? 'refused' : 'kept'] += 1
    }),
    { numRuns: 400 },
  )
  expect(told.kept).toBeGreaterThan(40)
})

test('[C6] [W1] profiles of nasty texts come back exactly as they were saved, or are refused with a path', async () => {
  const client = programClient()
  const short = fitting(100)
  const secret = fc.oneof(
    fc.constant({ kind: 'pgpass' as const }),
    fitting(2_000).map(command => ({ kind: 'command' as const, command })),
  )
  const reference = fc.oneof(
    fc.constant({ kind: 'none' as const }),
    short.map(name => ({ kind: 'service' as const, name })),
  )
  const profile = fc.record({
    ...{ id: fc.constant('nasty-profile'), name: short, folder: fc.option(short), reference, secret },
    ...{ environment: fc.constant(null), level: fc.constant(null), elevationMinutes: fc.integer({ min: 1, max: 480 }) },
    parameters: fc.dictionary(fc.constantFrom(...CONNECTION_PARAMETERS), fitting(2_000), { maxKeys: 4 }),
  })
  await expectKeptOrRefused(profile, async wished => {
    const saved = await orRefused(() => client.connections.save({ profile: wished }))
    if (saved === undefined) return false
    const { name, folder } = wished
    // Blanks around a name are no part of it.
    const same = { ...wished, name: name.trim(), folder: folder?.trim() ?? null }
    expect((await program.connections.summary('nasty-profile'))?.profile).toEqual(same)
    return true
  })
}, 60_000)

test('[C6] [W1] scenarios of nasty texts come back exactly as they were saved, or are refused with a path', async () => {
  const client = logClient()
  const [known] = await client.simulations.scenarios()
  if (known === undefined) throw new Error('there are no built-in scenarios')
  const { tables, writers } = known.scenario
  const texts = fc.record({ title: nastyText, teaches: nastyText, table: fitting(200), predicate: nastyText })
  await expectKeptOrRefused(texts, async ({ title, teaches, table, predicate }) => {
    const scenario = {
      ...{ ...known.scenario, name: 'nasty', title, teaches },
      tables: tables.map(each => ({ ...each, source: { kind: 'clone' as const, table, version: null } })),
      writers: writers.map(each => ({ ...each, reads: { kind: 'scan' as const, predicate } })),
    }
    if ((await orRefused(() => client.simulations.save({ scenario }))) === undefined) return false
    const listed = await client.simulations.scenarios()
    expect(listed.find(({ scenario: { name } }) => name === 'nasty')?.scenario).toEqual(scenario)
    return true
  })
}, 60_000)

// The last of all: among its calls are those that make the connection of the others read-only.
test(`[W1] of ${RUNS} wild inputs to calls about connections each is answered or refused with a path`, async () => {
  const calls = wildCalls(programContract, known(), path => !DIALLING.includes(path))
  await sendWildCalls(programClient(), calls, RUNS)
}, 240_000)

/** Each value is either kept, which `attempt` proves, or refused at the door; some must be kept. */
async function expectKeptOrRefused<T>(values: fc.Arbitrary<T>, attempt: (value: T) => Promise<boolean>): Promise<void> {
  let kept = 0
  await fc.assert(
    fc.asyncProperty(values, async value => {
      if (await attempt(value)) kept++
    }),
    { numRuns: KEPT_RUNS },
  )
  expect(kept).toBeGreaterThan(KEPT_RUNS / 20)
}

/** Undefined where the call is refused at the door. */
async function orRefused<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof ORPCError && error.code === 'INVALID') return undefined
    throw error
  }
}
