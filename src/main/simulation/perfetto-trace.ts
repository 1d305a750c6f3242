import type { Mark, RunStatement, Span } from '../../shared/contract/simulation-results.ts'
import type { KeptRun } from './run-files.ts'

const PROCESS = { pid: 1 }
const HEADS_THREAD = 0
/** In a trace of more spans statements are shortened: every span repeats its own. */
const SPANS_IN_FULL_MAX = 5_000
const SHORT_CHARACTERS = 120

/** An event with its moment and whatever its kind has besides. */
interface Timed {
  readonly ts: number
  readonly [field: string]: unknown
}

/**
 * The trace event format that Perfetto and Chrome's tracing read: two threads a writer, one for its steps and one for its
 * waits, for spans of one thread must not overlap; marks as instants, the heads as counters. Times are whole microseconds,
 * and events stand in their order.
 */
export function perfettoTrace({ report, spans, marks, statements }: KeptRun): string {
  const { writers, tables, scenario, server } = report
  const waiting = new Set(spans.filter(({ kind }) => kind === 'wait').map(({ writer }) => writer))
  const threads = writers.flatMap((name, index) => [
    ...threadOf(stepsThread(index), name),
    ...(waiting.has(index) ? threadOf(waitsThread(index), `${name} waits`) : []),
  ])
  const process = {
    ...PROCESS,
    tid: HEADS_THREAD,
    ph: 'M',
    name: 'process_name',
    args: { name: `${scenario} (${server})` },
  }
  const heads = threadOf(HEADS_THREAD, 'heads of the tables')
  const timed = [
    ...spans.map(span => complete(span, writers, statements, spans.length > SPANS_IN_FULL_MAX)),
    ...marks.map(instant),
    ...marks.flatMap(mark => headCounter(mark, tables)),
  ].sort((a, b) => a.ts - b.ts)
  const traceEvents = [process, ...heads, ...threads, ...timed]
  const otherData = { run: report.number, strategy: report.strategy, seed: report.seed, state: report.state }
  return `${JSON.stringify({ displayTimeUnit: 'ms', otherData, traceEvents })}\n`
}

function stepsThread(writer: number): number {
  return 2 * writer + 1
}

function waitsThread(writer: number): number {
  return 2 * writer + 2
}

function threadOf(tid: number, name: string): object[] {
  const common = { ...PROCESS, tid, ph: 'M' }
  return [
    { ...common, name: 'thread_name', args: { name } },
    { ...common, name: 'thread_sort_index', args: { sort_index: tid } },
  ]
}

function complete(span: Span, writers: readonly string[], statements: readonly RunStatement[], isLong: boolean): Timed {
  const { writer, kind, atMs, ms, commit, attempt, believed, blockedBy, sql, lock } = span
  const statement = sql === null ? undefined : statements[sql]
  const ts = micros(atMs)
  const tid = kind === 'wait' ? waitsThread(writer) : stepsThread(writer)
  const behind = blockedBy.map(index => writers[index] ?? 'another session')
  return {
    ...{
      ...PROCESS,
      tid,
      ph: 'X',
      name: kind,
      cat: kind === 'wait' ? 'wait' : 'step',
      ts,
      dur: micros(atMs + ms) - ts,
    },
    args: {
      ...{ commit, attempt, believed: believed === null ? null : String(believed) },
      ...(behind.length > 0 && { blockedBy: behind }),
      ...(lock !== null && { lock }),
      ...(statement && { sql: isLong ? statement.text.slice(0, SHORT_CHARACTERS) : statement.text }),
      ...(statement?.values && { values: statement.values }),
    },
  }
}

function instant({ writer, kind, atMs, version, text }: Mark): Timed {
  const args = { text, version: version === null ? null : String(version) }
  return { ...PROCESS, tid: stepsThread(writer), ph: 'i', s: 't', name: kind, cat: 'mark', ts: micros(atMs), args }
}

function headCounter({ kind, atMs, version, table }: Mark, tables: readonly string[]): Timed[] {
  if (kind !== 'committed' || version === null) return []
  const name = `head of ${tables[table] ?? table}`
  return [{ ...PROCESS, tid: HEADS_THREAD, ph: 'C', name, ts: micros(atMs), args: { version: Number(version) } }]
}

function micros(ms: number): number {
  return Math.round(ms * 1_000)
}
