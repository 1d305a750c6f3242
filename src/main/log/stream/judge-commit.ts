import type { Action, CommitLine } from '../../../shared/delta/actions.ts'
import { CommitSplitter } from '../../../shared/delta/commit-splitter.ts'
import { fileIdentity } from '../../../shared/delta/file-identity.ts'
import { identitiesToDecide, identitiesToLookUp } from '../../../shared/delta/identities-to-look-up.ts'
import type { Issue } from '../../../shared/delta/issue.ts'
import { parseAction } from '../../../shared/delta/parse-action.ts'
import type { CommitFrame } from '../../../shared/delta/rules/commit-frame.ts'
import { TableCheck } from '../../../shared/delta/validate-table.ts'
import { STREAM_LINES_PAGE } from '../../../shared/limits.ts'
import { fileKeyOfIdentity } from '../../postgres/file-key.ts'
import type { Head } from '../../postgres/head.ts'
import type { StoredFile } from '../../postgres/write-lookups.ts'
import { viewOf } from '../look-at-table.ts'
import type { CommitSummary, IntakeProgress } from './commit-intake.ts'
import { type CommitSource, readPieces, SourceUnreadable } from './commit-source.ts'
import { FileKeys } from './file-keys.ts'
import { timedCommitInfo } from './timed-commit-info.ts'

/** The table that a commit is held against, but for the files, which are asked for page by page. */
export interface StreamedLook {
  readonly head: Head
  readonly txns: ReadonlyMap<string, bigint>
  readonly domainLines: readonly string[]
  /** Files that look new are not asked for: the database will refuse those that are live. */
  readonly trustsNew: boolean
}

/** A commit that was read, and how to read it again. */
export interface ReadCommit {
  readonly source: CommitSource
  readonly frame: CommitFrame
  readonly summary: CommitSummary
  readonly keptLines: readonly CommitLine[] | undefined
}

export interface Verdict {
  readonly issues: Issue[]
  /** Packed keys of live files that the commit adds again. */
  readonly readded: Uint8Array<ArrayBuffer>
}

export type FindFiles = (fileKeys: string[]) => Promise<readonly StoredFile[]>

/**
 * Holds a commit that was read against its table. Files are looked up a page of lines at a time, one page ahead; what is
 * known of them is forgotten with their page.
 */
export async function judgeCommit(
  { source, frame, summary, keptLines }: ReadCommit,
  { head, txns, domainLines, trustsNew }: StreamedLook,
  find: FindFiles,
  onProgress: (progress: IntakeProgress) => void,
): Promise<Verdict> {
  let files: ReadonlyMap<string, StoredFile> = new Map()
  const view = viewOf(head, identity => files.get(identity), txns, domainLines)
  const { line: commitInfo } = timedCommitInfo(summary, view.metadata, head.nextTime)
  if (commitInfo?.action.kind === 'commitInfo' && frame.commitInfo) {
    frame.commitInfo = { ...frame.commitInfo, action: commitInfo.action }
  }
  const check = new TableCheck(frame, view)
  const readded = new FileKeys()
  const judge = async ({ lines, first, stored, characters }: LookedUpPage) => {
    files = await stored
    for (const [place, { action }] of lines.entries()) {
      check.line(action, first + place)
      const key = files.size > 0 && liveKey(action, files)
      if (key) readded.add(key)
    }
    onProgress({ lines: first + lines.length, characters })
  }
  try {
    let ahead: LookedUpPage | undefined
    for (const page of keptLines ? keptPage(keptLines) : readAgain(source, summary)) {
      const identities = trustsNew ? identitiesToDecide(page.lines) : identitiesToLookUp(page.lines)
      const next = { ...page, stored: lookUp(identities, find) }
      // Its failure is met when the page is judged.
      next.stored.catch(() => {})
      if (ahead) await judge(ahead)
      ahead = next
    }
    if (ahead) await judge(ahead)
  } catch (error) {
    if (!(error instanceof SourceUnreadable)) throw error
    const issue = { rule: 'draft.source', severity: 'error', path: [], message: error.message } as const
    return { issues: [issue], readded: readded.finish() }
  }
  return { issues: check.issues(), readded: readded.finish() }
}

interface Page {
  readonly lines: readonly CommitLine[]
  /** The place of the first line. */
  readonly first: number
  readonly characters: number
}

interface LookedUpPage extends Page {
  readonly stored: Promise<ReadonlyMap<string, StoredFile>>
}

/** By identity; most commits name new files alone. */
async function lookUp(identities: readonly string[], find: FindFiles): Promise<ReadonlyMap<string, StoredFile>> {
  if (identities.length === 0) return new Map()
  const keys = identities.map(fileKeyOfIdentity)
  const byKey = new Map((await find(keys)).map(file => [file.fileKey, file]))
  if (byKey.size === 0) return new Map()
  return new Map(
    identities.flatMap((identity, place): [string, StoredFile][] => {
      const file = byKey.get(keys[place] ?? '')
      return file ? [[identity, file]] : []
    }),
  )
}

function liveKey(action: Action, files: ReadonlyMap<string, StoredFile>): string | undefined {
  if (action.kind !== 'add') return undefined
  const file = files.get(fileIdentity(action.path, action.deletionVector))
  return file?.removedVersion === null ? file.fileKey : undefined
}

function* keptPage(lines: readonly CommitLine[]): Generator<Page, void> {
  for (let first = 0; first < lines.length; first += STREAM_LINES_PAGE) {
    yield { lines: lines.slice(first, first + STREAM_LINES_PAGE), first, characters: 0 }
  }
}

/** Throws SourceUnreadable where the source is no longer what it was. */
function* readAgain(source: CommitSource, { digest }: CommitSummary): Generator<Page, void> {
  const splitter = new CommitSplitter()
  const pieces = readPieces(source)
  let lines: CommitLine[] = []
  let [first, characters] = [0, 0]
  for (;;) {
    const piece = pieces.next()
    if (!piece.done) characters += piece.value.length
    else if (piece.value !== digest) throw new SourceUnreadable(CHANGED)
    for (const text of piece.done ? splitter.end().lines : splitter.push(piece.value)) {
      const parsed = parseAction(text, first + lines.length)
      if (parsed.kind === 'invalid') throw new SourceUnreadable(CHANGED)
      lines.push(parsed.value)
      if (lines.length < STREAM_LINES_PAGE) continue
      yield { lines, first, characters }
      first += lines.length
      lines = []
    }
    if (piece.done) break
  }
  if (lines.length > 0) yield { lines, first, characters }
}

const CHANGED = 'The actions have changed while they were read: begin again when nobody writes to them any more.'
