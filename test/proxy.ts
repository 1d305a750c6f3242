import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectionConfig, type Database, openDatabase } from '../src/main/postgres/connection.ts'
import { broken, isCommit, isStatement, messageCutter, type WireMessage } from './wire-messages.ts'

/** What happens to a COMMIT on its way; the client is cut off unless it says otherwise. */
type CommitFault =
  /** Nothing. */
  | { readonly kind: 'pass' }
  /** It takes its time, and so does the answer; the client stays. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The server never sees it. */
  | { readonly kind: 'lost' }
  /** The server executes it and its answer is lost. */
  | { readonly kind: 'answer-lost' }
  /** The server sees it later. */
  | { readonly kind: 'delayed'; readonly delayMs: number }

/** Where the way ends, or a statement goes wrong: after so many since this was set. */
interface FaultPoint {
  /** Both sides are cut before the message after so many. */
  readonly afterMessages?: number
  /** The server answers the statement after so many with an error. */
  readonly afterStatements?: number
}

/** The way to a server, on which things go wrong when told so. */
export interface FaultyWay {
  /** The server, reached through the proxy. */
  readonly database: Database
  readonly port: number
  /** What happens to the next COMMITs. */
  fault: CommitFault
  /** Undefined: nowhere. */
  faultPoint: FaultPoint | undefined
  /** How long bytes take in each direction. */
  delayMs: number
  /**
   * Where above 0, answers are held back until both sides have been silent for so long: what a client sends without having
   * an answer is then one flight, whatever the machine is busy with.
   */
  flightMs: number
  /** Round trips since the fault point was set, where `flightMs` is set. */
  readonly flights: number
  /** Bytes are swallowed in both directions, and nobody is told: a half-open connection. */
  stalled: boolean
  /** What the messages of clients become on their way; undefined: nothing else. */
  altered: ((message: WireMessage) => WireMessage) | undefined
  /** What the bytes of the server become on their way back; as many as they were. */
  alteredAnswer: ((bytes: Buffer) => Buffer) | undefined
  /** Bytes that clients have sent so far. */
  readonly sentBytes: number
  /** Statements that clients have sent since the fault point was set. */
  readonly statements: number
  close(): Promise<void>
}

interface ProxyState {
  fault: CommitFault
  faultPoint: FaultPoint
  delayMs: number
  flightMs: number
  flights: number
  stalled: boolean
  altered: FaultyWay['altered']
  alteredAnswer: FaultyWay['alteredAnswer']
  sentBytes: number
  messages: number
  statements: number
}

