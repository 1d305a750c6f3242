import { expect, test } from 'vitest'
import { AnsweringThread } from './answering-thread.ts'

type Answer = { readonly kind: 'echo'; readonly text: string } | { readonly kind: 'failed'; readonly message: string }

/** Says back what it hears; is told to fail, to be silent and to die. */
const FILE = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads'
    parentPort.on('message', text => {
      if (text === 'die') throw new Error('it died')
      if (text === 'silence') return
      parentPort.postMessage(text === 'fail' ? { kind: 'failed', message: 'it failed' } : { kind: 'echo', text })
    })
  `)}`,
)

const start = (signal = new AbortController().signal, whyItDied = (error: Error) => error) =>
  new AnsweringThread<string, Answer>({ file: FILE, name: 'echo', resourceLimits: {}, whyItDied }, signal)

test('questions that were asked at once are answered in their order, and one that failed fails alone', async () => {
  await using thread = start()
  const answers = await Promise.allSettled([thread.ask('a'), thread.ask('fail'), thread.ask('b')])
  expect(answers).toEqual([
    { status: 'fulfilled', value: { kind: 'echo', text: 'a' } },
    { status: 'rejected', reason: new Error('it failed') },
    { status: 'fulfilled', value: { kind: 'echo', text: 'b' } },
  ])
})

test('an abort ends the thread and everything that waits for it, with its reason', async () => {
  const abort = new AbortController()
  await using thread = start(abort.signal)
  const waiting = thread.ask('silence')
  abort.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  await expect(thread.ask('a')).rejects.toThrow('enough')
  expect(() => start(abort.signal)).toThrow('enough')
})

test('a thread that dies fails what waits and what is asked later, by the word of its owner', async () => {
  await using thread = start(undefined, error => new Error(`${error.message}, which its owner knows`))
  const waiting = thread.ask('die')
  await expect(waiting).rejects.toThrow('it died, which its owner knows')
  await expect(thread.ask('a')).rejects.toThrow('it died, which its owner knows')
})
