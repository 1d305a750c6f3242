/** The thread that decodes parquet: it gets bytes and gives actions, and touches nothing else. */
import { parentPort } from 'node:worker_threads'
import { ParquetFailure } from '../parquet/parquet-failure.ts'
import { decodeCheckpoint } from './decode-checkpoint.ts'
import { BATCHES_UNDER_WAY, type FromDecoder, type ToDecoder } from './worker-messages.ts'

if (!parentPort) throw new Error('this file runs in a worker thread')
const port = parentPort

let bytesArrived: ((bytes: Uint8Array<ArrayBuffer>) => void) | undefined
let moreWelcome: (() => void) | undefined
let credit = 0

port.on('message', (message: ToDecoder) => {
  switch (message.kind) {
    case 'decode':
      void decode(message.size)
      return
    case 'bytes':
      bytesArrived?.(message.bytes)
      return
    case 'more':
      credit++
      moreWelcome?.()
      return
  }
  message satisfies never
})

async function decode(size: number): Promise<void> {
  credit = BATCHES_UNDER_WAY
  try {
    for await (const actions of decodeCheckpoint({ size, read })) {
      while (credit === 0) await new Promise<void>(resolve => (moreWelcome = resolve))
      credit--
      send({ kind: 'batch', actions })
    }
    send({ kind: 'end' })
  } catch (error) {
    const problem = error instanceof ParquetFailure ? error.problem : 'damaged'
    const message = error instanceof ParquetFailure ? error.message : `The file cannot be decoded: ${String(error)}.`
    send({ kind: 'failed', problem, message })
  }
}

/** Asks the main thread, one range at a time: this thread has no file of its own. */
function read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise(resolve => {
    bytesArrived = resolve
    send({ kind: 'read', start, end })
  })
}

function send(message: FromDecoder): void {
  port.postMessage(message)
}
