import type { CommitOutcome } from '../../shared/contract/outcome.ts'
import type { ReplayInput } from '../../shared/contract/task-inputs.ts'
import type { ReplayView, TaskOutcome } from '../../shared/contract/tasks.ts'
import type { CommitLine } from '../../shared/delta/actions.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { parseSchema } from '../../shared/delta/schema.ts'
import type { Database } from '../postgres/connection.ts'
import type { TaskControl } from '../tasks/task-work.ts'
import { afterLines, type Before, breakpointHits } from './breakpoints.ts'
import { commitInfoOf } from './import-batch.ts'
import { replayedCommitId } from './imported-commit-id.ts'
import { ProgressMeter } from './progress-meter.ts'
import { type OpenedSource, openSource, type SourceVersion, stateLines, UnreadableVersion } from './replay-source.ts'
import { openTarget, type ReplayTarget } from './replay-target.ts'
import { transformCommit } from './transform-commit.ts'

type ReplayControl = TaskControl<ReplayInput>

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
      if (isFirst && !(await this.#begin(next))) {
        const message = `The state before version ${next.version} cannot be had, or has too many files for one commit.`
        const problems = [{ rule: 'replay.state', file: null, line: null, message }]
        return { kind: 'refused', problems, kept: this.kept }
      }
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

  /** A new table needs what version 0 needs: where the range does not bring it, the state before it does. */
  async #begin({ version, isBase, lines }: SourceVersion): Promise<boolean> {
    const has = (kind: string) => lines.some(({ action }) => action.kind === kind)
    if (isBase || version === 0n || (has('protocol') && has('metaData'))) return true
    const actions = await this.#source.stateAt(version - 1n, this.#control.signal)
    if (!actions) return false
    const state = { version: version - 1n, isBase: false, lines: stateLines(actions, version - 1n, Date.now()) }
    return (await this.#commitVersion(state, 'state')) === undefined
  }

  /** Undefined where the replay goes on. */
  async #commitVersion(next: SourceVersion, name: bigint | 'state' = next.version): Promise<TaskOutcome | undefined> {
    for (;;) {
      const outcome = await this.#attempt(next, name)
      switch (outcome.kind) {
        case 'committed':
          this.#count(outcome, next)
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
      if (choice === 'stop') {
        const { tableId, name: tableName, head } = this.#target
        return { kind: 'stopped', version: next.version, outcome, tableId, name: tableName, head }
      }
      if (outcome.kind === 'version-conflict') this.#target.head = outcome.actual
    }
  }

  #attempt(next: SourceVersion, name: bigint | 'state'): Promise<CommitOutcome> {
    const { options } = this.#input
    const lines = next.isBase
      ? stateLines(
          next.lines.map(({ action }) => action),
          next.version,
          Date.now(),
        )
      : next.lines
    const actions = transformCommit(lines, options, Date.now())
    this.#bytes += actions.length
    const { head } = this.#target
    const draft = {
      commitId: replayedCommitId(this.#control.taskId, name),
      readVersion: head,
      expectedVersion: head + 1n,
      actions,
      operation: commitInfoOf(next.lines)?.operation,
    }
    return this.#target.commit(draft, this.#control.signal)
  }

  async #ask(version: bigint, outcome: CommitOutcome): Promise<'retry' | 'skip' | 'stop'> {
    const { choice } = await this.#control.ask({ kind: 'conflict', version, outcome })
    return choice
  }

  #count({ version, found }: Extract<CommitOutcome, { kind: 'committed' }>, { lines }: SourceVersion): void {
    if (version > this.#target.head) this.#target.head = version
    this.#rows += lines.length
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
