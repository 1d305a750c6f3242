import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerPage } from './answer-page.ts'
import { type PageFiles, readPageFiles } from './page-files.ts'

let folder: string
let files: PageFiles

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deltadesk-page-'))
  await mkdir(join(folder, 'page', 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret.json'), '{"password":"canary"}')
  await writeFile(join(folder, 'page', 'notes.txt'), 'canary')
  await symlink(join(folder, 'secret.json'), join(folder, 'page', 'link.json'))
  await writeFile(
    join(folder, 'page', 'index.html'),
    '<!doctype html><html><head lang="en"><meta property="csp-nonce" nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__" src="/assets/main.js"></script></head></html>',
  )
  await writeFile(join(folder, 'page', 'assets', 'main.js'), 'export {}')
  files = await readPageFiles(join(folder, 'page'))
})
afterAll(() => rm(folder, { recursive: true }))

const ask = async (path: string) => answerPage({ files, path, host: 'loopback', connect: ['ws://127.0.0.1:4000'] })

describe('the built page', () => {
  test('its html gets a fresh nonce, the name of its host and a policy without unsafe sources', async () => {
    const [first, second] = [await ask('/index.html'), await ask('/')]
    const policy = first.headers['content-security-policy'] ?? ''
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
    expect(Buffer.from(nonce, 'base64')).toHaveLength(16)
    expect(first.body).toContain(`<meta property="csp-nonce" nonce="${nonce}">`)
    expect(first.body).toContain(`<script nonce="${nonce}"`)
    expect(first.body).toContain('<meta name="deltadesk-host" content="loopback">')
    expect(first.body).not.toContain('__CSP_NONCE__')
    expect(second.headers['content-security-policy']).not.toBe(policy)
    expect(policy).not.toContain('unsafe')
    expect(policy.replaceAll(nonce, 'N').split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self' 'nonce-N'",
      "style-src 'self' 'nonce-N'",
      "img-src 'self' data:",
      "connect-src 'self' ws://127.0.0.1:4000",
      "font-src 'self'",
      "worker-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ])
  })

  test('every answer carries the safety headers; html is never kept', async () => {
    for (const path of ['/', '/assets/main.js', '/missing.js']) {
      expect((await ask(path)).headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
      })
    }
    expect((await ask('/')).headers['cache-control']).toBe('no-store')
    expect((await ask('/assets/main.js')).headers['cache-control']).toContain('immutable')
  })

  test('a path that names no kind of file is a place inside the page', async () => {
    for (const path of ['/t/orders/v/12', '/t/sales.orders/history', '/t/%E2%82%AC', '/notes.txt']) {
      expect((await ask(path)).body, path).toContain('<html>')
    }
    expect((await ask('/assets/gone.js')).status).toBe(404)
  })

  test.each([
    '/../secret.json',
    '/assets/../../secret.json',
    '/%2e%2e/secret.json',
    '/%2e%2e%2fsecret.json',
    '/..%2fsecret.json',
    '/..%5csecret.json',
    '/..\\secret.json',
    '/assets/..%252f..%252fsecret.json',
    '//etc/passwd.json',
    '/./secret.json',
    '/link.json',
    'secret.json',
    '/secret.json\u0000.js',
  ])('nothing outside of the page is reached by %j', async path => {
    const answer = await ask(path)
    expect(answer.status).toBe(404)
    expect(String(answer.body)).not.toContain('canary')
  })

  test('a running program serves the page that it started with', async () => {
    const before = (await ask('/assets/main.js')).body
    await rm(join(folder, 'page', 'assets', 'main.js'))
    expect((await ask('/assets/main.js')).body).toEqual(before)
  })

  test('a folder without a page is refused in words', async () => {
    await expect(readPageFiles(join(folder, 'page', 'assets'))).rejects.toThrow('There is no built page')
  })
})
