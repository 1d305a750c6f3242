import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { SOCKETS_MAX } from '../../../shared/limits.ts'
import { readPageFiles } from '../page/page-files.ts'
import { builtPage } from './built-page.ts'
import { type Loopback, openLoopback } from './open-loopback.ts'

const silent = { info() {}, warn() {}, error() {} }
const addresses: string[] = []
let folder: string
let loopback: Loopback
let port: number
let served = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deltadesk-loopback-'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><html><head></head><body>page</body></html>')
  loopback = await openLoopback({
    page: builtPage(await readPageFiles(folder)),
    serve: () => served++,
    log: silent,
    onAddress: address => addresses.push(address),
  })
  port = loopback.port
})
afterAll(async () => {
  await loopback.close()
  await rm(folder, { recursive: true })
})

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

async function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body?: string): Promise<Answer> {
  const sent = request({ host: '127.0.0.1', port, path, method, headers, setHost: !('host' in headers) })
  sent.end(body)
  const [response] = await once(sent, 'response')
  let text = ''
  for await (const chunk of response) text += chunk
  return { status: response.statusCode, headers: response.headers, body: text }
}

const own = () => `http://127.0.0.1:${port}`
const codeNow = () => addresses.at(-1)?.split('#code=')[1] ?? ''
const exchange = (code: string, headers: Record<string, string> = {}) =>
  ask('/session', { origin: own(), 'content-type': 'application/json', ...headers }, 'POST', JSON.stringify({ code }))

async function openSocket(protocol: string, headers: Record<string, string> = {}, path = '/socket') {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocol, { headers: { origin: own(), ...headers } })
  const outcome = await new Promise<number>(resolve => {
    socket.once('open', () => resolve(101))
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.once('error', () => resolve(0))
  })
  return { outcome, socket }
}

async function newToken(): Promise<string> {
  return JSON.parse((await exchange(codeNow())).body).token
}

