import { ExponentialBackoff, handleWhen, type IPolicy, retry } from 'cockatiel'
import { ObjectFailure, type StoreFault } from '../object-store/object-store.ts'

/** What may be gone at once; anything else is left to the next run. */
const TRANSIENT: ReadonlySet<StoreFault> = new Set(['network', 'throttled', 'other'])
const RETRIES_MAX = 4
const RETRY_MS = { initialDelay: 20, maxDelay: 500 }

const policy: IPolicy = retry(
  handleWhen(error => error instanceof ObjectFailure && isTransient(error)),
  { maxAttempts: RETRIES_MAX, backoff: new ExponentialBackoff(RETRY_MS) },
)

/** Calls a store again, a few times with growing and jittered pauses, where it fails for a reason that may pass at once. */
export function patiently<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return policy.execute(call, signal)
}

function isTransient({ kind, fault }: ObjectFailure): boolean {
  return (kind === 'unreadable' || kind === 'unwritable') && TRANSIENT.has(fault)
}
