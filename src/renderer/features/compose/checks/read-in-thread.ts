import type { ReadingRequest } from './draft-text-worker.ts'
import { type DraftFacts, readDraftText } from './read-draft-text.ts'

interface Reading {
  readonly request: ReadingRequest
  readonly signal: AbortSignal
  readonly resolve: (facts: DraftFacts) => void
}

let thread: Worker | undefined
let current: Reading | undefined
const waiting: Reading[] = []

/**
 * Reads a large draft beside the page, so that keys are painted meanwhile. A reading that nobody waits for any more is not
 * begun; its promise never settles. Where no thread can be had the page reads by itself.
 */
export function readInThread(request: ReadingRequest, signal: AbortSignal): Promise<DraftFacts> {
  return new Promise(resolve => {
    waiting.push({ request, signal, resolve })
    if (current === undefined) begin()
  })
}

function begin(): void {
  current = undefined
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (next.signal.aborted) continue
    current = next
    thread ??= openThread()
    thread.postMessage(next.request)
    return
  }
}

function openThread(): Worker {
  const worker = new Worker(new URL('./draft-text-worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', ({ data }: MessageEvent<DraftFacts>) => {
    current?.resolve(data)
    begin()
  })
  worker.addEventListener('error', () => {
    worker.terminate()
    thread = undefined
    const lost = current
    if (lost) lost.resolve(readDraftText(lost.request.text, lost.request.expectedVersion))
    begin()
  })
  return worker
}
