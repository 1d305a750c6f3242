import { EventEmitter } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { type Client, testContract } from '../../../../test/contract-suite.ts'
import { ElectronPort } from '../../../../test/electron-stand-in/electron-port.ts'
import { createPipeServer } from '../serve-pipe.ts'
import { acceptPorts } from './accept-ports.ts'
import { APP_ORIGIN } from './app-protocol.ts'

testContract('message port of Electron', async (router, log) => {
  const server = createPipeServer(() => router, log)
  const ipc = new EventEmitter()
  acceptPorts({ ipc: ipc as never, isOurs: () => true, log, serve: server.serve })

  return {
    async connect() {
      const { port1, port2 } = new MessageChannel()
      const mainFrame = { url: `${APP_ORIGIN}/` }
      ipc.emit('deltadesk:port', { sender: { mainFrame }, senderFrame: mainFrame, ports: [new ElectronPort(port2)] })
      const link = new RPCLink({ port: port1 as unknown as globalThis.MessagePort })
      port1.start()
      return {
        client: createORPCClient<Client>(link),
        sendFrame: frame => port1.postMessage(frame),
        vanish: () => port1.close(),
        closed: new Promise(resolve => port1.once('close', () => resolve())),
      }
    },
    async close() {
      server.close()
    },
  }
})
