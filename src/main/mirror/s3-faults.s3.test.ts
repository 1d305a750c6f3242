import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable } from '../../../test/drafts.ts'
import { mirrorOf } from '../../../test/mirrored-table.ts'
import { stride } from '../../../test/moments.ts'
import { openS3Way, REQUEST_FAULTS, type RequestFault, type S3Way } from '../../../test/s3-way.ts'
import type { VerifyReport } from '../../shared/contract/mirror-verification.ts'
import { commit } from '../log/commit.ts'
import type { Mirror } from '../postgres/mirrors.ts'
import { verifyMirrored } from '../verify-mirrored.ts'
import { openTarget } from './open-target.ts'
import { MirrorPublisher } from './publisher.ts'
import { setTarget } from './set-target.ts'

const database = useDatabase()
const NEVER = new AbortController().signal
/** Looked at so often, a mirror goes on as soon as its attempt is due. */
const POLL_MS = 20
/** With few moments, each fault strikes at others. */
const STRIDE = stride(8)
let way: S3Way
/** Requests that it takes where none goes wrong. */
let all: number | undefined

beforeAll(async () => {
  way = await openS3Way(inject('s3').endpoint)
})
afterAll(() => way[Symbol.asyncDispose]())

async function mirroredToWay(): Promise<string> {
  const tableId = await newTable(database)
  const commits = [creation({ 'delta.checkpointInterval': '2' }), [commitInfo, add('a')], [commitInfo, add('b')]]
  for (const [version, lines] of commits.entries()) {
    expect(await commit(database, draftOf(tableId, BigInt(version), lines))).toMatchObject({ kind: 'committed' })
  }
  const target = `s3://${inject('s3').bucket}/faults/${randomUUID()}?endpoint=${encodeURIComponent(way.endpoint)}`
  expect(await setTarget(database, { tableId, target }, NEVER)).toMatchObject({ kind: 'set' })
  return tableId
}

/** Publishes until a mirror is as it is wanted. */
async function publishUntil(tableId: string, isReached: (mirror: Mirror) => boolean): Promise<void> {
  const problems: unknown[] = []
  const onProblem = (problem: unknown) => problems.push(problem)
  const publisher = new MirrorPublisher({ database, program: 'test', pollMs: POLL_MS, onProblem })
  try {
    await expect.poll(async () => isReached(await mirrorOf(database, tableId))).toBe(true)
  } finally {
    await publisher.close()
  }
  expect(problems).toEqual([])
}

/** Publishes all and makes the checkpoint; what failed is tried again by the next publisher. */
async function converge(tableId: string): Promise<void> {
  await publishUntil(tableId, ({ published, checkpointAt }) => published === 2n && checkpointAt !== null)
  if ((await mirrorOf(database, tableId)).checkpointVersion === 2n) return
  await publishUntil(tableId, ({ checkpointVersion }) => checkpointVersion === 2n)
}

test.each(REQUEST_FAULTS)(
  '[M4] [fault 72] [fault 74] (%s) whichever request to a store goes wrong, the mirror and its checkpoint are made in the end, and once',
  async fault => {
    all ??= await requestsOf(await mirroredToWay(), 0, fault)
    expect(all).toBeGreaterThan(8)
    const first = STRIDE === 1 ? 1 : 1 + 2 * REQUEST_FAULTS.indexOf(fault)
    for (let nth = first; nth <= all; nth += STRIDE) {
      const tableId = await mirroredToWay()
      expect(await requestsOf(tableId, nth, fault), `request ${nth}`).toBeGreaterThanOrEqual(nth)
      expect(await verified(tableId), `request ${nth}`).toMatchObject({
        counts: { identical: 3 },
        findings: [],
        snapshot: { state: 'same', version: 2n },
      })
      const { target } = await mirrorOf(database, tableId)
      expect(await namesIn(target), `request ${nth}`).toEqual([
        '00000000000000000000.json',
        '00000000000000000001.json',
        '00000000000000000002.checkpoint.parquet',
        '00000000000000000002.crc',
        '00000000000000000002.json',
        '_last_checkpoint',
      ])
    }
  },
)

/** How many requests it takes, of which one goes wrong. */
async function requestsOf(tableId: string, nth: number, fault: RequestFault): Promise<number> {
  way.fail(nth, fault)
  await converge(tableId)
  const { requests } = way
  way.fail(0, fault)
  return requests
}

async function verified(tableId: string): Promise<VerifyReport | undefined> {
  let last: VerifyReport | undefined
  for await (last of verifyMirrored(database, { tableId, level: 'full', repair: false }, () => {}, NEVER));
  return last
}

async function namesIn(target: string): Promise<string[]> {
  await using store = await openTarget(target)
  const names: string[] = []
  for await (const batch of store.list('_delta_log', NEVER)) names.push(...batch.map(({ name }) => name))
  return names.sort()
}
