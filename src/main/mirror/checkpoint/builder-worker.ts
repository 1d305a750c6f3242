/** The thread that lays out checkpoints and reads them back: rows and bytes come to it, bytes and digests go out. */
import { parentPort } from 'node:worker_threads'
import { decodeCheckpoint } from '../../delta-log/checkpoint/decode-checkpoint.ts'
import { ParquetFailure } from '../../delta-log/parquet/parquet-failure.ts'
import { copiedAdds } from '../../postgres/copied-adds.ts'
import { ActionDigest } from './action-digest.ts'
import { CheckpointBuilder } from './checkpoint-builder.ts'
import { addOfRow, removeOfRow } from './row-actions.ts'
import type { FromBuilder, ToBuilder } from './worker-messages.ts'

if (!parentPort) throw new Error('this file runs in a worker thread')
const port = parentPort

let builder: CheckpointBuilder | undefined

port.on('message', (message: ToBuilder) => {
  void answer(message).catch((error: unknown) => send({ kind: 'failed', message: String(error) }))
})

async function answer(message: ToBuilder): Promise<void> {
  switch (message.kind) {
    case 'open':
      builder = new CheckpointBuilder(message)
      return send({ kind: 'done' })
    case 'adds':
      for (const row of message.rows) opened().write(addOfRow(row))
      return send({ kind: 'done' })
    case 'copied':
      for (const row of copiedAdds(message.page)) opened().write(addOfRow(row))
      return send({ kind: 'done' })
    case 'removes':
      for (const row of message.rows) opened().write(removeOfRow(row))
      return send({ kind: 'done' })
    case 'lines':
      for (const line of message.lines) opened().writeLine(line)
      return send({ kind: 'done' })
    case 'close': {
      const file = opened().finish()
      builder = undefined
      return send({ kind: 'built', file }, [file.bytes.buffer])
    }
    case 'read':
      return send(await readBack(message))
  }
  message satisfies never
}

async function readBack({ bytes, hasJsonStats }: Extract<ToBuilder, { kind: 'read' }>): Promise<FromBuilder> {
  const digest = new ActionDigest(hasJsonStats)
  const read = async (start: number, end: number) => bytes.subarray(start, end)
  try {
    for await (const actions of decodeCheckpoint({ size: bytes.length, read })) {
      for (const action of actions) digest.add(action)
    }
    return { kind: 'content', content: digest.finish() }
  } catch (error) {
    if (!(error instanceof ParquetFailure)) throw error
    return { kind: 'unreadable', message: error.message }
  }
}

function opened(): CheckpointBuilder {
  if (!builder) throw new Error('no file was begun')
  return builder
}

function send(message: FromBuilder, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer)
}
