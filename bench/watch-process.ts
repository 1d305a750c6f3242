import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Measurement } from './measurement.ts'

const NS_PER_MS = 1e6
const BYTES_PER_MB = 1024 * 1024
const SAMPLE_MS = 20
/** The specification's limits for a commit of a million rows. */
const MEMORY_MB_MAX = 150
const STALL_MS_MAX = 20

/** What this process feels of a work: memory that it adds, threads included, and how long everything else has to wait. */
export async function watchProcess(name: string, work: () => Promise<unknown>): Promise<Measurement[]> {
  globalThis.gc?.()
  const before = process.memoryUsage.rss()
  let peak = before
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, SAMPLE_MS)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await work()
  delay.disable()
  clearInterval(sampling)
  return [
    { name: `memory that ${name} adds`, value: (peak - before) / BYTES_PER_MB, unit: 'MB', aim: MEMORY_MB_MAX },
    {
      name: `stall of the event loop, p99, ${name}`,
      value: delay.percentile(99) / NS_PER_MS,
      unit: 'ms',
      aim: STALL_MS_MAX,
    },
    { name: `stall of the event loop, longest, ${name}`, value: delay.max / NS_PER_MS, unit: 'ms' },
  ]
}
