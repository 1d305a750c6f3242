import type { CommitLine, Framing } from '../../../shared/delta/actions.ts'
import { CommitSplitter } from '../../../shared/delta/commit-splitter.ts'
import type { Issue } from '../../../shared/delta/issue.ts'
import { parseAction } from '../../../shared/delta/parse-action.ts'
import { CommitFrame } from '../../../shared/delta/rules/commit-frame.ts'
import type { MakeLineIndex } from '../../../shared/delta/rules/file-lines.ts'
import { CommitCheck } from '../../../shared/delta/validate-commit.ts'
import { ISSUES_MAX, LINE_BYTES_MAX } from '../../../shared/limits.ts'
import { RowRefused } from '../../copy/refusals.ts'
import { addActionRows, emptyActionRows } from '../action-rows.ts'
import { isError } from '../validate-draft.ts'
import { type ActionCounts, noActions } from '../version-row.ts'
import { type CommitSource, readPieces, SourceUnreadable } from './commit-source.ts'
import { CompactLineIndex } from './compact-line-index.ts'
import type { RowLayout } from './row-layout.ts'
import type { SpooledRows } from './spooled-rows.ts'

/** A line that the writer must know by itself, and its place. */
export interface PlacedLine {
  readonly text: string
  readonly index: number
}

/** What is known of a commit that has passed every rule that needs no table. */
export interface CommitSummary {
  readonly lines: number
  readonly counts: ActionCounts
  readonly framing: Framing
  /** SHA-256 of the source's bytes, in hex. */
  readonly digest: string
  /** The first of their kind. */
  readonly commitInfo: PlacedLine | undefined
  readonly metadata: PlacedLine | undefined
  readonly appIds: readonly string[]
  readonly domains: readonly string[]
  readonly rows: SpooledRows
}

export interface IntakeOptions {
  readonly source: CommitSource
  /** The version that the commit is to become. */
  readonly version: bigint
  readonly actionsMax: number
  /** Of each file a few bytes are remembered and not its path, which takes longer for a commit of few. */
  readonly isLarge: boolean
  /** Nothing is laid out where absent. */
  readonly layout?: RowLayout | undefined
  readonly onProgress: (progress: IntakeProgress) => void
}

export interface IntakeProgress {
  readonly lines: number
  /** Characters of the source so far. */
  readonly characters: number
}

/** Commits up to so many lines keep them until they are held against the table; larger ones are read again. */
const LINES_KEPT_MAX = 20_000
const ROWS_AT_ONCE = 256

/**
 * Reads a commit line by line, holds it against every rule that needs no table, and lays its rows out. Memory does not
 * grow with the commit but for some 20 bytes a file where it is large. Blocks its thread.
 */
export class CommitIntake {
  readonly frame: CommitFrame
  readonly issues: Issue[] = []
  readonly #options: IntakeOptions
  readonly #check: CommitCheck
  readonly #counts = noActions()
  readonly #appIds = new Set<string>()
  readonly #domains = new Set<string>()
  #commitInfo: PlacedLine | undefined
  #metadata: PlacedLine | undefined
  #kept: CommitLine[] | undefined = []
  #batch: CommitLine[] = []
  #lines = 0
  /** A line was no action, or there are too many: nothing but more of the same is looked for. */
  #isBroken = false
  #rowRefused: string | undefined

  constructor(options: IntakeOptions) {
    const makeIndex: MakeLineIndex | undefined = options.isLarge ? () => new CompactLineIndex() : undefined
    this.#options = options
    this.frame = new CommitFrame(makeIndex)
    this.#check = new CommitCheck(options.version, makeIndex)
  }

  /** Every line, where there are few of them. */
  get keptLines(): readonly CommitLine[] | undefined {
    return this.#kept
  }

