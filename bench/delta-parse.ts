import { parseAction } from '../src/shared/delta/parse-action.ts'
import { printAction } from '../src/shared/delta/print-action.ts'
import { realCommitLines } from '../test/real-logs.ts'
import { compared, fastestMs, type Measurement } from './measurement.ts'

/** Few lines and many runs: a run is over before a busy machine interrupts it. */
const LINES_MAX = 2_000
const RUNS = 200
const MICROSECONDS = 1_000

/** Reading and printing commit lines, against `JSON.parse` and `JSON.stringify` of the same. */
export function benchDeltaParse(): Measurement[] {
  const real = realCommitLines().slice(0, LINES_MAX)
  const sources: [string, readonly string[]][] = [
    ...(real.length > 0 ? [['real', real] as [string, readonly string[]]] : []),
    ['generated add', Array.from({ length: LINES_MAX }, (_, index) => generatedAdd(index))],
  ]
  return sources.flatMap(([name, lines]) => measure(name, lines))
}

function measure(name: string, lines: readonly string[]): Measurement[] {
  const values = lines.map(line => JSON.parse(line))
  const actions = lines.flatMap((line, index) => {
    const parsed = parseAction(line, index)
    return parsed.kind === 'ok' ? [parsed.value.action] : []
  })
  if (actions.length !== lines.length) throw new Error(`${lines.length - actions.length} lines could not be read`)
  const [parseBaseline = 0, parse = 0, printBaseline = 0, print = 0] = fastestMs(
    RUNS,
    () => lines.forEach(line => void JSON.parse(line)),
    () => lines.forEach((line, index) => void parseAction(line, index)),
    () => values.forEach(value => void JSON.stringify(value)),
    () => actions.forEach(action => void printAction(action)),
  ).map(ms => (ms * MICROSECONDS) / lines.length)
  return [
    compared(`parse ${name} lines, against JSON.parse`, parse, 'µs/line', parseBaseline, 3),
    compared(`print ${name} lines, against JSON.stringify`, print, 'µs/line', printBaseline, 3),
  ]
}

function generatedAdd(index: number): string {
  const day = String(1 + (index % 28)).padStart(2, '0')
  const stats = {
    numRecords: 1_000 + index,
    minValues: { id: index * 1_000, name: `a${index}`, price: 0.5, at: `2024-01-${day}T00:00:00.000Z` },
    maxValues: { id: index * 1_000 + 999, name: `z${index}`, price: 99.5, at: `2024-01-${day}T23:59:59.999Z` },
    nullCount: { id: 0, name: 3, price: 0, at: 0 },
  }
  return JSON.stringify({
    add: {
      path: `day=2024-01-${day}/part-${String(index).padStart(5, '0')}-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0.c000.parquet`,
      partitionValues: { day: `2024-01-${day}` },
      size: 1_000_000 + index,
      modificationTime: 1_700_000_000_000 + index,
      dataChange: true,
      stats: JSON.stringify(stats),
    },
  })
}
