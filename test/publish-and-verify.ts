import { expect } from 'vitest'
import { MirrorPublisher } from '../src/main/mirror/publisher.ts'
import { setTarget } from '../src/main/mirror/set-target.ts'
import { verifyTable } from '../src/main/mirror/verify-table.ts'
import type { Database } from '../src/main/postgres/connection.ts'
import type { VerifyReport } from '../src/shared/contract/mirror-verification.ts'
import { mirrorOf } from './mirrored-table.ts'

const NEVER = new AbortController().signal
const PATIENCE = { timeout: 900_000 }

/** Publishes a table to a target up to its head, and expects every file there to be what was committed. */
export async function publishAndVerify(database: Database, tableId: string, target: string): Promise<void> {
  expect(await setTarget(database, { tableId, target }, NEVER)).toMatchObject({ kind: 'set' })
  const problems: unknown[] = []
  const publisher = new MirrorPublisher({ database, program: 'test', onProblem: problem => problems.push(problem) })
  const { head } = await mirrorOf(database, tableId)
  try {
    await expect.poll(async () => (await mirrorOf(database, tableId)).published, PATIENCE).toBe(head)
  } finally {
    await publisher.close()
  }
  expect(problems).toEqual([])
  let report: VerifyReport | undefined
  for await (report of verifyTable(database, { tableId, level: 'full', repair: false }, NEVER));
  expect(report).toMatchObject({ counts: { identical: Number(head) + 1 }, findings: [] })
}
