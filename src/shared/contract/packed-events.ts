import { MARK_KINDS, type Mark, SPAN_KINDS, type Span } from './simulation-results.ts'

/** What happened in a stretch of a run. */
export interface RunEvents {
  readonly spans: readonly Span[]
  readonly marks: readonly Mark[]
}

type SpanRow = readonly [
  writer: number,
  kind: number,
  atMs: number,
  ms: number,
  commit: number,
  attempt: number,
  believed: string | null,
  sql: number | null,
  blockedBy?: readonly number[],
  lock?: string | null,
]

type MarkRow = readonly [
  writer: number,
  kind: number,
  atMs: number,
  commit: number,
  attempt: number,
  version: string | null,
  table: number,
  text: string,
]

/**
 * Events as one text: a page that watches a run is told of thousands of them a second, and reads rows without names several
 * times quicker than objects. Times keep whole microseconds.
 */
export function packEvents({ spans, marks }: RunEvents): string {
  return JSON.stringify([spans.map(spanRow), marks.map(markRow)])
}

/** The events of a text that `packEvents` has made. */
export function unpackEvents(packed: string): RunEvents {
  // Made by this program's other half, of the same release.
  const [spans, marks] = JSON.parse(packed) as [SpanRow[], MarkRow[]]
  return { spans: spans.map(spanOf), marks: marks.map(markOf) }
}

function spanRow({ writer, kind, atMs, ms, commit, attempt, believed, sql, blockedBy, lock }: Span): SpanRow {
  const version = believed === null ? null : String(believed)
  const row = [writer, SPAN_KINDS.indexOf(kind), micros(atMs), micros(ms), commit, attempt, version, sql] as const
  return blockedBy.length === 0 && lock === null ? row : [...row, blockedBy, lock]
}

function spanOf([writer, kind, atMs, ms, commit, attempt, believed, sql, blockedBy = [], lock = null]: SpanRow): Span {
  return {
    ...{ writer, kind: SPAN_KINDS[kind] ?? 'read', atMs, ms, commit, attempt, sql, lock },
    believed: believed === null ? null : BigInt(believed),
    blockedBy: [...blockedBy],
  }
}

function markRow({ writer, kind, atMs, commit, attempt, version, table, text }: Mark): MarkRow {
  const made = version === null ? null : String(version)
  return [writer, MARK_KINDS.indexOf(kind), micros(atMs), commit, attempt, made, table, text]
}

function markOf([writer, kind, atMs, commit, attempt, version, table, text]: MarkRow): Mark {
  const made = version === null ? null : BigInt(version)
  return { writer, kind: MARK_KINDS[kind] ?? 'ended', atMs, commit, attempt, version: made, table, text }
}

function micros(ms: number): number {
  return Math.round(ms * 1_000) / 1_000
}
