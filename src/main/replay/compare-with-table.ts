import type { ImportProblem } from '../../shared/contract/import.ts'
import type { CheckpointFile } from '../delta-log/checkpoint-file.ts'
import type { DeltaLog } from '../delta-log/delta-log.ts'
import { problemOfRead } from '../delta-log/read-text.ts'
import type { Database } from '../postgres/connection.ts'
import { type LedgerEntry, readLedger } from '../postgres/import-ledger.ts'
import { readStoredText } from '../postgres/stored-commit.ts'
import { checkpointState } from './checkpoint-state.ts'
import type { History } from './choose-history.ts'
import { firstDifference } from './first-difference.ts'
import { differences } from './stated-state.ts'
import { StoredHistory } from './stored-history.ts'
import { baseIdOf } from './write-base.ts'

export interface TableComparison {
  /** Versions that the table has with the same content. */
  readonly same: number
  /** The first version that differs. */
  readonly difference: ImportProblem | undefined
}

/**
 * Holds the versions that a table has already against those of a log: an import goes on behind them where they are the
 * same. Versions that follow from their bytes' id are not read; versions beyond the log's head are the table's own. Where
 * a log was cleaned up, the state of the checkpoint that it begins with is held against the table's at that version.
 */
export async function compareWithTable(
  database: Database,
  log: DeltaLog,
  history: History,
  commitIds: ReadonlyMap<bigint, string>,
  tableId: string,
  signal: AbortSignal,
): Promise<TableComparison> {
  let same = 0
  let last = -1n
  for await (const entry of readLedger(database, tableId)) {
    signal.throwIfAborted()
    if (entry.version > history.head) break
    last = entry.version
    const isCleaned = history.base !== undefined && entry.version < history.first
    const difference = isCleaned
      ? undefined
      : await compareEntry(database, log, history, commitIds, tableId, entry, signal)
    if (difference) return { same, difference }
    same++
  }
  if (last >= 0n && last < history.first) {
    const message = `The table ends with version ${last}, and the log begins after it, at ${history.first}.`
    return { same, difference: differs(null, null, message) }
  }
  return { same, difference: undefined }
}

async function compareEntry(
  database: Database,
  log: DeltaLog,
  { base, first, commits }: History,
  commitIds: ReadonlyMap<bigint, string>,
  tableId: string,
  { version, kind, commitId }: LedgerEntry,
  signal: AbortSignal,
): Promise<ImportProblem | undefined> {
  if (base !== undefined && version === first && kind === 'commit') {
    return compareState(database, log, base, tableId, signal)
  }
  if (kind === 'base') {
    if (!base || version !== first) return begins(version, kind, first)
    if ((await baseIdOf(log, base, first, signal)) === commitId) return undefined
    return differs(base.files[0] ?? null, null, `The state at version ${version} is another one than the checkpoint's.`)
  }
  if (commitIds.get(version) === commitId) return undefined
  const file = commits.find(commit => commit.version === version)
  if (!file) return begins(version, kind, first)
  const stored = (await readStoredText(database, tableId, version)) ?? []
  try {
    const difference = await firstDifference(readFilePieces(log, file.file, signal), stored)
    if (!difference) return undefined
    const { line, text } = difference
    return differs(file.file, line, `Version ${version} of the table is another one: ${shown(text)}.`)
  } catch (error) {
    return problemOfRead(error, file.file)
  }
}

async function* readFilePieces({ store }: DeltaLog, file: string, signal: AbortSignal): AsyncGenerator<string, void> {
  await using object = await store.open(file)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  for (let at = 0; at < object.size; at += PIECE_BYTES) {
    signal.throwIfAborted()
    const bytes = await object.read(at, Math.min(at + PIECE_BYTES, object.size))
    yield decoder.decode(bytes, { stream: true })
  }
  yield decoder.decode()
}

const PIECE_BYTES = 256 * 1024

async function compareState(
  database: Database,
  log: DeltaLog,
  base: CheckpointFile,
  tableId: string,
  signal: AbortSignal,
): Promise<ImportProblem | undefined> {
  const { version, files } = base
  const file = files[0] ?? null
  const theirs = await checkpointState(log, base, signal)
  if (theirs.kind === 'damaged') return differs(file, null, theirs.message)
  const stored = await StoredHistory.read(database, tableId, [version], version, signal)
  const [found] = differences(await stored.stateAt(version), theirs.state)
  return found === undefined ? undefined : differs(file, null, `At version ${version} the checkpoint has ${found}.`)
}

function begins(version: bigint, kind: LedgerEntry['kind'], first: bigint): ImportProblem {
  const what = kind === 'base' ? 'a base version' : 'a commit'
  return differs(null, null, `The table has ${what} at version ${version}, and the log's history begins at ${first}.`)
}

function differs(file: string | null, line: number | null, message: string): ImportProblem {
  return { rule: 'import.differs', file, line, message }
}

function shown(line: string | undefined): string {
  if (line === undefined) return 'it has no such line'
  return `its line is ${line.length > LINE_SHOWN ? `${line.slice(0, LINE_SHOWN)}…` : line}`
}

const LINE_SHOWN = 200
