import { type AddressInfo, connect } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import ssh2 from 'ssh2'

export interface SshServer {
  readonly port: number
  readonly hostKey: string
  /** Cuts everybody who is signed in. */
  cut(): void
  close(): Promise<void>
}

export interface SshServerOptions {
  /** Lets in who has it, too. */
  readonly password?: string
  /** Asked one after the other of who has given the password or the key; the answer is what stands beside the question. */
  readonly questions?: Readonly<Record<string, string>>
}

/** A machine that lets one key in and opens ways to anywhere; every server has a key of its own. */
export async function startSshServer(
  allowedPublicKey: string,
  { password, questions }: SshServerOptions = {},
): Promise<SshServer> {
  const hostKeys = ssh2.utils.generateKeyPairSync('ed25519')
  const allowed = ssh2.utils.parseKey(allowedPublicKey)
  if (allowed instanceof Error) throw allowed
  const clients = new Set<ssh2.Connection>()
  const server = new ssh2.Server({ hostKeys: [hostKeys.private] }, client => {
    clients.add(client)
    client.on('close', () => clients.delete(client))
    client.on('error', () => {})
    let isHalfIn = false
    client.on('authentication', context => {
      const left: ssh2.AuthenticationType[] = password === undefined ? ['publickey'] : ['publickey', 'password']
      if (context.method === 'keyboard-interactive' && isHalfIn && questions !== undefined) {
        const prompts = Object.keys(questions).map(prompt => ({ prompt, echo: false }))
        return context.prompt(prompts, answers =>
          isDeepStrictEqual(answers, Object.values(questions))
            ? context.accept()
            : context.reject(['keyboard-interactive']),
        )
      }
      if (!isLetIn(context, allowed, password)) return context.reject(left)
      if (context.method === 'publickey' && context.signature === undefined) return context.accept()
      if (questions === undefined) return context.accept()
      isHalfIn = true
      return context.reject(['keyboard-interactive'], true)
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

function isLetIn(context: ssh2.AuthContext, allowed: ssh2.ParsedKey, password: string | undefined): boolean {
  if (context.method === 'password') return password !== undefined && context.password === password
  if (context.method !== 'publickey' || !context.key.data.equals(allowed.getPublicSSH())) return false
  return context.signature === undefined || allowed.verify(context.blob ?? '', context.signature) === true
}
