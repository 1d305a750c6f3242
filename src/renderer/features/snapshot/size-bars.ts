import type { FileFilter, FileSizes } from '../../../shared/contract/snapshots.ts'
import { formatBytes, formatCount } from '../../ui/format.ts'
import type { BarRange, HistogramBar } from '../../ui/histogram-bar.ts'

/** A bar of the histogram of sizes: files of `from` bytes up to, but without, `to`. */
export interface SizeBar extends HistogramBar {
  readonly from: bigint
  readonly to: bigint
  readonly files: number
}

/** One bar for each power of two from the smallest file to the largest. */
export function sizeBars({ buckets }: FileSizes): SizeBar[] {
  const first = buckets[0]?.from
  const last = buckets.at(-1)?.from
  if (first === undefined || last === undefined) return []
  const found = new Map(buckets.map(bucket => [bucket.from, bucket]))
  const bars: SizeBar[] = []
  for (let from = first; from <= last; from = upperEnd(from)) {
    const { files = 0, bytes = 0n } = found.get(from) ?? {}
    const to = upperEnd(from)
    bars.push({
      ...{ id: String(from), from, to, files, value: files, tick: formatBinary(from) },
      words: `${formatRange(from, to)}: ${formatCount(files)} ${files === 1 ? 'file' : 'files'}, ${formatBytes(bytes)}`,
    })
  }
  return bars
}

/** The bars that a filter by size covers; undefined where it has none. */
export function selectedBars(bars: readonly SizeBar[], { sizeMin, sizeMax }: FileFilter): BarRange | undefined {
  if (sizeMin === undefined && sizeMax === undefined) return undefined
  const inside = [...bars.keys()].filter(index => {
    const bar = bars[index]
    return bar && bar.from >= (sizeMin ?? 0n) && (sizeMax === undefined || bar.to <= sizeMax)
  })
  const [from, to] = [inside[0], inside.at(-1)]
  return from === undefined || to === undefined ? undefined : { from, to }
}

/** `1 MiB to 8 MiB`. */
export function formatRange(from: bigint, to: bigint | undefined): string {
  if (to === undefined) return `${formatBinary(from)} and more`
  if (from === 0n && to === 1n) return 'empty'
  return `${formatBinary(from)} to ${formatBinary(to)}`
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']

/** `128 MiB`; powers of two are whole in binary units. */
export function formatBinary(size: bigint): string {
  let [value, unit] = [size, 0]
  while (value >= 1024n && value % 1024n === 0n && unit < UNITS.length - 1) {
    value /= 1024n
    unit++
  }
  return value >= 10_000n ? formatBytes(size) : `${value} ${UNITS[unit]}`
}

function upperEnd(from: bigint): bigint {
  return from === 0n ? 1n : from * 2n
}
