import { randomUUID } from 'node:crypto'
import { ORPCError } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HostLog } from '../src/main/host/pipe.ts'
import type { ApiRouter } from '../src/main/host/serve-pipe.ts'
import type { contract } from '../src/shared/contract/contract.ts'
import { sendLargeTexts } from '../src/shared/large-texts/send-large-texts.ts'
import { TextShelf } from '../src/shared/large-texts/text-shelf.ts'
import { FRAME_BYTES_MAX, VERSION_MAX } from '../src/shared/limits.ts'
import { createProbe, PROBED_STREAMS, SECRET, TABLE_ID } from './contract-probe.ts'
import { eventually } from './eventually.ts'

export type Client = ContractRouterClient<typeof contract>

/** A page's end of a pipe. */
interface PageEnd {
  readonly client: Client
  /** Sends a frame past the client. */
  sendFrame(frame: string): void
  /** Goes away without a word, as a page does that crashes. */
  vanish(): void
  /** Settles when the pipe is closed from the other side. */
  readonly closed: Promise<void>
}

/** A host that serves a router, without what shows the page. */
export interface Wire {
  connect(): Promise<PageEnd>
  close(): Promise<void>
}

/** The rules that hold for every pipe between page and main process. Run it once for each. */
export function testContract(name: string, openWire: (router: ApiRouter, log: HostLog) => Promise<Wire>): void {
  describe(`the contract over a ${name}`, () => {
    const { router, record, log } = createProbe()
    const pages: PageEnd[] = []
    let wire: Wire
    beforeAll(async () => {
      wire = await openWire(router, log)
    })
    afterAll(async () => {
      for (const page of pages) page.vanish()
      await wire.close()
    })

    async function open(): Promise<PageEnd> {
      const page = await wire.connect()
      pages.push(page)
      return page
    }
    const draft = (actions: string) => ({
      tableId: TABLE_ID,
      commitId: randomUUID(),
      readVersion: VERSION_MAX - 1n,
      expectedVersion: VERSION_MAX,
      actions,
    })
    const probed = (stream: keyof typeof PROBED_STREAMS) => ({ tableId: TABLE_ID, version: PROBED_STREAMS[stream] })
    const stopped = (work: string) => record.stopped.filter(name => name === work).length
    const began = (work: string) => record.began.filter(name => name === work).length

    test('64-bit numbers arrive exactly, both ways', async () => {
      const { client } = await open()
      const { tables } = await client.tables.list({ limit: 1 })
      expect(tables[0]).toMatchObject({ head: VERSION_MAX, totalFiles: 2n ** 53n + 1n, totalBytes: VERSION_MAX })
      expect(await client.commits.append(draft(''))).toMatchObject({ version: VERSION_MAX })
    })

    test('calls that run at the same time get their own answers', async () => {
      const { client } = await open()
      const names = Array.from({ length: 200 }, (_, index) => `table ${index}`)
      const answers = await Promise.all(names.map(name => client.tables.get({ name })))
      expect(answers.map(({ name }) => name)).toEqual(names)
    })

    test('[W1] bad input is answered with its path and what was expected', async () => {
      const { client } = await open()
      const bad = { ...draft(''), readVersion: 'seven', surplus: 1 }
      const error = await client.commits.append(bad as never).catch((error: unknown) => error)
      expect(error).toBeInstanceOf(ORPCError)
      expect(error).toMatchObject({ code: 'INVALID', defined: true })
      const { issues } = (error as ORPCError<'INVALID', { issues: object[] }>).data
      expect(issues).toContainEqual(
        expect.objectContaining({ path: ['readVersion'], message: expect.stringContaining('expected bigint') }),
      )
      expect(issues).toContainEqual(expect.objectContaining({ message: expect.stringContaining('surplus') }))
    })

    test('a failure that the page can act on keeps its code and data', async () => {
      const { client } = await open()
      await expect(client.tables.get({ name: 'missing' })).rejects.toMatchObject({
        code: 'NOT_FOUND',
        defined: true,
        data: { what: 'table "missing"' },
      })
      await expect(client.tables.get({ name: 'offline' })).rejects.toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
        defined: true,
        data: { sqlState: '08001' },
      })
    })

    test.each(['broken', 'breach'])(
      '[W3] an unexpected error (%s) leaves as a sentence with a reference',
      async name => {
        const { client } = await open()
        const error = await client.tables.get({ name }).catch((error: unknown) => error)
        expect(error).toMatchObject({ code: 'INTERNAL', defined: true })
        const { reference } = (error as ORPCError<'INTERNAL', { reference: string }>).data
        const logged = record.logged.find(({ fields }) => fields.reference === reference)
        expect(logged?.fields.error).toBeInstanceOf(Error)
      },
    )

    test('[W3] no secret crosses, whatever fails', async () => {
      const { client } = await open()
      const failures = [
        client.tables.get({ name: 'broken' }),
        client.tables.get({ name: 'offline' }),
        collect(client.snapshots.statistics(probed('broken'))),
        collect(client.snapshots.statistics(probed('offline'))),
      ].map(failing => failing.then(() => expect.unreachable(), describeAll))
      for (const text of await Promise.all(failures)) expect(text).not.toContain(SECRET)
    })

    test('a stream ends after its last event', async () => {
      const { client } = await open()
      const events = await collect(client.snapshots.statistics(probed('whole')))
      expect(events.map(({ kind }) => kind)).toEqual(['progress', 'progress', 'progress', 'done'])
      expect(events.at(-1)).toMatchObject({ withStatistics: 2 })
    })

    test('[W3] a stream that fails ends with a typed error after the events before it', async () => {
      const { client } = await open()
      const events: string[] = []
      const reading = (async () => {
        for await (const { kind } of await client.snapshots.statistics(probed('broken'))) events.push(kind)
      })()
      await expect(reading).rejects.toMatchObject({ code: 'INTERNAL', defined: true })
      expect(events).toEqual(['progress', 'progress', 'progress'])
    })

    test('[W2] leaving a stream stops its work', async () => {
      const { client } = await open()
      const before = stopped('changes.watch')
      for await (const { heads } of await client.changes.watch()) if ((heads[0]?.head ?? 0n) > 1n) break
      await eventually(() => expect(stopped('changes.watch')).toBe(before + 1))
    })

    test('[W2] giving up a call stops its work', async () => {
      const { client } = await open()
      const before = { began: began('history.page'), stopped: stopped('history.page') }
      const giveUp = new AbortController()
      const call = client.history.page({ tableId: TABLE_ID, limit: 1 }, { signal: giveUp.signal })
      await eventually(() => expect(began('history.page')).toBe(before.began + 1))
      giveUp.abort()
      await expect(call).rejects.toThrow()
      await eventually(() => expect(stopped('history.page')).toBe(before.stopped + 1))
    })

    test('[W2] a page that vanishes stops all its calls and streams, and no others', async () => {
      const [leaver, stayer] = [await open(), await open()]
      const before = { page: stopped('history.page'), watch: stopped('changes.watch') }
      const calls = [1, 2].map(() => leaver.client.history.page({ tableId: TABLE_ID, limit: 1 }).catch(() => {}))
      const stream = await leaver.client.changes.watch()
      await stream.next()
      const staying = await stayer.client.changes.watch()
      await staying.next()
      leaver.vanish()
      await eventually(() => {
        expect(stopped('history.page')).toBe(before.page + calls.length)
        expect(stopped('changes.watch')).toBe(before.watch + 1)
      })
      expect((await staying.next()).done).toBe(false)
      await staying.return?.()
    })

    test('large inputs and answers arrive whole', async () => {
      const { client } = await open()
      const actions = `${'ä'.repeat(FRAME_BYTES_MAX / 2 - 50_000)}end`
      expect((await client.commits.check(draft(actions))).issues[0]).toMatchObject({
        path: [actions.length],
        message: 'end',
      })
      const page = await client.versions.actions({ tableId: TABLE_ID, version: 0n, after: -1, limit: 300 })
      expect(page.actions.reduce((bytes, { line }) => bytes + line.length, 0)).toBe(30_000_000)
    })

    test('a text above the limit of a frame goes ahead in pieces, and of an edited one only the edit', async () => {
      const page = await open()
      const frames: string[] = []
      const shelf = new TextShelf()
      async function check(actions: string) {
        const light = sendLargeTexts(draft(actions), shelf, randomUUID, frame => {
          frames.push(frame)
          page.sendFrame(frame)
        })
        // The link of the page does the same below the types of its calls.
        const { issues } = await page.client.commits.check(light as ReturnType<typeof draft>)
        expect(issues[0]).toMatchObject({ path: [actions.length], message: actions.slice(-3) })
      }
      const text = 'ä"\n'.repeat(FRAME_BYTES_MAX / 2)
      await check(text)
      const { length } = frames
      await check(`${text}end`)
      expect(frames.slice(length).map(frame => frame.length < 200)).toEqual([true])
    })

    test('a text that was never sent ends the pipe that names it', async () => {
      const page = await open()
      page.sendFrame('{"i":"1","p":{"u":"/commits/check","b":{"json":{"actions":{"$text":"gone"}}}}}')
      await page.closed
    })

    test('a frame above the limit ends its own pipe and no other', async () => {
      const [loud, other] = [await open(), await open()]
      const call = loud.client.commits.check(draft('x'.repeat(FRAME_BYTES_MAX))).catch((error: unknown) => error)
      await loud.closed
      expect(await call).toBeInstanceOf(Error)
      expect(await other.client.tables.list({ limit: 1 })).toMatchObject({ total: 1 })
    })

    test.each([
      'not json',
      '[]',
      '{"i":1,"p":{"u":"/tables/list"}}',
      '{"i":"1","p":{"u":"http://elsewhere/tables/list"}}',
      '{"i":"1","t":9}',
      '{"i":"1","t":9,"p":{"base":"gone","from":0,"to":0,"insert":""}}',
      '{"i":"1","p":{"u":"/tables/list","h":{"content-disposition":7}}}',
    ])('a frame that is none of ours (%s) ends its pipe', async frame => {
      const page = await open()
      page.sendFrame(frame)
      await page.closed
    })

    test('an unknown procedure is an error of its call alone', async () => {
      const { client } = await open()
      const stranger = client as unknown as Record<string, Record<string, () => Promise<unknown>>>
      await expect(stranger.tables?.drop?.()).rejects.toThrow()
      await expect(stranger.constructor?.constructor?.()).rejects.toThrow()
      expect(await client.tables.list({ limit: 1 })).toMatchObject({ total: 1 })
    })
  })
}

async function collect<T>(stream: Promise<AsyncIterable<T>>): Promise<T[]> {
  const events: T[] = []
  for await (const event of await stream) events.push(event)
  return events
}

/** Everything that an error holds, as text. */
function describeAll(error: unknown): string {
  const parts = [error instanceof Error ? `${error.message}\n${error.stack}` : String(error)]
  if (error instanceof ORPCError) parts.push(JSON.stringify(error.toJSON()))
  if (error instanceof Error && error.cause) parts.push(describeAll(error.cause))
  return parts.join('\n')
}
