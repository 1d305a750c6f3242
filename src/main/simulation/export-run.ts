import type { ExportFormat, RunExport, RunReport } from '../../shared/contract/simulations.ts'
import { printScenario } from '../../shared/scenario/print-scenario.ts'
import { printJsonScenario } from '../../shared/scenario/read-scenario.ts'
import { perfettoTrace } from './perfetto-trace.ts'
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
