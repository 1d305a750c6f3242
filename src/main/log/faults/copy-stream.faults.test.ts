import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useDatabase } from '../../../../test/database.ts'
import { add, commitInfo, draftOf } from '../../../../test/drafts.ts'
import { expectUntouched, tableWithFiles } from '../../../../test/fault-table.ts'
import { type FaultyWay, startProxy } from '../../../../test/proxy.ts'
import { withCopyData } from '../../../../test/wire-messages.ts'
import type { CommitOutcome } from '../../../shared/contract/outcome.ts'
import type { Draft } from '../../../shared/contract/schemas.ts'
import { commit } from '../commit.ts'

const database = useDatabase()
let way: FaultyWay
beforeAll(async () => {
  way = await startProxy(database.config)
})
afterAll(() => way.close())

const ROWS = 600

async function manyFiles(): Promise<Draft> {
  const files = Array.from({ length: ROWS }, () => add(`${randomUUID()}.parquet`))
  return draftOf(await tableWithFiles(database), 1n, [commitInfo, ...files])
}

/** Commits while the data of its first COPY become others on their way to the server. */
async function commitAltered(draft: Draft, copyFormat: 'binary' | 'text', change: (data: Buffer) => Buffer) {
  let changed = 0
  way.altered = message =>
    withCopyData(message, data => {
      const others = changed === 0 ? change(data) : data
      if (!others.equals(data)) changed += 1
      return others
    })
  const { database: far } = way
  const outcome = await commit({ ...far, capabilities: { ...far.capabilities, copyFormat } }, draft)
  way.altered = undefined
  expect(changed, 'the stream was altered').toBe(1)
  return outcome
}

async function expectRefused(draft: Draft, outcome: CommitOutcome, sqlState: string): Promise<void> {
  expect(outcome).toMatchObject({ kind: 'database-error', step: 'insert', sqlState, retryable: false })
  await expectUntouched(database, draft)
}

test('[fault 50] a row of text that lost its last column ends the commit, and nothing of it is left', async () => {
  const draft = await manyFiles()
  const outcome = await commitAltered(draft, 'text', data => {
    const text = data.toString('utf8')
    const end = text.indexOf('\n')
    return Buffer.from(text.slice(0, text.lastIndexOf('\t', end)) + text.slice(end), 'utf8')
  })
  await expectRefused(draft, outcome, '22P04')
})

const SIGNATURE = Buffer.from('PGCOPY\n', 'latin1')
/** Signature, flags and the length of an extension that is not there. */
const HEADER_BYTES = 19
/** A version column as it is sent: 8 bytes, version 1. */
const VERSION_FIELD = Buffer.from([0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1])

test('[fault 51] a binary stream that does not begin with its signature ends the commit', async () => {
  const draft = await manyFiles()
  const outcome = await commitAltered(draft, 'binary', data => {
    const other = Buffer.from(data)
    if (other.indexOf(SIGNATURE) === 0) other[2] = 0x58
    return other
  })
  await expectRefused(draft, outcome, '22P04')
})

test('[fault 51] a tuple that claims more columns than there are ends the commit', async () => {
  const draft = await manyFiles()
  const outcome = await commitAltered(draft, 'binary', data => {
    const other = Buffer.from(data)
    const columns = other.indexOf(SIGNATURE) === 0 ? HEADER_BYTES : 0
    other.writeInt16BE(other.readInt16BE(columns) + 1, columns)
    return other
  })
  await expectRefused(draft, outcome, '22P04')
})

test('[fault 51] a column of another width than its type ends the commit', async () => {
  const draft = await manyFiles()
  const outcome = await commitAltered(draft, 'binary', data => {
    const place = data.indexOf(VERSION_FIELD)
    if (place < 0) return data
    const wider = Buffer.concat([Buffer.from([0, 0, 0, 9]), VERSION_FIELD.subarray(4), Buffer.from([0])])
    return Buffer.concat([data.subarray(0, place), wider, data.subarray(place + VERSION_FIELD.length)])
  })
  await expectRefused(draft, outcome, '22P03')
})

test('[fault 51] a stream that is torn inside a tuple ends the commit', async () => {
  const draft = await manyFiles()
  // The trailer of the last piece is two bytes; with a hundred more the last row is cut.
  const outcome = await commitAltered(draft, 'binary', data => data.subarray(0, Math.max(0, data.length - 102)))
  expect(outcome).toMatchObject({
    kind: 'database-error',
    step: 'insert',
    sqlState: expect.stringMatching(/^22P0[34]$/),
  })
  await expectUntouched(database, draft)
})
