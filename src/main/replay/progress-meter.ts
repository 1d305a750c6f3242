import type { TaskProgress } from '../../shared/contract/tasks.ts'

interface Sample {
  readonly atMs: number
  readonly rows: number
  readonly bytes: number
  readonly versions: number
}

const WINDOW_MS = 5_000
const SAMPLE_EVERY_MS = 200
const SETTLED_MS = 500

/** Turns counts into progress: how fast it went in the last seconds, and how long the rest will take at that pace. */
export class ProgressMeter {
  readonly #phase: TaskProgress['phase']
  readonly #versionsTotal: number | null
  readonly #bytesTotal: number | null
  readonly #now: () => number
  #samples: Sample[] = []

  constructor(
    phase: TaskProgress['phase'],
    { versions = null, bytes = null }: { readonly versions?: number | null; readonly bytes?: number | null } = {},
    now: () => number = () => performance.now(),
  ) {
    this.#phase = phase
    this.#versionsTotal = versions
    this.#bytesTotal = bytes
    this.#now = now
  }

  at(counts: Omit<Sample, 'atMs'>, durable: bigint | null): TaskProgress {
    const sample = { ...counts, atMs: this.#now() }
    if (sample.atMs - (this.#samples.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY) >= SAMPLE_EVERY_MS) {
      this.#samples.push(sample)
      while ((this.#samples[1]?.atMs ?? sample.atMs) < sample.atMs - WINDOW_MS) this.#samples.shift()
    }
    const first = this.#samples[0] ?? sample
    const elapsedMs = sample.atMs - first.atMs
    const rate = (now: number, then: number) => (elapsedMs < SETTLED_MS ? null : ((now - then) * 1_000) / elapsedMs)
    return {
      phase: this.#phase,
      ...counts,
      versionsTotal: this.#versionsTotal,
      durable,
      rowsPerSecond: rate(sample.rows, first.rows),
      bytesPerSecond: rate(sample.bytes, first.bytes),
      remainingMs: this.#remainingMs(sample, rate(sample.bytes, first.bytes), rate(sample.versions, first.versions)),
      replay: null,
    }
  }

  /** By bytes where their total is known: versions differ in size by orders of magnitude. */
  #remainingMs({ bytes, versions }: Sample, bytesRate: number | null, versionsRate: number | null): number | null {
    if (this.#bytesTotal !== null && bytesRate) return Math.max(0, ((this.#bytesTotal - bytes) * 1_000) / bytesRate)
    if (this.#versionsTotal === null || !versionsRate) return null
    return Math.max(0, ((this.#versionsTotal - versions) * 1_000) / versionsRate)
  }
}