describe('[W4] the loopback host', () => {
  test('listens on 127.0.0.1 alone', async () => {
    const others = Object.values(networkInterfaces()).flatMap(list => list ?? [])
    for (const { address } of others.filter(({ internal, family }) => !internal && family === 'IPv4')) {
      const socket = connect(port, address)
      const refused = await new Promise(resolve => {
        socket.once('connect', () => resolve(false))
        socket.once('error', () => resolve(true))
      })
      socket.destroy()
      expect(refused, address).toBe(true)
    }
  })

  test('serves the page to anybody who came to it, with its headers', async () => {
    const answer = await ask('/')
    expect(answer.status).toBe(200)
    expect(answer.headers['content-security-policy']).toContain(`connect-src 'self' ws://127.0.0.1:${port}`)
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    expect(answer.body).toContain('content="loopback"')
    expect((await ask('/', {}, 'HEAD')).body).toBe('')
  })

  test.each([
    ['a name that points here (DNS rebinding)', { host: 'evil.example' }],
    ['a name that points here, with our port', { host: 'evil.example:PORT' }],
    ['a name that starts like ours', { host: '127.0.0.1.evil.example:PORT' }],
    ['another port', { host: '127.0.0.1:1' }],
    ['a foreign page', { origin: 'http://evil.example' }],
    ['an opaque page', { origin: 'null' }],
    ['a page that starts like ours', { origin: 'http://127.0.0.1:PORT.evil.example' }],
    ['a page of another port', { origin: 'http://127.0.0.1:1' }],
    ['a page of the same site', { 'sec-fetch-site': 'same-site' }],
    ['a script of a foreign page', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    [
      'a frame in a foreign page',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    ],
  ])('turns away %s, for the page, the session and the socket', async (_name, template) => {
    const headers = Object.fromEntries(
      Object.entries(template).map(([name, value]) => [name, value.replace('PORT', String(port))]),
    )
    expect((await ask('/', headers)).status).toBe(403)
    expect((await exchange(codeNow(), headers)).status).toBe(403)
    expect((await openSocket(`deltadesk.${await newToken()}`, headers)).outcome).toBe(403)
  })

  test('a link from another site opens the page, which is static', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect((await ask('/', link)).status).toBe(200)
  })

  test('a code is good once; a new address is announced', async () => {
    const code = codeNow()
    const announced = addresses.length
    expect((await exchange('wrong')).status).toBe(401)
    const answer = await exchange(code)
    expect(answer.status).toBe(200)
    expect(Buffer.from(JSON.parse(answer.body).token, 'base64url')).toHaveLength(32)
    expect((await exchange(code)).status).toBe(401)
    expect(addresses).toHaveLength(announced + 1)
    expect(codeNow()).not.toBe(code)
    expect((await exchange(codeNow())).status).toBe(200)
  })

  test('of two pages that use the same code at once one gets in', async () => {
    const code = codeNow()
    const answers = await Promise.all([exchange(code), exchange(code)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
  })

  test('the exchange takes small JSON of our own page and nothing else', async () => {
    expect((await ask('/session', { 'content-type': 'application/json' }, 'POST', '{"code":""}')).status).toBe(403)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '']) {
      expect((await exchange(codeNow(), { 'content-type': type })).status).toBe(415)
    }
    const post = (body: string) => ask('/session', { origin: own(), 'content-type': 'application/json' }, 'POST', body)
    for (const body of ['', '[]', 'null', '{"code":1}', '{']) expect((await post(body)).status).toBe(400)
    expect((await post('x'.repeat(64 * 1024 + 1))).status).toBe(413)
    expect((await ask('/session', {}, 'DELETE')).status).toBe(405)
    expect((await ask('/', { origin: own() }, 'POST')).status).toBe(405)
  })

  test('a page can ask whether its token is good', async () => {
    const token = await newToken()
    expect((await ask('/session', { authorization: `Bearer ${token}` })).status).toBe(204)
    expect((await ask('/session', { authorization: `Bearer ${token.slice(1)}x` })).status).toBe(401)
    expect((await ask('/session')).status).toBe(401)
  })

  test('without a good token there is no socket', async () => {
    const token = await newToken()
    const before = served
    for (const protocol of ['deltadesk', 'deltadesk.', `deltadesk.${'x'.repeat(43)}`, `deltadesk.${token}x`, token]) {
      expect((await openSocket(protocol)).outcome, protocol).toBe(401)
    }
    expect((await openSocket(`deltadesk.${token}`, {}, '/')).outcome).toBe(404)
    expect((await openSocket(`deltadesk.${token}`, {}, `/socket?token=${token}`)).outcome).toBe(404)
    expect(served).toBe(before)
    const { outcome, socket } = await openSocket(`deltadesk.${token}`)
    expect(outcome).toBe(101)
    expect(served).toBe(before + 1)
    socket.terminate()
  })

  test('a socket without an origin is refused: only a page has business here', async () => {
    const token = await newToken()
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, `deltadesk.${token}`)
    const [, response] = await once(socket, 'unexpected-response')
    expect(response.statusCode).toBe(403)
  })

  test('there is an end to the number of sockets', async () => {
    const token = await newToken()
    const sockets = []
    for (let index = 0; index < SOCKETS_MAX; index++) sockets.push(await openSocket(`deltadesk.${token}`))
    expect((await openSocket(`deltadesk.${token}`)).outcome).toBe(503)
    for (const { socket } of sockets) socket.terminate()
  })

  test.each(['/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2fetc%2fpasswd', '/assets/../../x.json'])(
    'no path leads out of the page: %s',
    async path => {
      const answer = await ask(path)
      expect(answer.body === 'Not found' || answer.body.includes('page')).toBe(true)
    },
  )

  test('absolute targets and oversized headers are refused', async () => {
    expect((await ask('http://evil.example/')).status).toBe(403)
    expect((await ask('/', { 'x-long': 'x'.repeat(20_000) })).status).toBe(431)
  })
})
