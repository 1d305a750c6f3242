import { cpus, totalmem } from 'node:os'
import { type Measurement, shownNumber } from './measurement.ts'

const GIB = 2 ** 30

/** docs/benchmarks.md: what was measured, against what, and on which machine. */
export function benchmarksDocument(measured: readonly Measurement[], date: Date): string {
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / GIB)} GiB, Node ${process.versions.node}`
  return `# Benchmarks

Written by \`npm run bench -- --write\` on ${date.toISOString().slice(0, 10)} (${machine}). Times of a machine mean little elsewhere; the
ratio compares a value with its limit: what the plainest means took for the same work in the same run. The aim is the ratio to stay
at or below, or the value where there is no limit.

| what | value | limit | ratio | aim | |
|---|--:|--:|--:|--:|---|
${measured.map(line).join('\n')}
`
}

function line({ name, value, unit, limit, ratio, aim }: Measurement): string {
  const judged = ratio ?? value
  const mark = aim === undefined ? '' : judged <= aim ? 'met' : 'missed'
  const withUnit = (number: number | undefined) => (number === undefined ? '' : `${shownNumber(number)} ${unit}`)
  const plain = (number: number | undefined) => (number === undefined ? '' : shownNumber(number))
  return `| ${name.replaceAll('|', '\\|')} | ${withUnit(value)} | ${withUnit(limit)} | ${plain(ratio)} | ${plain(aim)} | ${mark} |`
}
