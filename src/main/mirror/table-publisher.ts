import { LEFTOVER_AGE_MS } from '../../shared/mirror-limits.ts'
import { ObjectFailure } from '../object-store/object-store.ts'
import type { WritableStore } from '../object-store/writable-store.ts'
import type { Database } from '../postgres/connection.ts'
import type { Lease } from '../postgres/mirror-lease.ts'
import { recordCheckpoint, recordFailure, recordReconciled, stopMirror } from '../postgres/mirror-status.ts'
import type { Mirror, MirrorErrorClass } from '../postgres/mirrors.ts'
import { makeCheckpoint } from './checkpoint/make-checkpoint.ts'
import { dueCheckpoint } from './due-checkpoint.ts'
import { errorClassOf } from './error-class.ts'
import { describeDivergence, lookAhead } from './look-ahead.ts'
import { mirrorRefusal } from './mirrorable.ts'
import { type PublishEnd, publishTable } from './publish-table.ts'
import { retryDelayMs } from './retry-delay.ts'
import { verifyMirror } from './verify-mirror.ts'

export type OpenTarget = (target: string) => Promise<WritableStore>

export interface FailedRun {
  readonly retryInMs: number
  readonly errorClass: MirrorErrorClass
  /** Some versions were published before. */
  readonly hasProgress: boolean
}

/** Publishes what a table has and its target has not; what comes of it is recorded. */
export interface TablePublisher {
  /** One run up to the head; undefined unless the target failed. */
  publish(mirror: Mirror, lease: Lease, signal: AbortSignal): Promise<FailedRun | undefined>
  /** Makes the checkpoint that is due, if one is; its failure is recorded and holds up nothing else. */
  checkpoint(mirror: Mirror, lease: Lease, signal: AbortSignal): Promise<void>
  /** Holds the target against the ledger, repairs what is ours, and stops the mirror where something else is found. */
  reconcile(mirror: Mirror, lease: Lease, signal: AbortSignal): Promise<void>
}

export function tablePublisher(database: Database, openTarget: OpenTarget): TablePublisher {
  /** Targets whose files were looked at since this publisher has their lease. */
  const known = new Set<string>()

  async function run(mirror: Mirror, lease: Lease, signal: AbortSignal): Promise<PublishEnd> {
    const key = `${lease.tableId} ${lease.epoch}`
    const refusal = await mirrorRefusal(database, mirror)
    if (refusal) return { kind: 'refused', reason: refusal }
    try {
      await using store = await openTarget(mirror.target)
      if (!known.has(key)) {
        await store.sweep(LEFTOVER_AGE_MS, signal)
        const divergence = await lookAhead(store, mirror, signal)
        if (divergence) return { kind: 'diverged', divergence }
        known.add(key)
      }
      const range = { from: mirror.published + 1n, to: mirror.head }
      const end = await publishTable(database, lease, store, range, signal)
      const isElsewhere = end.kind === 'failed' && (end.failure.kind === 'absent' || end.failure.kind === 'refused')
      if (end.kind === 'diverged' || end.kind === 'refused' || isElsewhere) known.delete(key)
      return end
    } catch (error) {
      if (!(error instanceof ObjectFailure)) throw error
      if (error.kind === 'absent' || error.kind === 'refused') known.delete(key)
      return { kind: 'failed', version: mirror.published + 1n, failure: error }
    }
  }

  return {
    async publish(mirror, lease, signal) {
      const end = await run(mirror, lease, signal)
      switch (end.kind) {
        case 'caught-up':
        case 'lost-lease':
          return undefined
        case 'refused':
          await stopMirror(database, lease, { reason: end.reason })
          return undefined
        case 'diverged': {
          const { divergence } = end
          await stopMirror(database, lease, { reason: describeDivergence(divergence), divergence })
          return undefined
        }
        case 'failed': {
          const errorClass = errorClassOf(end.failure) ?? 'other'
          const retryInMs = retryDelayMs(mirror.attempts, errorClass, Math.random)
          const { version, failure } = end
          await recordFailure(database, lease, { version, errorClass, message: failure.message, retryInMs })
          return { retryInMs, errorClass, hasProgress: version > mirror.published + 1n }
        }
      }
      end satisfies never
    },
    async checkpoint(mirror, lease, signal) {
      const version = await dueCheckpoint(database, mirror)
      if (version === undefined) return
      try {
        await using store = await openTarget(mirror.target)
        const options = { nowMs: BigInt(Date.now()) }
        const made = await makeCheckpoint(database, mirror.tableId, version, store, options, signal)
        if (made.kind === 'cancelled') return
        await recordCheckpoint(database, lease, { version, error: made.kind === 'written' ? null : made.message })
      } catch (error) {
        if (!(error instanceof ObjectFailure)) throw error
        await recordCheckpoint(database, lease, { version, error: error.message })
      }
    },
    async reconcile(mirror, lease, signal) {
      try {
        await using store = await openTarget(mirror.target)
        const options = { from: 0n, to: mirror.published, level: 'smart', repair: true } as const
        for await (const { findings, isDone } of verifyMirror(database, mirror, store, options, signal)) {
          if (!isDone) continue
          const problem = findings.find(
            ({ verdict, isRepaired }) => !isRepaired && (verdict === 'different' || verdict === 'foreign'),
          )
          if (problem === undefined) continue
          const kind = problem.verdict === 'foreign' ? 'ahead' : 'differs'
          await stopMirror(database, lease, { reason: problem.message, divergence: { version: problem.version, kind } })
        }
      } catch (error) {
        // Publishing meets the same failure, and records it.
        if (!(error instanceof ObjectFailure)) throw error
      }
      await recordReconciled(database, mirror.tableId)
    },
  }
}
