import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import type { ConnectionConfig } from '../src/main/postgres/connection-config.ts'

/** Files of one certificate and its key. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** An authority, and what it signs; made by openssl. */
export function certificates(folder: string, authority = 'Test authority') {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', `/CN=${authority}`, '-days', '2')
  return {
    ca: join(folder, 'ca.pem'),
    /** `days` may be negative: it has expired then. */
    sign(name: string, days = 2): Certificate {
      const file = `${name}.${days}`
      openssl('req', ...key, '-keyout', `${file}.key`, '-out', `${file}.csr`, '-subj', `/CN=${name}`)
      const issue = ['-req', '-in', `${file}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial']
      openssl('x509', ...issue, '-out', `${file}.pem`, '-days', String(days))
      return { cert: join(folder, `${file}.pem`), key: join(folder, `${file}.key`) }
    },
  }
}

export interface TlsFront {
  readonly port: number
  /** Sessions that went on with encryption and without. */
  readonly seen: { encrypted: number; plain: number }
  close(): Promise<void>
}

const SSL_REQUEST = 80_877_103

/**
 * Stands before a server that knows no encryption, and answers the request for it as libpq's protocol has it: with a
 * certificate, or with a refusal where there is none. With `isStrict` it ends sessions that do not ask.
 */
export async function startTlsFront(
  server: ConnectionConfig,
  certificate: Certificate | undefined,
  { isStrict = false } = {},
): Promise<TlsFront> {
  const seen = { encrypted: 0, plain: 0 }
  const sockets = new Set<Socket>()
  const front = createServer(client => {
    sockets.add(client)
    client.on('error', () => client.destroy())
    client.once('data', first => {
      const asks = first.length === 8 && first.readUInt32BE(4) === SSL_REQUEST
      if (asks && certificate) {
        seen.encrypted++
        client.write('S')
        const secured = new TLSSocket(client, {
          isServer: true,
          cert: readFileSync(certificate.cert),
          key: readFileSync(certificate.key),
        })
        secured.on('error', () => client.destroy())
        passOn(secured, server, sockets)
      } else if (asks) {
        client.write('N')
        seen.plain++
        passOn(client, server, sockets)
      } else if (isStrict) client.destroy()
      else {
        seen.plain++
        passOn(client, server, sockets, first)
      }
    })
  })
  await new Promise<void>(resolve => front.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is an object; only pipes have a string.
  const { port } = front.address() as AddressInfo
  return {
    port,
    seen,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>(resolve => front.close(() => resolve()))
    },
  }
}

function passOn(client: Socket, { host, port }: ConnectionConfig, sockets: Set<Socket>, first?: Buffer): void {
  const upstream = connect({ host, port })
  sockets.add(upstream)
  upstream.on('error', () => client.destroy())
  upstream.on('close', () => client.destroy())
  client.on('close', () => upstream.destroy())
  if (first) upstream.write(first)
  client.pipe(upstream).pipe(client)
}
