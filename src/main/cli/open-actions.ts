import { createWriteStream } from 'node:fs'
import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DRAFT_THREAD_CHARACTERS_MIN } from '../../shared/limits.ts'
import type { CommitSource } from '../log/stream/commit-source.ts'
import { decodeActions, readActionsFile } from './read-actions-file.ts'

/** Actions that can be read until they are let go. */
export interface OpenedActions extends AsyncDisposable {
  readonly source: CommitSource
}

const PEEKED_BYTES = 4_096

/**
 * The actions of a file, or of standard input for `-`. Few of them, and an array, are read into memory; more are left
 * where they are, or put into a file for as long as they are needed, to be read line by line.
 */
export async function openActions(file: string, stdin: Readable): Promise<OpenedActions> {
  if (file === '-') return openInput(stdin)
  const isLarge = await stat(file).then(
    ({ size }) => size >= DRAFT_THREAD_CHARACTERS_MIN,
    () => false,
  )
  if (isLarge && !isArray(await peek(file))) return inPlace({ kind: 'file', path: file })
  return inPlace({ kind: 'text', text: await readActionsFile(file, stdin) })
}

async function openInput(stdin: Readable): Promise<OpenedActions> {
  const begun: Buffer[] = []
  let bytes = 0
  const rest = stdin[Symbol.asyncIterator]()
  while (bytes < DRAFT_THREAD_CHARACTERS_MIN) {
    const { done, value } = await rest.next()
    if (done) return inPlace({ kind: 'text', text: decodeActions(Buffer.concat(begun)) })
    const chunk = Buffer.from(value)
    begun.push(chunk)
    bytes += chunk.length
  }
  const all = async function* () {
    yield* begun
    yield* { [Symbol.asyncIterator]: () => rest }
  }
  const folder = await mkdtemp(join(tmpdir(), 'deltadesk-actions-'))
  const path = join(folder, 'actions.json')
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    await pipeline(Readable.from(all()), createWriteStream(path, { mode: 0o600 }))
    if (!isArray(begun[0] ?? Buffer.alloc(0))) return { source: { kind: 'file', path }, [Symbol.asyncDispose]: remove }
    const text = await readActionsFile(path, stdin)
    await remove()
    return inPlace({ kind: 'text', text })
  } catch (error) {
    await remove()
    throw error
  }
}

function inPlace(source: CommitSource): OpenedActions {
  return { source, [Symbol.asyncDispose]: async () => {} }
}

async function peek(file: string): Promise<Buffer> {
  await using handle = await open(file, 'r')
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(PEEKED_BYTES), 0, PEEKED_BYTES, 0)
  return buffer.subarray(0, bytesRead)
}

function isArray(begun: Buffer): boolean {
  return begun.toString('latin1').trimStart().startsWith('[')
}
