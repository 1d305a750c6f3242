import { expect, test } from 'vitest'
import { answeringStore } from '../../../../test/answering-store.ts'

const NEVER = new AbortController().signal
const COMMIT = '_delta_log/00000000000000000001.json'
const BYTES = Buffer.from('{}')
const HONOURED = { status: 412, code: 'PreconditionFailed' }

const isCommit = (request: string) => request.endsWith('.json')

test.each([
  ['throttled', 503, 'SlowDown'],
  ['throttled', 429, 'TooManyRequests'],
  ['credentials', 403, 'AccessDenied'],
  ['credentials', 400, 'ExpiredToken'],
  ['credentials', 403, 'RequestTimeTooSkewed'],
  ['credentials', 403, 'SignatureDoesNotMatch'],
  ['no-space', 507, 'XMinioStorageFull'],
  ['network', 400, 'RequestTimeout'],
  ['other', 500, 'InternalError'],
] as const)(
  'a PUT that is answered by a fault of the kind %s (HTTP %d %s) fails as such and is sent once',
  async (fault, status, code) => {
    await using answering = await answeringStore(request => (isCommit(request) ? { status, code } : HONOURED))
    await expect(answering.store.createOnly(COMMIT, BYTES, {}, NEVER)).rejects.toMatchObject({
      kind: 'unwritable',
      fault,
    })
    expect(answering.requests.filter(isCommit)).toHaveLength(1)
  },
)

test('[M3] [fault 72] [fault 73] a conflict of two conditional PUTs (409) is to be tried again and does not count as existing', async () => {
  await using answering = await answeringStore(request =>
    isCommit(request) ? { status: 409, code: 'ConditionalRequestConflict' } : HONOURED,
  )
  await expect(answering.store.createOnly(COMMIT, BYTES, {}, NEVER)).rejects.toMatchObject({
    kind: 'unwritable',
    fault: 'other',
  })
  answering.answer = HONOURED
  expect(await answering.store.createOnly(COMMIT, BYTES, {}, NEVER)).toEqual({ kind: 'exists' })
})

test('[M3] [fault 76] a store that makes an object twice under If-None-Match is refused before a commit is written', async () => {
  await using answering = await answeringStore({ status: 200 })
  await expect(answering.store.createOnly(COMMIT, BYTES, {}, NEVER)).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('ignores If-None-Match'),
  })
  expect(answering.requests.filter(isCommit)).toEqual([])
})

test('a store that honours the condition is asked once, and its probe is removed', async () => {
  await using answering = await answeringStore({ status: 200 })
  let isThere = false
  answering.answer = request => {
    if (isCommit(request) || request.startsWith('DELETE')) return { status: 200 }
    const answer = isThere ? HONOURED : { status: 200 }
    isThere = true
    return answer
  }
  await answering.store.createOnly(COMMIT, BYTES, {}, NEVER)
  await answering.store.createOnly(COMMIT, BYTES, {}, NEVER)
  expect(answering.requests.map(request => request.split(' ')[0])).toEqual(['PUT', 'PUT', 'DELETE', 'PUT', 'PUT'])
})

test('a cut connection and a store that is not there are faults of the network', async () => {
  const answering = await answeringStore({ status: 200, isCut: true })
  await expect(answering.store.stat(COMMIT)).rejects.toMatchObject({ kind: 'unreadable', fault: 'network' })
  await answering[Symbol.asyncDispose]()
  await expect(answering.store.stat(COMMIT)).rejects.toMatchObject({ kind: 'unreadable', fault: 'network' })
})

test('what is absent is absent, a bucket too', async () => {
  await using answering = await answeringStore({ status: 404, code: 'NoSuchKey' })
  await expect(answering.store.open(COMMIT)).rejects.toMatchObject({ kind: 'absent' })
  answering.answer = { status: 404, code: 'NoSuchBucket' }
  await expect(answering.store.createOnly(COMMIT, BYTES, {}, NEVER)).rejects.toMatchObject({
    kind: 'absent',
    message: expect.stringContaining('no such bucket'),
  })
})

test('a failure never names a key or a secret', async () => {
  await using answering = await answeringStore({ status: 403, code: 'InvalidAccessKeyId' })
  const failure = await answering.store.open(COMMIT).catch((error: unknown) => error)
  expect(`${failure} ${JSON.stringify(failure)}`).not.toMatch(/key-of-tests|secret-of-tests/)
})
