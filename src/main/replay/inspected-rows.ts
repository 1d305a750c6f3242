import type { CheckpointAction, Commit } from '../../shared/delta/actions.ts'
import { LOG_FINDINGS_MAX } from '../../shared/limits.ts'
import { finding, type LogFinding } from '../delta-log/log-finding.ts'
import type { UsableText } from '../delta-log/read-usable-text.ts'
import { BatchRows, type RowsBegin } from './batch-rows.ts'
import { commitActions } from './commit-actions.ts'
import type { ImportBatch } from './import-batch.ts'
import type { LiveFile } from './import-messages.ts'
import { importedCommitId } from './imported-commit-id.ts'
import { type InspectedCommit, inspectCommit } from './inspect-commit.ts'
import { ReplayedTable } from './replayed-table.ts'

export interface InspectionBegin extends RowsBegin {
  /** Versions up to this one are in the table already. */
  readonly head: bigint
}

/** A version of a log that is inspected, with what its commit file holds where there is one. */
export interface InspectedSource {
  readonly version: bigint
  readonly file: string | undefined
  readonly read: UsableText | undefined
}

/** What became of some versions. */
export interface InspectedPart {
  /** What is enough for transactions. */
  readonly batches: readonly ImportBatch[]
  readonly findings: readonly LogFinding[]
  readonly actions: number
  readonly bytes: number
}

/** Takes of commits, in order of version, whatever can be taken, as rows, and says what is wrong with them. */
export class InspectedRows {
  readonly #first: bigint
  readonly #head: bigint
  readonly #table: ReplayedTable
  readonly #rows: BatchRows

  constructor(begin: InspectionBegin) {
    this.#first = begin.first
    this.#head = begin.head
    this.#table = new ReplayedTable(begin.first)
    this.#rows = new BatchRows(begin)
  }

  /** Takes actions of the checkpoint that the table begins with. */
  base(actions: readonly CheckpointAction[]): void {
    this.#table.apply(this.#first, commitActions(actions))
  }

  /** Files that the table has already. */
  live(files: readonly LiveFile[]): void {
    this.#rows.live(files)
  }

  /** The table's first version was written in another way. */
  beginAfter(committedAt: bigint): void {
    this.#rows.beginAfter(committedAt)
  }

  take(sources: readonly InspectedSource[]): InspectedPart {
    const batches: ImportBatch[] = []
    const findings: LogFinding[] = []
    let [actions, bytes] = [0, 0]
    for (const source of sources) {
      const inspected = inspect(source, this.#table)
      findings.push(...inspected.findings.slice(0, Math.max(0, LOG_FINDINGS_MAX - findings.length)))
      this.#table.apply(source.version, inspected.replayed)
      actions += inspected.commit.lines.length
      bytes += inspected.bytes
      if (source.version > this.#head) batches.push(...this.#add(source.version, inspected))
    }
    return { batches, findings, actions, bytes }
  }

  rest(): readonly ImportBatch[] {
    return this.#rows.rest()
  }

  #add(version: bigint, { commit, text, bytes, fileTime, operation }: InspectedVersion): ImportBatch[] {
    const kind = version === this.#first && version > 0n ? 'base' : 'commit'
    return this.#rows.put({
      version,
      kind,
      commitId: importedCommitId(version, text),
      commit,
      bytes,
      fileTime,
      operation,
    })
  }
}

interface InspectedVersion extends InspectedCommit {
  readonly text: string
  readonly bytes: number
  readonly fileTime: bigint
  readonly operation?: string | undefined
}

function inspect({ version, file, read }: InspectedSource, table: ReplayedTable): InspectedVersion {
  if (file === undefined || read === undefined) {
    const message = `Version ${version} has no commit file. Readers that need it stop here; what follows lacks its actions.`
    return { ...NOTHING, operation: 'MISSING', findings: [finding('error', 'inspect.missing', null, message)] }
  }
  const leftOut = read.leftOut.map(problem => ({ ...problem, severity: 'error' as const }))
  if (read.kind === 'refused') {
    return { ...NOTHING, operation: 'UNREADABLE', findings: [...leftOut, { ...read.problem, severity: 'error' }] }
  }
  const inspected = inspectCommit(version, file, read.text, table)
  const findings = [...leftOut, ...inspected.findings]
  return { ...inspected, findings, text: read.text, bytes: read.size, fileTime: read.modificationTime }
}

const NO_COMMIT: Commit = { lines: [], framing: 'canonical' }
const NOTHING = { commit: NO_COMMIT, replayed: [], text: '', bytes: 0, fileTime: 0n } as const
