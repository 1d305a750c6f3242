import type { Router } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import type { contract } from '../../shared/contract/contract.ts'
import type { HostLog, Pipe } from './pipe.ts'
import { readFrame } from './read-frame.ts'

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
    handler.upgrade({
      postMessage: (frame: string) => pipe.send(frame),
      on: (event, listener) => {
        if (event === 'close') pipe.onClose(() => listener())
        if (event === 'message') pipe.onFrame(frame => accept(frame, pipe, listener))
      },
    })
  }

  function accept(frame: unknown, pipe: Pipe, listener: (event: { data: object }) => void): void {
    const envelope = readFrame(frame)
    if (typeof envelope === 'object') {
      listener({ data: envelope })
    } else {
      log.warn({ problem: envelope }, 'a page sent a frame that is refused')
      pipe.close(envelope)
    }
  }

  return {
    serve,
    close() {
      for (const pipe of [...open]) pipe.close('stopping')
    },
  }
}
