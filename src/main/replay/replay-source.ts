import type { ImportProblem } from '../../shared/contract/import.ts'
import type { ReplaySource } from '../../shared/contract/task-inputs.ts'
import type { Action, CommitLine } from '../../shared/delta/actions.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import type { Snapshot } from '../../shared/delta/snapshot.ts'
import { ACTION_PAGE_MAX } from '../../shared/limits.ts'
import type { DeltaLog } from '../delta-log/delta-log.ts'
import { emptyCommitProblem } from '../delta-log/empty-commit.ts'
import { openLog } from '../delta-log/open-log.ts'
import { readCommits } from '../delta-log/read-commits.ts'
import { reconstructSnapshot } from '../delta-log/reconstruct-snapshot.ts'
import type { Database } from '../postgres/connection.ts'
import { findTableById } from '../postgres/import-mark.ts'
import { readLiveFiles, readSnapshotHeader } from '../postgres/snapshot.ts'
import { readStoredCommits } from '../postgres/stored-commits.ts'
import { readVersion } from '../postgres/versions.ts'
import { problemOf } from './problem-of.ts'

/** A version on its way from its source. */
export interface SourceVersion {
  readonly version: bigint
  /** The state of a checkpoint, not a commit. */
  readonly isBase: boolean
  readonly lines: readonly CommitLine[]
}

/** A range of versions to be replayed; both bounds belong to it. */
export interface OpenedSource extends AsyncDisposable {
  readonly from: bigint
  readonly to: bigint
  versions(signal: AbortSignal): AsyncGenerator<SourceVersion, void>
  /** Actions that make the state of a version, many at a time; `undefined` where it cannot be had. */
  stateAt(version: bigint, signal: AbortSignal): Promise<StatePages | undefined>
}

export type StatePages = Iterable<readonly Action[]> | AsyncIterable<readonly Action[]>

export type SourceOpening = { readonly kind: 'ok'; readonly source: OpenedSource } | SourceRefusal

interface SourceRefusal {
  readonly kind: 'refused'
  readonly problems: readonly ImportProblem[]
}

/** A commit of the source cannot be read. */
export class UnreadableVersion extends Error {
  readonly problems: readonly ImportProblem[]

  constructor(problems: readonly ImportProblem[]) {
    super(problems[0]?.message ?? 'a commit of the source cannot be read')
    this.name = 'UnreadableVersion'
    this.problems = problems
  }
}

export function openSource(database: Database, source: ReplaySource, signal: AbortSignal): Promise<SourceOpening> {
  return source.kind === 'table' ? openTable(database, source) : openFiles(source, signal)
}

async function openTable(
  database: Database,
  { tableId, from, to }: Extract<ReplaySource, { kind: 'table' }>,
): Promise<SourceOpening> {
  const table = await findTableById(database, tableId)
  if (!table) return refusal('replay.source', 'The table to replay is gone.')
  const [first, last] = await Promise.all([readVersion(database, tableId, from), readVersion(database, tableId, to)])
  if (from > to || !first || !last) {
    return refusal('replay.range', `Expected a range of the versions of ${table.name}, got ${from} to ${to}.`)
  }
  const source: OpenedSource = {
    from,
    to,
    async *versions(): AsyncGenerator<SourceVersion, void> {
      for await (const { version, kind, lines } of readStoredCommits(database, tableId, from, to)) {
        yield {
          version,
          isBase: kind === 'base',
          lines: lines.map(({ text }, index) => parsedLine(text, index, version)),
        }
      }
    },
    stateAt: version => storedState(database, tableId, version),
    async [Symbol.asyncDispose]() {},
  }
  return { kind: 'ok', source }
}

