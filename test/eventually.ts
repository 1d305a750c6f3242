import { vi } from 'vitest'

const TIMEOUT_MS = 30_000
const INTERVAL_MS = 20

/** Waits until nothing is left to complain about: at once where the machine has time, later where it is busy. */
export async function eventually(assertion: () => unknown): Promise<void> {
  await vi.waitFor(assertion, { timeout: TIMEOUT_MS, interval: INTERVAL_MS })
}
