/** The thread that reads large commits, holds them against the rules, and lays their rows out. */
import { parentPort } from 'node:worker_threads'
import type { StoredFile } from '../../postgres/write-lookups.ts'
import { CommitIntake, type IntakeProgress } from './commit-intake.ts'
import { judgeCommit, type ReadCommit } from './judge-commit.ts'
import { RowLayout } from './row-layout.ts'
import type { FromCommitThread, ReadRequest, ToCommitThread } from './thread-messages.ts'

if (!parentPort) throw new Error('this file runs in a worker thread')
const port = parentPort

/** By their places. */
const reads = new Map<number, ReadCommit>()
const asked: ((files: readonly StoredFile[]) => void)[] = []

port.on('message', (message: ToCommitThread) => {
  void answer(message).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    send({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error), code })
  })
})

async function answer(message: ToCommitThread): Promise<void> {
  switch (message.kind) {
    case 'read':
      return readCommit(message.place, message.request)
    case 'judge': {
      const read = reads.get(message.place)
      if (!read) throw new Error('no commit was read')
      const verdict = await judgeCommit(read, message.look, find, tellProgress)
      return send({ kind: 'judged', ...verdict }, [verdict.readded.buffer])
    }
    case 'found':
      asked.shift()?.(message.files)
      return
    case 'forget':
      reads.clear()
      return
  }
  message satisfies never
}

function readCommit(place: number, { layout, ...request }: ReadRequest): void {
  reads.delete(place)
  const rows = layout && new RowLayout(layout)
  const intake = new CommitIntake({ ...request, layout: rows, onProgress: tellProgress })
  const summary = intake.read()
  if (summary) reads.set(place, { source: request.source, frame: intake.frame, summary, keptLines: intake.keptLines })
  send({ kind: 'read', issues: intake.issues, summary })
}

function find(fileKeys: string[]): Promise<readonly StoredFile[]> {
  const { promise, resolve } = Promise.withResolvers<readonly StoredFile[]>()
  asked.push(resolve)
  send({ kind: 'find', fileKeys })
  return promise
}

function tellProgress(progress: IntakeProgress): void {
  send({ kind: 'progress', ...progress })
}

function send(message: FromCommitThread, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer)
}
