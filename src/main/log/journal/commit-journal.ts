import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type UnresolvedCommit, unresolvedCommitSchema } from '../../../shared/contract/unresolved.ts'
import type { CommitJournal, JournalEntry, JournaledDraft } from './journal.ts'

/** A journal whose entries can be read back. */
export interface StoredJournal extends CommitJournal {
  /** Every entry of this place, the oldest first; of commits in progress too. */
  read(): Promise<UnresolvedCommit[]>
  /** Strikes out an entry; none is fine too. */
  strike(commitId: string): Promise<void>
  /** True while this process is committing it. */
  isHere(commitId: string): boolean
}

const SUFFIX = '.commit.json'

/**
 * Keeps one small file for each commit between its first attempt and its known outcome, in `folder`, which any number of
 * processes may share. An entry is on disk before `open` resolves: the file is flushed, renamed into its name, and its
 * folder flushed. `place` tells commits to one log from those to another.
 */
export function openJournal(folder: string, place: string): StoredJournal {
  const fileOf = (commitId: string) => join(folder, `${commitId}${SUFFIX}`)
  const here = new Set<string>()
  const strike = (commitId: string) => rm(fileOf(commitId), { force: true })
  return {
    strike,
    isHere: commitId => here.has(commitId),
    async open(draft): Promise<JournalEntry> {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const { commitId } = draft
      await writeDurably(folder, fileOf(commitId), entryOf(draft, place))
      here.add(commitId)
      return {
        async close() {
          here.delete(commitId)
          await strike(commitId)
        },
        leave: () => void here.delete(commitId),
      }
    },
    async read() {
      const names = await readdir(folder).catch(() => [])
      const entries = await Promise.all(
        names.filter(name => name.endsWith(SUFFIX)).map(name => readEntry(join(folder, name))),
      )
      return entries
        .filter(entry => entry?.place === place)
        .flatMap(entry => entry ?? [])
        .sort((a, b) => a.startedAt - b.startedAt)
    },
  }
}

function entryOf(draft: JournaledDraft, place: string): string {
  const { commitId, tableId, expectedVersion } = draft
  const digest = 'digest' in draft ? draft.digest : createHash('sha256').update(draft.actions).digest('hex')
  const startedAt = Date.now()
  return JSON.stringify({
    commitId,
    tableId,
    expectedVersion: String(expectedVersion),
    digest,
    place,
    pid: process.pid,
    startedAt,
  })
}

async function writeDurably(folder: string, file: string, text: string): Promise<void> {
  const unfinished = `${file}.${process.pid}.unfinished`
  const handle = await open(unfinished, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(unfinished, file)
  await flushFolder(folder)
}

/** Windows flushes folders by itself and has no way to ask for it. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Undefined where it was struck out meanwhile, or is no entry. */
async function readEntry(file: string): Promise<UnresolvedCommit | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const read = unresolvedCommitSchema.safeParse(withVersion(parseJson(text)))
  return read.success ? read.data : undefined
}

function withVersion(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('expectedVersion' in value)) return value
  const { expectedVersion } = value
  return typeof expectedVersion === 'string' && /^\d{1,19}$/.test(expectedVersion)
    ? { ...value, expectedVersion: BigInt(expectedVersion) }
    : value
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
