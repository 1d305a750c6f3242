import type { Router } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import type { contract } from '../../shared/contract/contract.ts'
import { placeLargeTexts } from '../../shared/large-texts/place-large-texts.ts'
import { TextShelf } from '../../shared/large-texts/text-shelf.ts'
import type { HostLog, Pipe } from './pipe.ts'
import { type FrameProblem, readFrame } from './read-frame.ts'

export type ApiRouter = Router<typeof contract, Record<never, never>>

/** Serves the contract on pipes; `close` ends all of them and with that the work that runs for their pages. */
export interface PipeServer {
  serve(pipe: Pipe): void
  close(): void
}

/**
 * One way of serving for every host: a frame that is too large or none of ours ends its pipe, the end of a pipe aborts
 * every call and stream that runs on it (W2).
 */
export function createPipeServer(router: ApiRouter, log: HostLog): PipeServer {
  const handler = new RPCHandler(router)
  const open = new Set<Pipe>()

  function serve(pipe: Pipe): void {
    open.add(pipe)
    pipe.onClose(() => open.delete(pipe))
    const shelf = new TextShelf()
    handler.upgrade({
      postMessage: (frame: string) => pipe.send(frame),
      on: (event, listener) => {
        if (event === 'close') pipe.onClose(() => listener())
        if (event === 'message') pipe.onFrame(frame => accept(frame, { pipe, shelf, listener }))
      },
    })
  }

  function accept(frame: unknown, { pipe, shelf, listener }: Served): void {
    const envelope = readFrame(frame)
    if (typeof envelope === 'string') return refuse(envelope, pipe)
    if (envelope.kind === 'text') {
      if (!shelf.apply(envelope.id, envelope.change)) refuse('malformed-frame', pipe)
      return
    }
    const placed = envelope.namesTexts ? placeLargeTexts(envelope.message, shelf) : { value: envelope.message }
    if (placed) listener({ data: Object(placed.value) })
    else refuse('malformed-frame', pipe)
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
  readonly listener: (event: { data: object }) => void
}
