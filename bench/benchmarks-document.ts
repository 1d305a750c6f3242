import { cpus, loadavg, totalmem } from 'node:os'
import { type Measurement, shownNumber } from './measurement.ts'

const GIB = 2 ** 30

/** What one bench has measured. */
export interface MeasuredBench {
  readonly name: string
  readonly measurements: readonly Measurement[]
  /** The server that it was measured on, if it has noted one. */
  readonly server: string | undefined
}

/**
 * docs/benchmarks.md: what was measured, against what, and on which machine. Of `before`, the document so far, the sections
 * of benches stay that were not run this time.
 */
export function benchmarksDocument(before: string, measured: readonly MeasuredBench[], date: Date): string {
  const sections = new Map(before.split(/\n(?=## )/).flatMap(sectionOf))
  for (const bench of measured) sections.set(bench.name, section(bench, date))
  const names = [...sections.keys()].sort()
  return `${HEAD}\n${names.map(name => sections.get(name)?.trim()).join('\n\n')}\n`
}

const HEAD = `# Benchmarks

Each section was written by \`npm run bench -- NAME --write\`. Times of a machine mean little elsewhere; the ratio compares a value with
its limit: what the plainest means took for the same work in the same run. The aim is the ratio to stay at or below, or the value
where there is no limit. A load above the number of cores means that others were working on the machine, which touches ratios of
works that use several cores as well.
`

function sectionOf(text: string): [string, string][] {
  const name = /^## (.+)/.exec(text)?.[1]
  return name === undefined ? [] : [[name, text]]
}

function section({ name, measurements, server }: MeasuredBench, date: Date): string {
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / GIB)} GiB, Node ${process.versions.node}`
  const load = `load ${loadavg()[0]?.toFixed(1)}`
  return `## ${name}

${[date.toISOString().slice(0, 10), machine, server, load].filter(part => part !== undefined).join(', ')}

| what | value | limit | ratio | aim | |
|---|--:|--:|--:|--:|---|
${measurements.map(line).join('\n')}
`
}

function line({ name, value, unit, limit, ratio, aim }: Measurement): string {
  const judged = ratio ?? value
  const mark = aim === undefined ? '' : judged <= aim ? 'met' : 'missed'
  const withUnit = (number: number | undefined) => (number === undefined ? '' : `${shownNumber(number)} ${unit}`)
  const plain = (number: number | undefined) => (number === undefined ? '' : shownNumber(number))
  return `| ${name.replaceAll('|', '\\|')} | ${withUnit(value)} | ${withUnit(limit)} | ${plain(ratio)} | ${plain(aim)} | ${mark} |`
}
