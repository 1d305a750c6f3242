import type { Router } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import type { logContract, programContract } from '../../shared/contract/contract.ts'
import { placeLargeTexts } from '../../shared/large-texts/place-large-texts.ts'
import { TextShelf } from '../../shared/large-texts/text-shelf.ts'
import { addressOfCall } from './address-of-call.ts'
import type { HostLog, Pipe } from './pipe.ts'
import { type Frame, type FrameProblem, readFrame } from './read-frame.ts'

/** Answers the calls about one log. */
export type ApiRouter = Router<typeof logContract, Record<never, never>>
/** Answers the calls about the program. */
export type ProgramRouter = Router<typeof programContract, Record<never, never>>

/** Which router answers a call, by the section that it is of and the connection that it names. The same one each time. */
export type FindRouter = (section: string, connectionId: string | undefined) => ApiRouter | ProgramRouter

/** Serves the contract on pipes; `close` ends all of them and with that the work that runs for their pages. */
export interface PipeServer {
  serve(pipe: Pipe): void
  close(): void
}

type Message = Extract<Frame, { kind: 'message' }>
type Listener = (event: { data: object }) => void

/**
 * One way of serving for every host: a frame that is too large or none of ours ends its pipe, the end of a pipe aborts
 * every call and stream that runs on it (W2). Calls of one page may mean different connections.
 */
export function createPipeServer(findRouter: FindRouter, log: HostLog): PipeServer {
  const handlers = new WeakMap<object, RPCHandler<Record<never, never>>>()
  const open = new Set<Pipe>()

  function serve(pipe: Pipe): void {
    const served: Served = { pipe, shelf: new TextShelf(), listeners: new Map() }
    open.add(pipe)
    pipe.onClose(() => open.delete(pipe))
    pipe.onFrame(frame => accept(frame, served))
  }

  function accept(frame: unknown, served: Served): void {
    const { pipe, shelf } = served
    const envelope = readFrame(frame)
    if (typeof envelope === 'string') refuse(envelope, pipe)
    else if (envelope.kind === 'message') pass(envelope, served)
    else if (!shelf.apply(envelope.id, envelope.change)) refuse('malformed-frame', pipe)
  }

  function pass({ message, namesTexts }: Message, served: Served): void {
    const { pipe, shelf } = served
    const placed = namesTexts ? placeLargeTexts(message, shelf) : { value: message }
    if (!placed) {
      refuse('malformed-frame', pipe)
      return
    }
    const event = { data: Object(placed.value) }
    const call = addressOfCall(message)
    // What goes on with a call carries its number alone; only the router that has it takes notice.
    if (call === undefined) for (const listen of served.listeners.values()) listen(event)
    else listenerOf(findRouter(call.section, call.connectionId), served)(event)
  }

  function listenerOf(router: ApiRouter | ProgramRouter, { pipe, listeners }: Served): Listener {
    const known = listeners.get(router)
    if (known) return known
    const handler = handlers.get(router) ?? new RPCHandler(router)
    handlers.set(router, handler)
    handler.upgrade({
      postMessage: (frame: string) => pipe.send(frame),
      on: (event, listener) => {
        if (event === 'close') pipe.onClose(() => listener())
        if (event === 'message') listeners.set(router, listener)
      },
    })
    return listeners.get(router) ?? (() => {})
  }

  function refuse(problem: FrameProblem, pipe: Pipe): void {
    log.warn({ problem }, 'a page sent a frame that is refused')
    pipe.close(problem)
  }

  return {
    serve,
    close() {
      for (const pipe of [...open]) pipe.close('stopping')
    },
  }
}

interface Served {
  readonly pipe: Pipe
  /** Large texts that the page has sent ahead of its calls. */
  readonly shelf: TextShelf
  /** What hears the frames, by the router that answers them. */
  readonly listeners: Map<object, Listener>
}
