/** The thread that reads one large draft and answers what is asked about it. */
import { parentPort } from 'node:worker_threads'
import { type AboutDraft, DraftReader, type OfDraft } from './draft-reader.ts'

if (!parentPort) throw new Error('this file runs in a worker thread')
const port = parentPort
const reader = new DraftReader()

port.on('message', (question: AboutDraft) => port.postMessage(answerTo(question)))

function answerTo(question: AboutDraft): OfDraft {
  try {
    return reader.answer(question)
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
