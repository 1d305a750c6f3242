import type { CommitOutcome } from '../../shared/contract/outcome.ts'
import type { DraftHeader } from '../../shared/contract/schemas.ts'
import type { ReplayInput } from '../../shared/contract/task-inputs.ts'
import type { ReplayView, TaskOutcome } from '../../shared/contract/tasks.ts'
import type { CommitLine } from '../../shared/delta/actions.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { parseSchema } from '../../shared/delta/schema.ts'
import { DRAFT_ACTIONS_MAX, DRAFT_BYTES_MAX } from '../../shared/limits.ts'
import type { Database } from '../postgres/connection.ts'
import { afterLines, type Before, breakpointHits } from './breakpoints.ts'
import { commitInfoOf } from './import-batch.ts'
import { replayedCommitId } from './imported-commit-id.ts'
import { withLinesFile } from './lines-file.ts'
import { ProgressMeter } from './progress-meter.ts'
import {
  type OpenedSource,
  openSource,
  type SourceVersion,
  type StatePages,
  stateInfo,
  stateLines,
  UnreadableVersion,
} from './replay-source.ts'
import { openTarget, type ReplayTarget } from './replay-target.ts'
import { transformCommit } from './transform-commit.ts'
import type { WatchedControl } from './watched-control.ts'

type ReplayControl = WatchedControl<ReplayInput>

/**
 * Commits a range of versions of a table, or of commit files, onto another table, one after the other, by the writer and
 * its rules. Each has a commit id that follows from the replay, so that a replay that is taken up again finds what it has
 * committed before. A new table that does not begin with version 0 begins with the state before the range.
 */
export async function replayCommits(
  database: Database,
  input: ReplayInput,
  control: ReplayControl,
): Promise<TaskOutcome> {
  const opened = await openSource(database, input.source, control.signal)
  if (opened.kind === 'refused') return { kind: 'refused', problems: [...opened.problems], kept: null }
  await using source = opened.source
  const found = await openTarget(database, input.target, control.taskId, input.options.dryRun)
  if (found.kind === 'refused') {
    const problem = { rule: 'replay.target', file: null, line: null, message: found.message }
    return { kind: 'refused', problems: [problem], kept: null }
  }
  const replay = new Replay(input, source, found.target, control)
  try {
    return await replay.run()
  } catch (error) {
    if (control.signal.aborted) return replay.cancelled()
    if (!(error instanceof UnreadableVersion)) throw error
    return { kind: 'refused', problems: [...error.problems], kept: replay.kept }
  }
}

class Replay {
  readonly #input: ReplayInput
  readonly #source: OpenedSource
  readonly #target: ReplayTarget
  readonly #control: ReplayControl
  readonly #meter: ProgressMeter
  readonly #skipped: bigint[] = []
  #committed = 0
  #found = 0
  #rows = 0
  #bytes = 0
  #lastOperation: string | null = null

  constructor(input: ReplayInput, source: OpenedSource, target: ReplayTarget, control: ReplayControl) {
    this.#input = input
    this.#source = source
    this.#target = target
    this.#control = control
    this.#meter = new ProgressMeter('replay', { versions: Number(source.to - source.from) + 1 })
  }

  get kept(): { tableId: string; name: string; head: bigint } | null {
    const { tableId, name, head } = this.#target
    return tableId === null || this.#input.options.dryRun ? null : { tableId, name, head }
  }

  async run(): Promise<TaskOutcome> {
    const { options, target: wish } = this.#input
    let before: Before = { schemaString: undefined, protocol: undefined }
    let isFirst = wish.kind === 'new'
    for await (const next of this.#source.versions(this.#control.signal)) {
      const hits = breakpointHits(this.#control.breakpoints ?? options.breakpoints, next.lines, before)
      before = afterLines(before, next.lines)
      await this.#show(next, hits, options.step || hits.length > 0)
      await this.#control.boundary({ hold: hits.length > 0 })
      const unbegun = isFirst ? await this.#begin(next) : undefined
      if (unbegun) return unbegun
      isFirst = false
      const stopped = await this.#commitVersion(next)
      if (stopped) return stopped
      this.#lastOperation = commitInfoOf(next.lines)?.operation ?? null
    }
    await this.#show(undefined, [], true)
    const { tableId, name, head } = this.#target
    return {
      kind: 'replayed',
      tableId,
      name,
      head,
      committed: this.#committed,
      found: this.#found,
      skipped: this.#skipped,
      dryRun: options.dryRun,
    }
  }

  cancelled(): TaskOutcome {
    const { name, head } = this.#target
    const stays = head < 0n ? `${name} has no version yet` : `${name} stays at version ${head}`
    const message = this.#input.options.dryRun ? 'Cancelled. Nothing was written.' : `Cancelled: ${stays}.`
    return { kind: 'cancelled', kept: this.kept, message }
  }

  /**
   * A new table needs what version 0 needs: where the range does not bring it, the state before it does. Undefined where
   * the replay goes on.
   */
  async #begin({ version, isBase, lines }: SourceVersion): Promise<TaskOutcome | undefined> {
    const has = (kind: string) => lines.some(({ action }) => action.kind === kind)
    if (isBase || version === 0n || (has('protocol') && has('metaData'))) return undefined
    const before = version - 1n
    const pages = await this.#source.stateAt(before, this.#control.signal)
    if (!pages) {
      const message = `The state before version ${version} cannot be had.`
      return { kind: 'refused', problems: [{ rule: 'replay.state', file: null, line: null, message }], kept: this.kept }
    }
    const info = stateInfo(before, Date.now())
    const texts = this.#stateTexts(info, pages)
    const outcome = await withLinesFile(texts, path =>
      this.#target.commitFile(this.#header('state', 'CLONE'), path, this.#control.signal, this.#control.observer),
    )
    if (outcome.kind === 'committed') {
      this.#count(outcome)
      return undefined
    }
    return outcome.kind === 'cancelled' ? this.cancelled() : this.#stopped(before, outcome)
  }

