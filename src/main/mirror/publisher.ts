import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { BrokenCircuitError, type CircuitBreakerPolicy, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel'
import type { MirrorAlert } from '../../shared/contract/mirrors.ts'
import {
  MIRROR_LAG_MS_MAX,
  MIRROR_LEASE_MS,
  PUBLISHED_TABLES_MAX,
  RECONCILE_INTERVAL_MS,
  TARGET_FAILURES_MAX,
  TARGET_REST_MS,
} from '../../shared/mirror-limits.ts'
import type { Database } from '../postgres/connection.ts'
import { holdLeases, type Lease, releaseLeases } from '../postgres/mirror-lease.ts'
import { type Mirror, readMirrors } from '../postgres/mirrors.ts'
import { mirrorAlerts } from './mirror-alerts.ts'
import { openTarget, storeOf } from './open-target.ts'
import { StorePressure } from './store-pressure.ts'
import { type OpenTarget, tablePublisher } from './table-publisher.ts'
import { mirrorSummary } from './watch-mirrors.ts'

export interface PublisherOptions {
  readonly database: Database
  /** Tells that something was committed; a hint, for everything is looked at regularly. Ends with its own signal. */
  readonly hints?: AsyncIterable<unknown> | undefined
  readonly openTarget?: OpenTarget | undefined
  /** For people: what publishes. */
  readonly program: string
  readonly onProblem: (problem: unknown) => void
  /** Told once when something is wrong, and once when it is over. */
  readonly onAlert?: ((alert: MirrorAlert, change: 'raised' | 'cleared') => void) | undefined
  readonly leaseMs?: number | undefined
  /** How often everything is looked at where nothing hints at a change. */
  readonly pollMs?: number | undefined
  /** How often a mirror that is up to date is held against its target. */
  readonly reconcileIntervalMs?: number | undefined
}

const POLL_MS = 1_000
const CHECKPOINT_RETRY_MS = 60_000

/** A target failed; the breaker counts it. */
class TargetFailed extends Error {
  readonly retryInMs: number

  constructor(retryInMs: number) {
    super('the target failed')
    this.retryInMs = retryInMs
  }
}

/**
 * Publishes every active mirror that no other publisher has the lease of, for as long as it runs. A commit never waits for
 * it (M6): it reads what is committed, and nothing else.
 */
export class MirrorPublisher {
  readonly ended: Promise<void>
  readonly #options: PublisherOptions
  readonly #self: { readonly id: string; readonly name: string }
  readonly #stop = new AbortController()
  readonly #tables: ReturnType<typeof tablePublisher>
  readonly #running = new Map<string, Promise<void>>()
  /** When publishing a table was begun for the last time. */
  readonly #turns = new Map<string, number>()
  /** Checkpoints and reconciliations: one at a time, and none holds up publishing. */
  readonly #chores = new Map<string, Promise<void>>()
  /** Which version was looked at for a checkpoint, and until when that is enough: one that failed is not tried at once. */
  readonly #checkpointed = new Map<string, { readonly published: bigint; readonly untilMs: number }>()
  readonly #pressure = new StorePressure(PUBLISHED_TABLES_MAX)
  readonly #breakers = new Map<string, CircuitBreakerPolicy>()
  readonly #startedAtMs = Date.now()
  #alerts = new Map<string, MirrorAlert>()
  #leases = new Map<string, Lease>()
  #renewAtMs = 0
  #woken = Promise.withResolvers<void>()

  constructor(options: PublisherOptions) {
    this.#options = options
    this.#self = { id: randomUUID(), name: `${options.program} ${process.pid} on ${hostname()}` }
    this.#tables = tablePublisher(options.database, options.openTarget ?? openTarget)
    void this.#follow()
    this.ended = this.#run()
  }

  /** Looks at once for what is to be done. */
  wake(): void {
    this.#woken.resolve()
  }

  /** Ends what runs at its next version and gives the leases back. */
  async close(): Promise<void> {
    this.#stop.abort(new DOMException('The publisher is closing', 'AbortError'))
    this.wake()
    await this.ended
  }

  async #follow(): Promise<void> {
    try {
      for await (const _ of this.#options.hints ?? []) this.wake()
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#options.onProblem(error)
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      this.#woken = Promise.withResolvers()
      try {
        await this.#look()
      } catch (error) {
        this.#leases.clear()
        this.#options.onProblem(error)
      }
      const timer = setTimeout(() => this.wake(), this.#options.pollMs ?? POLL_MS)
      await this.#woken.promise
      clearTimeout(timer)
    }
    await Promise.allSettled([...this.#running.values(), ...this.#chores.values()])
    await releaseLeases(this.#options.database, this.#self.id).catch(this.#options.onProblem)
  }

  async #look(): Promise<void> {
    const { database, leaseMs = MIRROR_LEASE_MS } = this.#options
    let mirrors = await readMirrors(database)
    const isLost = mirrors.some(
      ({ state, isHeld, holder, epoch, tableId }) =>
        state === 'active' && (!isHeld || (holder === this.#self.id && this.#leases.get(tableId)?.epoch !== epoch)),
    )
    if (isLost || performance.now() >= this.#renewAtMs) {
      this.#renewAtMs = performance.now() + leaseMs / 3
      const held = mirrors.length > 0 ? await holdLeases(database, this.#self, leaseMs) : []
      this.#leases = new Map(held.map(lease => [lease.tableId, lease]))
      // A lease that was just taken has another epoch than its mirror was read with.
      if (isLost) mirrors = await readMirrors(database)
    }
    // Whose turn was the longest ago comes first, so that those that never get anywhere hold up nobody.
    for (const mirror of mirrors.toSorted((a, b) => this.#turnOf(a) - this.#turnOf(b))) this.#serve(mirror)
    // Whoever was held against its target the longest ago comes first, so that nobody starves.
    for (const mirror of mirrors.toSorted((a, b) => (a.reconciledAt ?? 0) - (b.reconciledAt ?? 0))) {
      if (this.#chores.size === 0) this.#doChore(mirror)
    }
    this.#tellAlerts(mirrors)
  }

  #tellAlerts(mirrors: readonly Mirror[]): void {
    const { onAlert } = this.#options
    if (onAlert === undefined) return
    const current = mirrorAlerts(mirrors.map(mirrorSummary), MIRROR_LAG_MS_MAX, Date.now())
    const alerts = new Map(current.map(alert => [`${alert.kind} ${alert.tableId}`, alert]))
    for (const [key, alert] of alerts) if (!this.#alerts.has(key)) onAlert(alert, 'raised')
    for (const [key, alert] of this.#alerts) if (!alerts.has(key)) onAlert(alert, 'cleared')
    this.#alerts = alerts
  }

  #serve(mirror: Mirror): void {
    const { tableId } = mirror
    const lease = this.#leaseOf(mirror)
    if (lease === undefined) return
    const isBusy = this.#running.has(tableId) || this.#running.size >= PUBLISHED_TABLES_MAX
    const isBehind = mirror.head > mirror.published && mirror.isDue
    if (isBehind && !isBusy && this.#pressure.hasRoom(storeOf(mirror.target))) {
      this.#turns.set(tableId, performance.now())
      this.#begin(this.#running, tableId, () => this.#publish(mirror, lease))
    }
  }

  #turnOf({ tableId }: Mirror): number {
    return this.#turns.get(tableId) ?? 0
  }

  #leaseOf({ tableId, state, epoch }: Mirror): Lease | undefined {
    const lease = this.#leases.get(tableId)
    const isOurs = state === 'active' && lease?.epoch === epoch && !this.#stop.signal.aborted
    return isOurs ? lease : undefined
  }

  #doChore(mirror: Mirror): void {
    const { tableId, published, head, checkpointVersion, reconciledAt } = mirror
    const lease = this.#leaseOf(mirror)
    if (lease === undefined) return
    const looked = this.#checkpointed.get(tableId)
    const isLookedAt = looked !== undefined && looked.published === published && Date.now() < looked.untilMs
    if (!isLookedAt && published > (checkpointVersion ?? 0n)) {
      this.#checkpointed.set(tableId, { published, untilMs: Date.now() + CHECKPOINT_RETRY_MS })
      this.#begin(this.#chores, tableId, () => this.#tables.checkpoint(mirror, lease, this.#stop.signal))
      return
    }
    const { reconcileIntervalMs = RECONCILE_INTERVAL_MS } = this.#options
    const isStale = Date.now() - (reconciledAt ?? this.#startedAtMs) >= reconcileIntervalMs
    if (isStale && published === head && published >= 0n) {
      this.#begin(this.#chores, tableId, () => this.#tables.reconcile(mirror, lease, this.#stop.signal))
    }
  }

  #begin(running: Map<string, Promise<void>>, tableId: string, work: () => Promise<void>): void {
    const ended = work()
      .catch(error => {
        if (!this.#stop.signal.aborted) this.#options.onProblem(error)
      })
      .finally(() => running.delete(tableId))
    running.set(tableId, ended)
  }

  async #publish(mirror: Mirror, lease: Lease): Promise<void> {
    try {
      await this.#breakerOf(mirror.target).execute(async () => {
        const failed = await this.#pressure.during(
          storeOf(mirror.target),
          () => this.#tables.publish(mirror, lease, this.#stop.signal),
          end => end?.errorClass === 'throttled',
        )
        if (failed && !failed.hasProgress) throw new TargetFailed(failed.retryInMs)
        setTimeout(() => this.wake(), failed?.retryInMs ?? 0).unref()
      })
    } catch (error) {
      if (error instanceof TargetFailed) setTimeout(() => this.wake(), error.retryInMs).unref()
      else if (!(error instanceof BrokenCircuitError)) throw error
    }
  }

  /** Half open after its rest: the next version is the probe, and publishing it twice does no harm. */
  #breakerOf(target: string): CircuitBreakerPolicy {
    const known = this.#breakers.get(target)
    if (known) return known
    const breaker = circuitBreaker(handleAll, {
      halfOpenAfter: TARGET_REST_MS,
      breaker: new ConsecutiveBreaker(TARGET_FAILURES_MAX),
    })
    this.#breakers.set(target, breaker)
    return breaker
  }
}