async function openFiles(
  { path, from, to }: Extract<ReplaySource, { kind: 'log' }>,
  signal: AbortSignal,
): Promise<SourceOpening> {
  const opened = await openLog(path, signal)
  if (opened.kind === 'refused') return { kind: 'refused', problems: opened.problems.map(problemOf) }
  const { log } = opened
  const commits = log.listing.commits.filter(({ version }) => version >= (from ?? 0n) && version <= (to ?? version))
  const [first, last] = [commits[0]?.version, commits.at(-1)?.version]
  const isWhole = first !== undefined && last !== undefined && last - first + 1n === BigInt(commits.length)
  if (!isWhole || (from !== undefined && first !== from) || (to !== undefined && last !== to)) {
    await log[Symbol.asyncDispose]()
    return refusal('replay.range', 'Expected a commit file for every version of the range, found less.')
  }
  const source: OpenedSource = {
    from: first,
    to: last,
    async *versions(readSignal): AsyncGenerator<SourceVersion, void> {
      for await (const read of readCommits({ store: log.store, commits }, readSignal)) {
        if (read.kind === 'refused') throw new UnreadableVersion(read.problems)
        if (read.commit.lines.length === 0) throw new UnreadableVersion([emptyCommitProblem(read.file)])
        yield { version: read.version, isBase: false, lines: read.commit.lines }
      }
    },
    stateAt: (version, readSignal) => loggedState(log, version, readSignal),
    [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
  }
  return { kind: 'ok', source }
}

function parsedLine(text: string, index: number, version: bigint): CommitLine {
  const parsed = parseAction(text, index)
  if (parsed.kind === 'ok') return parsed.value
  const message = `Version ${version} holds a line that is no action: ${parsed.issues[0]?.message ?? ''}`
  throw new UnreadableVersion([{ rule: 'replay.line', file: null, line: index + 1, message }])
}

async function storedState(database: Database, tableId: string, version: bigint): Promise<StatePages | undefined> {
  const header = await readSnapshotHeader(database, tableId, version)
  if (!header) return undefined
  const texts = [header.protocol, header.metaData, ...header.txns, ...header.domains].filter(line => line !== null)
  return storedPages(database, tableId, version, actionsOfTexts(texts, version))
}

async function* storedPages(
  database: Database,
  tableId: string,
  version: bigint,
  header: readonly Action[],
): AsyncGenerator<readonly Action[], void> {
  yield header
  for (let after: string | null | undefined; after !== null; ) {
    const page = await readLiveFiles(database, { tableId, version, after, limit: ACTION_PAGE_MAX })
    yield actionsOfTexts(
      page.files.map(({ line }) => line),
      version,
    )
    after = page.next
  }
}

function actionsOfTexts(texts: readonly string[], version: bigint): Action[] {
  return texts.map((text, index) => parsedLine(text, index, version).action)
}

async function loggedState(log: DeltaLog, version: bigint, signal: AbortSignal): Promise<StatePages | undefined> {
  const read = await reconstructSnapshot(log, version, {}, signal)
  return read.kind === 'ok' ? pagesOf(read.snapshot) : undefined
}

function* pagesOf({ protocol, metadata, txns, domains, files }: Snapshot): Generator<readonly Action[], void> {
  yield [...(protocol ? [protocol] : []), ...(metadata ? [metadata] : []), ...txns.values(), ...domains.values()]
  let page: Action[] = []
  for (const { add } of files.values()) {
    page.push(add)
    if (page.length < ACTION_PAGE_MAX) continue
    yield page
    page = []
  }
  yield page
}

function refusal(rule: string, message: string): SourceRefusal {
  return { kind: 'refused', problems: [{ rule, file: null, line: null, message }] }
}

/** The commitInfo of a commit that stands for the state of a version. */
export function stateInfo(version: bigint, nowMs: number): CommitLine {
  const operationParameters = JSON.stringify({ sourceVersion: String(version) })
  const commitInfo = `{"timestamp":${nowMs},"operation":"CLONE","operationParameters":${operationParameters}}`
  return parsedLine(`{"commitInfo":${commitInfo}}`, 0, version)
}

/** Actions of a state as lines of a commit that makes it. */
export function stateLines(actions: readonly Action[]): CommitLine[] {
  const kept = actions.filter(({ kind }) => kind !== 'remove' && kind !== 'commitInfo' && kind !== 'cdc')
  return kept.map(action => ({ action, text: printAction(action) }))
}
