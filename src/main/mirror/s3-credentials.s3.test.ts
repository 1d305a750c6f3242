import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, inject, test, vi } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { newTable } from '../../../test/drafts.ts'
import { commitMore, mirrorOf } from '../../../test/mirrored-table.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'
import { parseS3Address } from '../object-store/s3/s3-address.ts'
import { forgetS3Client } from '../object-store/s3/s3-client.ts'
import { commandMirror } from '../postgres/mirrors.ts'
import { MirrorPublisher } from './publisher.ts'
import { setTarget } from './set-target.ts'

const database = useDatabase()
const folder = temporaryFolder()
const POLL_MS = 50

afterEach(() => vi.unstubAllEnvs())

test('[fault 77] credentials that expire while it runs are told, and those that are put into their file are taken up', async () => {
  const right = { id: process.env.AWS_ACCESS_KEY_ID ?? '', secret: process.env.AWS_SECRET_ACCESS_KEY ?? '' }
  const file = join(folder(), 'credentials')
  const write = (secret: string) =>
    writeFile(file, `[lake]\naws_access_key_id = ${right.id}\naws_secret_access_key = ${secret}\n`)
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file)
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined)
  await write(right.secret)
  const { endpoint, bucket } = inject('s3')
  const target = `s3://${bucket}/keys/${randomUUID()}?endpoint=${encodeURIComponent(endpoint)}&profile=lake`
  const tableId = await newTable(database)
  await commitMore(database, tableId, 0, 1)
  expect(await setTarget(database, { tableId, target }, new AbortController().signal)).toMatchObject({ kind: 'set' })
  const problems: unknown[] = []
  const onProblem = (problem: unknown) => problems.push(problem)
  const publisher = new MirrorPublisher({ database, program: 'test', pollMs: POLL_MS, onProblem })
  const mirror = () => mirrorOf(database, tableId)
  try {
    await expect.poll(async () => (await mirror()).published).toBe(0n)
    await write('expired')
    // Whoever serves the credentials ends them: the client has them no more.
    forgetS3Client(parseS3Address((await mirror()).target))
    await commitMore(database, tableId, 1, 1)
    await expect.poll(async () => (await mirror()).errorClass).toBe('credentials')
    await write(right.secret)
    await commandMirror(database, tableId, 'retry')
    await expect.poll(async () => (await mirror()).published).toBe(1n)
  } finally {
    await publisher.close()
  }
  expect(problems).toEqual([])
})
