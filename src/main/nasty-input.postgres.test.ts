import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ORPCError } from '@orpc/client'
import { isContractProcedure } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { arbitraryInput } from '../../test/arbitrary-input.ts'
import { useDatabase } from '../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable } from '../../test/drafts.ts'
import { openApp } from '../../test/open-app.ts'
import { contract } from '../shared/contract/contract.ts'
import { createRouter } from './api.ts'
import type { App } from './app.ts'
import { commit } from './log/commit.ts'

const given = useDatabase()
const RUNS = 2_000

/** Sections whose calls look at or change tables only: a wild input to them can do no harm beyond the test's database. */
const SECTIONS = [
  'tables',
  'history',
  'health',
  'notes',
  'versions',
  'snapshots',
  'comparisons',
  'blame',
  'commits',
] as const

let folder: string
let app: App
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deltadesk-nasty-'))
  const { user, password, host, port, database } = given.config
  const secret = encodeURIComponent(password.reveal())
  app = await openApp({
    host: 'loopback',
    folder,
    databaseUrl: `postgresql://${user}:${secret}@${host}:${port}/${database}`,
  })
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

interface Call {
  readonly path: readonly [string, string]
  readonly input: unknown
}

function calls(tableId: string): fc.Arbitrary<Call> {
  const known = {
    tableId: fc.constant(tableId),
    version: fc.bigInt({ min: 0n, max: 3n }),
    from: fc.bigInt({ min: 0n, max: 3n }),
    to: fc.bigInt({ min: 0n, max: 3n }),
    limit: fc.integer({ min: 1, max: 5 }),
    predicate: fc.constantFrom(
      'id > 3',
      "p = '\ud800'",
      'id = 99999999999999999999',
      'id in (1, null)',
      '`a``b` is null',
    ),
  }
  const all = SECTIONS.flatMap(section =>
    Object.entries(contract[section]).flatMap(([name, procedure]) => {
      if (!isContractProcedure(procedure)) throw new Error(`${section}.${name} is no procedure`)
      const schema = procedure['~orpc'].inputSchema
      return schema === undefined || !('_zod' in schema)
        ? []
        : [arbitraryInput(Object(schema), known).map((input): Call => ({ path: [section, name], input }))]
    }),
  )
  return fc.oneof(...all)
}

async function send({ path: [section, name], input }: Call): Promise<unknown> {
  const client: object = createRouterClient(createRouter(app), { context: {} })
  const procedure: unknown = Reflect.get(Reflect.get(client, section), name)
  if (typeof procedure !== 'function') throw new Error(`${section}.${name} cannot be called`)
  const answer: unknown = await procedure(input)
  if (typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer) {
    for await (const _ of answer as AsyncIterable<unknown>);
  }
  return answer
}

test(`[W1] of ${RUNS} wild inputs to the calls of the contract each is answered or refused with a path, none ends in an unexpected error`, async () => {
  const tableId = await newTable(app.database)
  for (const [version, lines] of [creation(), [commitInfo, add('a')], [commitInfo, add('b')]].entries()) {
    expect(await commit(app.database, draftOf(tableId, BigInt(version), lines))).toMatchObject({ kind: 'committed' })
  }
  const told = { answered: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(calls(tableId), async call => {
      try {
        await send(call)
        told.answered += 1
      } catch (error) {
        if (!(error instanceof ORPCError)) throw error
        expect(['INVALID', 'NOT_FOUND']).toContain(error.code)
        told.refused += 1
      }
    }),
    { numRuns: RUNS },
  )
  expect(told.answered).toBeGreaterThan(RUNS / 10)
}, 240_000)
