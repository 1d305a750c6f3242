import type { ExportFormat, RunExport, RunReport } from '../../shared/contract/simulations.ts'
import { printScenario } from '../../shared/scenario/print-scenario.ts'
import { printJsonScenario } from '../../shared/scenario/read-scenario.ts'
import type { KeptRun } from './run-files.ts'
import { runReportText } from './run-report-text.ts'

/** A kept run as a file for other programs and people. */
export function exportRun(run: KeptRun, format: ExportFormat): RunExport {
  const { report } = run
  const name = `${report.scenario}-run-${report.number}`
  switch (format) {
    case 'perfetto':
      return { fileName: `${name}.trace.json`, mediaType: 'application/json', text: perfettoTrace(run) }
    case 'elle':
      return { fileName: `${name}.edn`, mediaType: 'application/edn', text: run.elle }
    case 'spec':
      return { fileName: `${name}.spec`, mediaType: 'text/plain', text: printScenario(asRun(report)) }
    case 'markdown':
      return { fileName: `${name}.md`, mediaType: 'text/markdown', text: runReportText(report) }
    case 'scenario':
      return { fileName: `${name}.json`, mediaType: 'application/json', text: printJsonScenario(asTest(report)) }
  }
}

/** The scenario with the mode in which it was run. */
function asRun({ wish: { scenario, mode } }: RunReport) {
  return mode.kind === 'matrix' ? scenario : { ...scenario, run: mode }
}

/** What was found is what the test claims: the smallest failing schedule where there is one. */
function asTest(report: RunReport) {
  const { result } = report
  if (result?.kind === 'explore' && result.minimal) {
    const { scenario, result: minimal } = result.minimal
    const rules = [...new Set(minimal.verdict.violations.map(({ rule }) => rule))]
    return { ...scenario, claim: { verdict: 'broken' as const, rules, sees: [] } }
  }
  const scenario = asRun(report)
  return report.verdict === null ? scenario : { ...scenario, claim: scenario.claim ?? claimOf(report.verdict) }
}

function claimOf(verdict: 'sound' | 'broken') {
  return { verdict, rules: [], sees: [] }
}

/**
 * The trace event format that Perfetto and Chrome's tracing read: one thread a writer, spans as complete events, marks as
 * instants, the heads as a counter.
 */
function perfettoTrace({ report, spans, marks }: KeptRun): string {
  const process = {
    name: 'process_name',
    ph: 'M',
    pid: 1,
    tid: 0,
    args: { name: `${report.scenario} (${report.server})` },
  }
  const threads = report.writers.map((name, index) => ({
    ...{ name: 'thread_name', ph: 'M', pid: 1, tid: index + 1, args: { name } },
  }))
  const complete = spans.map(({ writer, kind, atMs, ms, commit, attempt, believed, blockedBy }) => ({
    ...{ name: kind, cat: kind === 'wait' ? 'wait' : 'step', ph: 'X', pid: 1, tid: writer + 1 },
    ...{ ts: Math.round(atMs * 1_000), dur: Math.max(1, Math.round(ms * 1_000)) },
    args: {
      ...{ commit, attempt, believed: believed === null ? null : String(believed) },
      ...(blockedBy.length > 0 && { blockedBy: blockedBy.map(index => report.writers[index] ?? 'another session') }),
    },
  }))
  const instants = marks.map(({ writer, kind, atMs, version, text }) => ({
    ...{ name: kind, cat: 'mark', ph: 'i', s: 't', pid: 1, tid: writer + 1, ts: Math.round(atMs * 1_000) },
    args: { text, version: version === null ? null : String(version) },
  }))
  const heads = marks.flatMap(({ kind, atMs, version, table }) =>
    kind === 'committed' && version !== null
      ? [
          {
            ...{ name: `head of ${report.tables[table] ?? table}`, ph: 'C', pid: 1, tid: 0 },
            ...{ ts: Math.round(atMs * 1_000), args: { version: Number(version) } },
          },
        ]
      : [],
  )
  const traceEvents = [process, ...threads, ...complete, ...instants, ...heads]
  return `${JSON.stringify({ displayTimeUnit: 'ms', traceEvents })}\n`
}
