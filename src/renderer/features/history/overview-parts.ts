import type { Overview } from '../../../shared/contract/histories.ts'
import type { VersionRange } from './history-address.ts'

/** One part of an overview: the commits in it and what they have made of the table. */
export interface OverviewPart {
  readonly fromMs: number
  /** Undefined where nothing was committed in it. */
  readonly versions: VersionRange | undefined
  readonly commits: number
  readonly bytes: bigint
}

/** The parts of an overview in the order of time. Versions have no gap, so each follows from where two parts end. */
export function overviewParts({ first, fromMs, toMs, buckets }: Overview): OverviewPart[] {
  const width = (toMs - fromMs) / buckets.length
  return buckets.map(({ endVersion, totalBytes }, index) => {
    const before = buckets[index - 1]
    const from = before === undefined ? first : before.endVersion + 1n
    return {
      fromMs: fromMs + index * width,
      versions: from <= endVersion ? { from, to: endVersion } : undefined,
      commits: Number(endVersion - from + 1n),
      bytes: totalBytes - (before?.totalBytes ?? 0n),
    }
  })
}

/** The part that a version was committed in. */
export function partOf({ buckets }: Overview, version: bigint): number {
  let [low, high] = [0, buckets.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((buckets[middle]?.endVersion ?? 0n) < version) low = middle + 1
    else high = middle
  }
  return low
}

/** The versions of parts `from … to`, in any order; undefined where there are none. */
export function versionsOf(parts: readonly OverviewPart[], from: number, to: number): VersionRange | undefined {
  const [low, high] = from <= to ? [from, to] : [to, from]
  const within = parts.slice(Math.max(0, low), high + 1).flatMap(({ versions }) => versions ?? [])
  const [first, last] = [within[0], within.at(-1)]
  return first && last ? { from: first.from, to: last.to } : undefined
}