export async function startProxy(config: ConnectionConfig): Promise<FaultyWay> {
  const state: ProxyState = {
    fault: { kind: 'pass' },
    faultPoint: {},
    delayMs: 0,
    flightMs: 0,
    flights: 0,
    stalled: false,
    altered: undefined,
    alteredAnswer: undefined,
    sentBytes: 0,
    messages: 0,
    statements: 0,
  }
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, client => {
    const upstream = dial({ port: config.port, host: config.host, noDelay: true })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
    passOn(state, client, upstream)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is an object; only pipes have a string.
  const { port } = server.address() as AddressInfo
  const database = await openDatabase({ ...config, host: '127.0.0.1', port })
  return {
    database,
    port,
    get fault() {
      return state.fault
    },
    set fault(fault) {
      state.fault = fault
    },
    get faultPoint() {
      return state.faultPoint
    },
    set faultPoint(point) {
      Object.assign(state, { faultPoint: point ?? {}, messages: 0, statements: 0, flights: 0 })
    },
    get delayMs() {
      return state.delayMs
    },
    set delayMs(delayMs) {
      state.delayMs = delayMs
    },
    get flightMs() {
      return state.flightMs
    },
    set flightMs(flightMs) {
      state.flightMs = flightMs
    },
    get flights() {
      return state.flights
    },
    get stalled() {
      return state.stalled
    },
    set stalled(stalled) {
      state.stalled = stalled
    },
    get altered() {
      return state.altered
    },
    set altered(altered) {
      state.altered = altered
    },
    get alteredAnswer() {
      return state.alteredAnswer
    },
    set alteredAnswer(alteredAnswer) {
      state.alteredAnswer = alteredAnswer
    },
    get sentBytes() {
      return state.sentBytes
    },
    get statements() {
      return state.statements
    },
    async close() {
      const closing = database.close()
      for (const socket of sockets) socket.destroy()
      await closing
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function passOn(state: ProxyState, client: Socket, upstream: Socket): void {
  const cut = messageCutter()
  const later = (work: () => void) => {
    if (state.delayMs > 0) setTimeout(work, state.delayMs)
    else work()
  }
  const landing = holdAnswers(state, client)
  let deaf = false
  client.on('data', chunk => {
    landing.wait()
    state.sentBytes += chunk.length
    if (state.stalled || deaf) return
    const passed: Buffer[] = []
    const flush = () => {
      const bytes = Buffer.concat(passed.splice(0))
      if (bytes.length > 0) later(() => upstream.write(bytes))
    }
    for (const message of cut(chunk)) {
      if (isCutBefore(state)) {
        flush()
        deaf = true
        client.destroy()
        upstream.destroy()
        return
      }
      if (state.fault.kind !== 'pass' && isCommit(message)) {
        flush()
        deaf = state.fault.kind !== 'slow'
        void applyFault(state.fault, message.bytes, client, upstream)
        continue
      }
      const told = asTold(state, message)
      passed.push((state.altered?.(told) ?? told).bytes)
    }
    flush()
  })
  upstream.on('data', bytes => {
    if (state.stalled) return
    const chunk = state.alteredAnswer?.(bytes) ?? bytes
    if (state.flightMs > 0) landing.hold(chunk)
    else later(() => client.write(chunk))
  })
  client.on('end', () => upstream.end())
  upstream.on('close', () => client.destroy())
}

function holdAnswers(state: ProxyState, client: Socket): { hold(chunk: Buffer): void; wait(): void } {
  const held: Buffer[] = []
  let timer: NodeJS.Timeout | undefined
  const wait = () => {
    clearTimeout(timer)
    if (held.length > 0) timer = setTimeout(land, state.flightMs)
  }
  const land = () => {
    state.flights += 1
    client.write(Buffer.concat(held.splice(0)))
  }
  return {
    wait,
    hold(chunk) {
      held.push(chunk)
      wait()
    },
  }
}

function isCutBefore(state: ProxyState): boolean {
  state.messages += 1
  return state.messages > (state.faultPoint.afterMessages ?? Number.POSITIVE_INFINITY)
}

function asTold(state: ProxyState, message: WireMessage): WireMessage {
  if (!isStatement(message)) return message
  state.statements += 1
  return state.statements - 1 === state.faultPoint.afterStatements ? broken(message) : message
}

async function applyFault(fault: CommitFault, commit: Buffer, client: Socket, upstream: Socket): Promise<void> {
  if (fault.kind === 'slow') {
    await sleep(fault.delayMs)
    upstream.write(commit)
    return
  }
  switch (fault.kind) {
    case 'pass':
      return
    case 'lost':
      upstream.removeAllListeners('data')
      client.destroy()
      upstream.destroy()
      return
    case 'answer-lost':
      // The answer to COMMIT is the last; those to what was sent before it come first.
      upstream.removeAllListeners('data')
      upstream.on('data', chunk => {
        if (chunk.includes('COMMIT\0') || chunk.includes('ROLLBACK\0')) client.destroy()
      })
      upstream.write(commit)
      return
    case 'delayed':
      upstream.removeAllListeners('data')
      upstream.removeAllListeners('close')
      client.removeAllListeners('end')
      client.destroy()
      await sleep(fault.delayMs)
      upstream.once('data', () => upstream.destroy())
      upstream.write(commit)
  }
}
