import type { ImportProblem } from '../../shared/contract/import.ts'
import type { CommitLine, Framing } from '../../shared/delta/actions.ts'
import { CommitSplitter } from '../../shared/delta/commit-splitter.ts'
import type { Issue } from '../../shared/delta/issue.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { ISSUES_MAX } from '../../shared/limits.ts'
import { problemOfIssue } from './log-finding.ts'
import { LongLineSearch, longLineProblem } from './long-line-search.ts'
import { badLine, problemOfRead } from './read-text.ts'

/** A commit file that is read piece by piece, because nobody wants to hold all of it. */
export interface LargeCommit {
  readonly kind: 'large'
  readonly version: bigint
  readonly file: string
  readonly size: number
  /** Modification time of the file, in milliseconds since 1970. */
  readonly fileTime: bigint
  /**
   * The file from its first byte on, each time it is asked for; the bytes of one piece are gone with the next. Throws an
   * `ObjectFailure` where it cannot be read, or is not what it was.
   */
  pieces(): Iterable<Uint8Array>
}

/** Some lines of a large commit that follow each other. */
export interface LinesPage {
  readonly lines: readonly CommitLine[]
  /** The place of the first, from zero. */
  readonly first: number
}

/** What is known of a large commit once it was read to its end. */
export interface LargeEnd {
  readonly lines: number
  readonly framing: Framing
  readonly warnings: readonly Issue[]
}

/** A large commit is none. */
export class LargeCommitRefused extends Error {
  readonly problems: readonly ImportProblem[]

  constructor(problems: readonly ImportProblem[]) {
    super(problems[0]?.message ?? 'the commit cannot be read')
    this.name = 'LargeCommitRefused'
    this.problems = problems
  }
}

/**
 * The actions of a large commit as `parseCommit` reads them, a page at a time. `onBytes` sees the bytes of the file. Blocks
 * its thread. Throws a `LargeCommitRefused`.
 */
export function* readLargeCommit(
  commit: LargeCommit,
  onBytes: (bytes: Uint8Array) => void = () => {},
): Generator<LinesPage, LargeEnd> {
  try {
    refuseLongLines(commit)
    return yield* readLines(commit, onBytes)
  } catch (error) {
    if (error instanceof LargeCommitRefused) throw error
    throw new LargeCommitRefused([problemOfRead(error, commit.file)])
  }
}

/** A line that is too long is refused before it is in memory. */
function refuseLongLines({ file, pieces }: LargeCommit): void {
  const search = new LongLineSearch()
  for (const piece of pieces()) search.push(piece)
  const [first] = search.finish()
  if (first) throw new LargeCommitRefused([longLineProblem(first, file)])
}

function* readLines(commit: LargeCommit, onBytes: (bytes: Uint8Array) => void): Generator<LinesPage, LargeEnd> {
  const splitter = new CommitSplitter()
  const text = new TextPieces(commit.file)
  const parsed = new ParsedLines()
  for (const piece of commit.pieces()) {
    onBytes(piece)
    for (const line of splitter.push(text.decode(piece))) {
      parsed.take(line)
      if (parsed.isPage) yield parsed.page()
    }
  }
  text.end()
  const { lines, framing } = splitter.end()
  for (const line of lines) parsed.take(line)
  const errors = parsed.issues.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new LargeCommitRefused(errors.map(issue => problemOfIssue(issue, commit.file, framing)))
  yield parsed.page()
  return { lines: splitter.lines, framing, warnings: parsed.issues }
}

/** Pieces of bytes as text, which must be UTF-8 without a byte order mark. */
class TextPieces {
  readonly #file: string
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  #lineFeeds = 0
  #isFirst = true

  constructor(file: string) {
    this.#file = file
  }

  decode(piece: Uint8Array): string {
    const text = this.#decoded(piece)
    if (this.#isFirst && text.startsWith('\ufeff')) {
      throw this.#refusal('commit.bom', 1, 'Expected a commit without a byte order mark, got one at character 1')
    }
    this.#isFirst = false
    this.#lineFeeds += text.split('\n').length - 1
    return text
  }

  /** Refused where the last character is not whole. */
  end(): void {
    this.#decoded(undefined)
  }

  #decoded(piece: Uint8Array | undefined): string {
    try {
      return piece ? this.#decoder.decode(piece, { stream: true }) : this.#decoder.decode()
    } catch {
      const line = this.#lineFeeds + (piece ? badLine(piece) : 1)
      throw this.#refusal('log.encoding', line, 'Expected UTF-8, found bytes that are none.')
    }
  }

  #refusal(rule: string, line: number, message: string): LargeCommitRefused {
    return new LargeCommitRefused([{ rule, file: this.#file, line, message }])
  }
}

/** Lines become actions; of a commit that is broken only what is wrong with it is gathered, up to a limit. */
class ParsedLines {
  readonly issues: Issue[] = []
  #lines: CommitLine[] = []
  #first = 0
  #count = 0
  #isBroken = false

  get isPage(): boolean {
    return this.#lines.length >= PAGE_LINES
  }

  take(text: string): void {
    const index = this.#count++
    if (this.issues.length >= ISSUES_MAX && this.#isBroken) return
    const parsed = parseAction(text, index)
    if (parsed.kind === 'invalid') {
      this.#isBroken = true
      this.#lines = []
      this.issues.push(...parsed.issues)
      return
    }
    if (this.issues.length < ISSUES_MAX) this.issues.push(...parsed.warnings)
    if (!this.#isBroken) this.#lines.push(parsed.value)
  }

  /** The lines since the last page. */
  page(): LinesPage {
    const page = { lines: this.#lines, first: this.#first }
    this.#first = this.#count
    this.#lines = []
    return page
  }
}

const PAGE_LINES = 1_000
