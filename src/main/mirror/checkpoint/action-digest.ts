import { createHash, type Hash } from 'node:crypto'
import type { CheckpointAction } from '../../../shared/delta/actions.ts'
import { printAction } from '../../../shared/delta/print-action.ts'
import type { FileContent } from './worker-messages.ts'

/** Adds actions up to a digest that their values alone decide. */
export class ActionDigest {
  readonly #hash: Hash = createHash('sha256')
  readonly #hasJsonStats: boolean
  #rows = 0

  /** Without statistics in JSON, statistics are left out: those of a struct say the same in other words. */
  constructor(hasJsonStats: boolean) {
    this.#hasJsonStats = hasJsonStats
  }

  add(action: CheckpointAction): void {
    const compared = action.kind === 'add' && !this.#hasJsonStats ? { ...action, stats: undefined } : action
    this.#hash.update(`${printAction(compared)}\n`)
    this.#rows++
  }

  finish(): FileContent {
    return { rows: this.#rows, digest: this.#hash.digest('hex') }
  }
}