  async *#stateTexts(info: CommitLine, pages: StatePages): AsyncGenerator<string, void> {
    const { options } = this.#input
    yield transformCommit([info], options, Date.now())
    for await (const actions of pages) {
      this.#control.signal.throwIfAborted()
      const lines = stateLines(actions)
      this.#rows += lines.length
      const text = transformCommit(lines, options, Date.now())
      this.#bytes += text.length
      yield text
    }
  }

  /** Undefined where the replay goes on. */
  async #commitVersion(next: SourceVersion): Promise<TaskOutcome | undefined> {
    for (;;) {
      const outcome = await this.#attempt(next)
      switch (outcome.kind) {
        case 'committed':
          this.#count(outcome)
          this.#rows += next.lines.length
          return undefined
        case 'cancelled':
          return this.cancelled()
        default:
      }
      const choice = this.#input.options.onConflict === 'ask' ? await this.#ask(next.version, outcome) : 'stop'
      if (choice === 'skip') {
        this.#skipped.push(next.version)
        return undefined
      }
      if (choice === 'stop') return this.#stopped(next.version, outcome)
      if (outcome.kind === 'version-conflict') this.#target.head = outcome.actual
    }
  }

  #stopped(version: bigint, outcome: CommitOutcome): TaskOutcome {
    const { tableId, name, head } = this.#target
    return { kind: 'stopped', version, outcome, tableId, name, head }
  }

  #attempt(next: SourceVersion): Promise<CommitOutcome> {
    const { options } = this.#input
    const { signal, observer } = this.#control
    const lines = next.isBase
      ? [stateInfo(next.version, Date.now()), ...stateLines(next.lines.map(({ action }) => action))]
      : next.lines
    const actions = transformCommit(lines, options, Date.now())
    this.#bytes += actions.length
    const header = this.#header(next.version, commitInfoOf(next.lines)?.operation)
    if (lines.length <= DRAFT_ACTIONS_MAX && actions.length <= DRAFT_BYTES_MAX) {
      return this.#target.commit({ ...header, actions }, signal, observer)
    }
    return withLinesFile([actions], path => this.#target.commitFile(header, path, signal, observer))
  }

  #header(name: bigint | 'state', operation: string | undefined): Omit<DraftHeader, 'tableId'> {
    const { head } = this.#target
    return {
      commitId: replayedCommitId(this.#control.taskId, name),
      readVersion: head,
      expectedVersion: head + 1n,
      operation,
    }
  }

  async #ask(version: bigint, outcome: CommitOutcome): Promise<'retry' | 'skip' | 'stop'> {
    const { choice } = await this.#control.ask({ kind: 'conflict', version, outcome })
    return choice
  }

  #count({ version, found }: Extract<CommitOutcome, { kind: 'committed' }>): void {
    if (version > this.#target.head) this.#target.head = version
    if (found) this.#found++
    else this.#committed++
  }

  /** The state of the target costs a few reads: it is looked up where somebody will look at it. */
  async #show(next: SourceVersion | undefined, hits: string[], withState: boolean): Promise<void> {
    const versions = this.#committed + this.#found + this.#skipped.length
    const { head } = this.#target
    const progress = this.#meter.at({ versions, rows: this.#rows, bytes: this.#bytes }, head < 0n ? null : head)
    const view = withState ? await this.#view(next, hits) : null
    this.#control.report({ ...progress, replay: view })
  }

  async #view(next: SourceVersion | undefined, hits: string[]): Promise<ReplayView> {
    const { tableId, name, head } = this.#target
    const { files, bytes, protocol, metaData, txns } = await this.#target.state()
    return {
      next: next?.version ?? null,
      nextSummary: next ? summaryOf(next.lines) : '',
      hits: hits.slice(0, HITS_SHOWN),
      tableId,
      name,
      head,
      files,
      bytes,
      ...metadataFacts(metaData),
      protocol: protocolText(protocol),
      txns,
      lastOperation: this.#lastOperation,
    }
  }
}

const HITS_SHOWN = 20

function summaryOf(lines: readonly CommitLine[]): string {
  const count = (kind: string) => lines.filter(({ action }) => action.kind === kind).length
  const parts = [
    commitInfoOf(lines)?.operation,
    ...COUNTED.map(([kind, mark]) => (count(kind) > 0 ? `${mark}${count(kind)}` : undefined)),
    count('metaData') > 0 ? 'metaData' : undefined,
    count('protocol') > 0 ? 'protocol' : undefined,
  ]
  return parts.filter(part => part !== undefined).join(' ')
}

const COUNTED = [
  ['add', '+'],
  ['remove', '−'],
] as const

function metadataFacts(metaData: string | null): { columns: number | null; properties: number } {
  const parsed = metaData === null ? undefined : parseAction(metaData, 0)
  const action = parsed?.kind === 'ok' ? parsed.value.action : undefined
  if (action?.kind !== 'metaData') return { columns: null, properties: 0 }
  const schema = parseSchema(action.schemaString)
  return { columns: schema.kind === 'ok' ? schema.value.fields.length : null, properties: action.configuration.size }
}

function protocolText(line: string | null): string | null {
  const parsed = line === null ? undefined : parseAction(line, 0)
  const action = parsed?.kind === 'ok' ? parsed.value.action : undefined
  return action?.kind === 'protocol' ? `${action.minReaderVersion}/${action.minWriterVersion}` : null
}
