import type { RunComparison, RunReport } from '../../shared/contract/simulations.ts'

interface Amount {
  readonly text: string
  readonly number?: number | undefined
}

/** Two runs side by side: what was run, what it measured, and how many schedules had which outcome. */
export function compareRuns(a: RunReport, b: RunReport): RunComparison {
  const [left, right] = [linesOf(a), linesOf(b)]
  const labels = [...new Set([...left.keys(), ...right.keys()])]
  const lines = labels.map(label => {
    const [one, other] = [left.get(label), right.get(label)]
    const ratio = one?.number && other?.number !== undefined ? other.number / one.number : null
    return { label, a: one?.text ?? null, b: other?.text ?? null, ratio }
  })
  const [ours, theirs] = [classesOf(a), classesOf(b)]
  const classes = [...new Set([...ours.keys(), ...theirs.keys()])].map(label => ({
    ...{ label, a: ours.get(label) ?? 0, b: theirs.get(label) ?? 0 },
  }))
  return { lines, classes }
}

function linesOf(report: RunReport): Map<string, Amount> {
  const { result } = report
  const lines = new Map<string, Amount>([
    ['scenario', { text: report.scenario }],
    ['mode', { text: report.mode }],
    ['strategy', { text: report.strategy }],
    ['seed', { text: String(report.seed) }],
    ['verdict', { text: report.verdict ?? report.state }],
    ['seconds', amount(report.ms / 1_000)],
  ])
  if (result?.kind === 'free') {
    const { commits, commitsPerSecond, conflictRate, lockWaitShare, latencyMs, endings } = result.measures
    lines.set('commits', amount(commits)).set('commits per second', amount(commitsPerSecond))
    lines.set('conflict rate', amount(conflictRate)).set('share of lock waits', amount(lockWaitShare))
    for (const [part, ms] of Object.entries(latencyMs ?? {})) lines.set(`latency ${part}, ms`, amount(ms))
    for (const { ending, count } of endings) lines.set(`ended: ${ending}`, amount(count))
  }
  if (result?.kind === 'explore') {
    lines.set('schedules', amount(result.runs)).set('schedules with waits', amount(result.blocked))
    lines.set('outcomes', amount(result.classes.length)).set('schedules per second', amount(result.schedulesPerSecond))
    for (const { ending, count } of result.endings) lines.set(`ended: ${ending}`, amount(count))
  }
  if (result?.kind === 'matrix') {
    for (const { strategy, level, verdict, measures } of result.cells) {
      lines.set(`${strategy}, ${level}`, { text: verdict, number: measures?.commitsPerSecond })
    }
  }
  return lines
}

function amount(number: number): Amount {
  return { text: String(Number(number.toPrecision(4))), number }
}

function classesOf({ result }: RunReport): Map<string, number> {
  return new Map(result?.kind === 'explore' ? result.classes.map(({ label, count }) => [label, count]) : [])
}
