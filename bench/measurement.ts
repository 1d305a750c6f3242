/** One measured number, printed as a line of `npm run bench`. */
export interface Measurement {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What `value` is compared with, in the same unit: usually the same work done by the plainest means. */
  readonly limit?: number
  /** `value / limit`. */
  readonly ratio?: number
  /** The ratio (or, without a limit, the value) that this program wants to stay at or below. */
  readonly aim?: number
}

export type Bench = () => Measurement[] | Promise<Measurement[]>

/** Compares a time with that of the plainest means. */
export function compared(name: string, value: number, unit: string, limit: number, aim: number): Measurement {
  return { name, value, unit, limit, ratio: value / limit, aim }
}

/**
 * Milliseconds of the fastest run of each of several works. Noise only ever adds, and taking turns spreads what a busy
 * machine adds over all of them.
 */
export function fastestMs(runs: number, ...works: readonly (() => void)[]): number[] {
  const fastest = works.map(() => Number.POSITIVE_INFINITY)
  for (let run = 0; run < runs; run++) {
    for (const [index, work] of works.entries()) {
      const start = performance.now()
      work()
      fastest[index] = Math.min(fastest[index] ?? 0, performance.now() - start)
    }
  }
  return fastest
}

let serverNote: string | undefined

/** Notes which server is being measured. */
export function noteServer(text: string): void {
  serverNote = text
}

/** The note since it was taken last. */
export function takeServerNote(): string | undefined {
  const note = serverNote
  serverNote = undefined
  return note
}

/** With four digits that count. */
export function shownNumber(value: number): string {
  return String(Number(value.toPrecision(4)))
}
