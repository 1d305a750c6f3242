import { type AddressInfo, connect } from 'node:net'
import ssh2 from 'ssh2'

export interface SshServer {
  readonly port: number
  readonly hostKey: string
  /** Cuts everybody who is signed in. */
  cut(): void
  close(): Promise<void>
}

/** A machine that lets one key in and opens ways to anywhere; every server has a key of its own. */
export async function startSshServer(allowedPublicKey: string): Promise<SshServer> {
  const hostKeys = ssh2.utils.generateKeyPairSync('ed25519')
  const allowed = ssh2.utils.parseKey(allowedPublicKey)
  if (allowed instanceof Error) throw allowed
  const clients = new Set<ssh2.Connection>()
  const server = new ssh2.Server({ hostKeys: [hostKeys.private] }, client => {
    clients.add(client)
    client.on('close', () => clients.delete(client))
    client.on('error', () => {})
    client.on('authentication', context => {
      if (context.method !== 'publickey' || !context.key.data.equals(allowed.getPublicSSH())) return context.reject()
      const isSigned = context.signature === undefined || allowed.verify(context.blob ?? '', context.signature) === true
      return isSigned ? context.accept() : context.reject()
    })
    client.on('tcpip', (accept, reject, { destIP, destPort }) => {
      const socket = connect(destPort, destIP)
      socket.once('error', () => reject())
      socket.once('connect', () => {
        const channel = accept()
        channel.on('error', () => {})
        socket.on('error', () => channel.destroy())
        channel.pipe(socket).pipe(channel)
      })
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is an object; only pipes have a string.
  const { port } = server.address() as AddressInfo
  return {
    port,
    hostKey: hostKeys.public,
    cut() {
      for (const client of clients) client.end()
    },
    async close() {
      for (const client of clients) client.end()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}
