/** One life of main under `npm run dev`; the page comes from Vite's development server inside the loopback host. */
import { readFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { createServer, type ViteDevServer } from 'vite'
import { contentSecurityPolicy, createNonce, SAFETY_HEADERS } from '../src/main/host/page/page-headers.ts'
import { pageHtml } from '../src/main/host/page/page-html.ts'
import { runHeadless } from '../src/main/run-headless.ts'

const token = process.env.DELTADESK_DEV_TOKEN
let vite: ViteDevServer | undefined

process.exitCode = await runHeadless(process.argv.slice(2), {
  fixedToken: token,
  isForeignUpgrade: request => (request.headers['sec-websocket-protocol'] ?? '').startsWith('vite-'),
  async onServer(server: Server) {
    vite = await createServer({
      configFile: 'vite.config.ts',
      appType: 'custom',
      server: { middlewareMode: true, hmr: { server } },
    })
  },
  async page(request, response, port) {
    const server = vite
    if (!server) throw new Error('the development server is not there yet')
    for (const [name, value] of Object.entries(SAFETY_HEADERS)) response.setHeader(name, value)
    await new Promise<void>(resolve => server.middlewares(request, response, () => resolve()))
    const nonce = createNonce()
    const html = await readFile('src/renderer/index.html', 'utf8')
    const transformed = await server.transformIndexHtml(request.url ?? '/', html)
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy(nonce, [`ws://127.0.0.1:${port}`]),
    })
    response.end(pageHtml(transformed, 'loopback', nonce))
  },
})
await vite?.close()
