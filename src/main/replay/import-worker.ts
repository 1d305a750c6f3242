/** A thread of an import: it gets the bytes of commits, and gives what is wrong with them or the rows that they become. */
import { parentPort } from 'node:worker_threads'
import type { CommitBytes } from '../delta-log/commit-bytes.ts'
import { type LargeCommit, LargeCommitRefused } from '../delta-log/large-commit.ts'
import { parseCommitBytesAtOnce } from '../delta-log/read-commits.ts'
import { FileReader } from '../object-store/file-reader.ts'
import { BatchRows, buffersOf } from './batch-rows.ts'
import { type CommitFile, commitOfFile, commitsOf } from './commit-group.ts'
import { CommitRules } from './commit-rules.ts'
import type { ImportBatch } from './import-batch.ts'
import type { FromImportThread, ToImportThread } from './import-messages.ts'
import { InspectedRows } from './inspected-rows.ts'
import { TableRules } from './table-rules.ts'

if (!parentPort) throw new Error('this file runs in a worker thread')
const port = parentPort

/** Of the folder of the log: a thread works for one import. */
let reader: FileReader | undefined
let part: CommitRules | TableRules | BatchRows | InspectedRows | undefined

port.on('message', (message: ToImportThread) => {
  try {
    const reply = answer(message)
    port.postMessage(reply, buffersOf(batchesOf(reply)))
  } catch (error) {
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error)
    port.postMessage({ kind: 'failed', message: said } satisfies FromImportThread)
  }
})

function batchesOf(reply: FromImportThread): readonly ImportBatch[] {
  if (reply.kind === 'inspected') return reply.part.batches
  if (reply.kind === 'large-part') return [reply.batch]
  return reply.kind === 'batches' ? reply.batches : []
}

const DONE: FromImportThread = { kind: 'done' }

function answer(message: ToImportThread): FromImportThread {
  switch (message.kind) {
    case 'begin-commit-rules':
      part = new CommitRules(message.from)
      return DONE
    case 'begin-table-rules':
      part = new TableRules(message.first)
      return DONE
    case 'begin-rows':
      part = new BatchRows(message.begin)
      return DONE
    case 'begin-inspection':
      part = new InspectedRows(message.begin)
      return DONE
    case 'inspect':
      if (!(part instanceof InspectedRows)) throw new Error('no inspection was begun')
      return { kind: 'inspected', part: part.take(message.sources) }
    case 'base':
      if (part instanceof TableRules || part instanceof InspectedRows) part.base(message.actions)
      return DONE
    case 'live':
      if (part instanceof BatchRows || part instanceof InspectedRows) part.live(message.keys)
      return DONE
    case 'begin-after':
      if (part instanceof BatchRows || part instanceof InspectedRows) part.beginAfter(message.committedAt)
      return DONE
    case 'commits':
      if (message.group.kind === 'paths') reader ??= new FileReader(message.group.folder)
      return take(commitsOf(message.group, reader))
    case 'begin-large':
      return beginLarge(message.group)
    case 'large-part':
      return nextPart()
    case 'finish':
      return finish()
  }
  return message satisfies never
}

function take(sources: Iterable<CommitBytes | LargeCommit>): FromImportThread {
  if (part instanceof CommitRules) {
    const rules = part
    const large: bigint[] = []
    const ids = Array.from(sources, source => {
      if (source.kind !== 'large') return rules.take(source, parseCommitBytesAtOnce(source))
      large.push(source.version)
      return rules.takeLarge(source)
    })
    return { kind: 'looked', soFar: rules.soFar, ids, large }
  }
  if (part instanceof TableRules) {
    for (const source of sources) {
      if (source.kind === 'large') part.takeLarge(source)
      else if (part.wants(source.version)) part.take(parseCommitBytesAtOnce(source))
    }
    return DONE
  }
  if (!(part instanceof BatchRows)) throw new Error('no rows were begun')
  const batches = []
  let [actions, bytes] = [0, 0]
  for (const source of sources) {
    if (source.kind === 'large') return { kind: 'unreadable', file: source.file }
    const read = parseCommitBytesAtOnce(source)
    if (read.kind === 'refused' || source.kind === 'refused') return { kind: 'unreadable', file: source.file }
    actions += read.commit.lines.length
    bytes += read.bytes
    batches.push(...part.add(source, read))
  }
  return { kind: 'batches', batches, actions, bytes }
}

let largeParts: Generator<ImportBatch, ImportBatch> | undefined

function beginLarge(group: CommitFile): FromImportThread {
  if (!(part instanceof BatchRows)) throw new Error('no rows were begun')
  const source = commitOfFile(group)
  if (source.kind !== 'large') return { kind: 'unreadable', file: source.file }
  const batches = part.rest()
  largeParts = part.large(source)
  return { kind: 'batches', batches, actions: 0, bytes: 0 }
}

function nextPart(): FromImportThread {
  try {
    const next = largeParts?.next()
    if (!next) throw new Error('no large commit was begun')
    return { kind: 'large-part', batch: next.value, isLast: next.done === true }
  } catch (error) {
    if (!(error instanceof LargeCommitRefused)) throw error
    return { kind: 'unreadable', file: error.problems[0]?.file ?? '' }
  }
}

function finish(): FromImportThread {
  if (part instanceof CommitRules) return { kind: 'commits-checked', ...part.finish() }
  if (part instanceof TableRules) {
    const { state, broken } = part.finish()
    return { kind: 'table-checked', broken, state: { ...state, files: state.files.parts } }
  }
  if (!part) throw new Error('no part was begun')
  return { kind: 'batches', batches: part.rest(), actions: 0, bytes: 0 }
}
