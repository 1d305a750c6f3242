import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { WebSocket } from 'ws'
import { type Client, testContract } from '../../../../test/contract-suite.ts'
import { createPipeServer } from '../serve-pipe.ts'
import { openLoopback } from './open-loopback.ts'

testContract('loopback WebSocket', async (router, log) => {
  const server = createPipeServer(() => router, log)
  let code = ''
  const loopback = await openLoopback({
    page: async (_request, response) => void response.end(),
    serve: server.serve,
    log,
    onAddress: address => {
      code = address.split('#code=')[1] ?? ''
    },
  })
  const host = `127.0.0.1:${loopback.port}`
  const exchange = await fetch(`http://${host}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: `http://${host}` },
    body: JSON.stringify({ code }),
  })
  const { token } = (await exchange.json()) as { token: string }

  return {
    async connect() {
      const socket = new WebSocket(`ws://${host}/socket`, `deltadesk.${token}`, { origin: `http://${host}` })
      socket.on('error', () => {})
      const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket })
      await new Promise(resolve => socket.once('open', resolve))
      return {
        client: createORPCClient<Client>(link),
        sendFrame: frame => socket.send(frame),
        vanish: () => socket.terminate(),
        closed: new Promise(resolve => socket.once('close', () => resolve())),
      }
    },
    async close() {
      server.close()
      await loopback.close()
    },
  }
})
