/**
 * Loaded with `--import` by NODE_OPTIONS before a program of ours and every node process that it starts: writes down each
 * way out of the process that it tries (where to, and what it listens on), and each program that it starts with its words and
 * its environment, a line of JSON each, into the file that DELTADESK_NETWORK_LOG names.
 */
import { ChildProcess } from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import dns from 'node:dns'
import { appendFileSync } from 'node:fs'
import { Server, type Socket } from 'node:net'

const file = process.env.DELTADESK_NETWORK_LOG ?? ''

function tell(kind: 'connect' | 'listen' | 'look-up' | 'datagram', place: string): void {
  appendFileSync(file, `${JSON.stringify({ kind, place })}\n`)
}

subscribe('net.client.socket', message => {
  const { socket } = message as { readonly socket: Socket }
  socket.on('connectionAttempt', (ip: string) => tell('connect', ip))
})
subscribe('udp.socket', () => tell('datagram', 'anywhere'))

const listen = Server.prototype.listen
Server.prototype.listen = function (this: Server, ...args: unknown[]) {
  this.once('listening', () => {
    const address = this.address()
    tell('listen', typeof address === 'object' && address ? address.address : String(address))
  })
  return Reflect.apply(listen, this, args)
}

const lookup = dns.lookup
Reflect.set(dns, 'lookup', (name: string, ...rest: unknown[]) => {
  tell('look-up', name)
  return Reflect.apply(lookup, dns, [name, ...rest])
})

const spawn: unknown = Reflect.get(ChildProcess.prototype, 'spawn')
Reflect.set(ChildProcess.prototype, 'spawn', function (this: ChildProcess, options: object) {
  const { file: program, args, envPairs } = options as Readonly<Record<string, unknown>>
  appendFileSync(file, `${JSON.stringify({ kind: 'spawn', program, args, envPairs })}\n`)
  if (typeof spawn !== 'function') throw new Error('node starts programs in another way now')
  return Reflect.apply(spawn, this, [options])
})