  /** Undefined where an issue is an error. */
  read(): CommitSummary | undefined {
    try {
      const read = this.#readAll()
      if (!this.#isBroken) this.issues.push(...this.#check.issues())
      // A value that a row cannot hold has been named by a rule, as a rule.
      if (this.#rowRefused !== undefined && !this.issues.some(isError)) this.#refuse('draft.row', this.#rowRefused)
      if (this.issues.some(isError)) return undefined
      return {
        ...read,
        lines: this.#lines,
        counts: this.#counts,
        commitInfo: this.#commitInfo,
        metadata: this.#metadata,
        appIds: [...this.#appIds],
        domains: [...this.#domains],
        rows: this.#options.layout?.finish() ?? new Map(),
      }
    } catch (error) {
      if (!(error instanceof SourceUnreadable)) throw error
      this.#refuse('draft.source', error.message)
      return undefined
    }
  }

  #readAll(): Pick<CommitSummary, 'digest' | 'framing'> {
    const splitter = new CommitSplitter()
    const pieces = readPieces(this.#options.source)
    let characters = 0
    for (;;) {
      const piece = pieces.next()
      if (piece.done) {
        const { lines, framing } = splitter.end()
        this.#takeAll(lines)
        this.#layOut()
        if (this.#lines === 0) this.#refuse('commit.empty', EMPTY, [], SECTION)
        return { digest: piece.value, framing }
      }
      if (characters === 0 && piece.value.startsWith('\ufeff')) this.#refuse('commit.bom', BOM, [], SECTION)
      characters += piece.value.length
      this.#takeAll(splitter.push(piece.value))
      this.#options.onProgress({ lines: this.#lines, characters })
      if (splitter.unfinished > LINE_BYTES_MAX) {
        this.#refuse('draft.line-size', `Expected lines of at most ${LINE_BYTES_MAX} characters.`, [this.#lines])
      }
      if (this.#isBroken && this.issues.length >= ISSUES_MAX) return { digest: '', framing: 'canonical' }
    }
  }

  #takeAll(lines: readonly string[]): void {
    for (const line of lines) this.#take(line)
  }

  #take(text: string): void {
    const index = this.#lines++
    if (index === this.#options.actionsMax) {
      this.#refuse('draft.size', `Expected at most ${this.#options.actionsMax} actions, got more.`)
    }
    if (this.#isBroken && this.issues.length >= ISSUES_MAX) return
    const parsed = parseAction(text, index)
    if (parsed.kind === 'invalid') {
      this.#isBroken = true
      this.issues.push(...parsed.issues)
      return
    }
    if (this.issues.length < ISSUES_MAX) this.issues.push(...parsed.warnings)
    const line = parsed.value
    this.#check.line(line.action, index)
    this.#note(line, index)
    if (this.#kept) this.#keep(line)
    this.#batch.push(line)
    if (this.#batch.length === ROWS_AT_ONCE) this.#layOut()
  }

  #keep(line: CommitLine): void {
    this.#kept?.push(line)
    if (this.#lines > LINES_KEPT_MAX) this.#kept = undefined
  }

  /** What somebody asks of the commit as a whole. */
  #note({ action, text }: CommitLine, index: number): void {
    this.frame.line(action, index)
    this.#counts[action.kind]++
    switch (action.kind) {
      case 'commitInfo':
        this.#commitInfo ??= { text, index }
        break
      case 'metaData':
        this.#metadata ??= { text, index }
        break
      case 'txn':
        this.#appIds.add(action.appId)
        break
      case 'domainMetadata':
        this.#domains.add(action.domain)
    }
  }

  /** Rows of a commit that is broken already are not needed any more. */
  #layOut(): void {
    const lines = this.#batch
    this.#batch = []
    const { layout, version } = this.#options
    if (layout === undefined || this.#isBroken || this.#rowRefused !== undefined) return
    const rows = emptyActionRows()
    addActionRows(rows, version, lines, this.#lines - lines.length)
    try {
      layout.add(rows)
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error
      this.#rowRefused = `Expected values that the log can store, got another in ${error.column}: ${error.reason}`
    }
  }

  #refuse(rule: string, message: string, path: Issue['path'] = [], section?: string): void {
    this.#isBroken = true
    this.issues.push({ rule, severity: 'error', path, message, ...(section !== undefined && { section }) })
  }
}

const SECTION = 'Delta Log Entries'
const EMPTY = 'Expected at least one action, got an empty file: its write may have been cut short'
const BOM = 'Expected a commit without a byte order mark, got one at character 1'
