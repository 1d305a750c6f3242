import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RealTable } from '../real-logs.ts'
import type { ExpectedState } from './compare-state.ts'

/**
 * What an authority says of a table, as `expected.json` has it; what it leaves open (absent or null) is left out.
 * `ok-or-error`: either is right, only a part of the data is not.
 */
export interface Expectation {
  readonly outcome: string
  readonly error?: { readonly kind?: string; readonly messageContains?: string; readonly version?: number }
  readonly latest?: ExpectedState
  readonly versions?: Readonly<Record<string, ExpectedState>>
  readonly checkpoints?: Readonly<Record<string, ExpectedCheckpoint>>
  readonly lastCheckpoint?: { readonly valid?: boolean }
  readonly withStagedRatified?: ExpectedState & { readonly version: number }
}

export interface ExpectedCheckpoint {
  readonly kind?: string
  readonly spec?: string
  readonly numAddFiles?: number
  readonly numRemoves?: number
  readonly numTxns?: number
  readonly numDomains?: number
  readonly numSidecars?: number
}

/** Undefined where nobody says what is right, or says it in no way that can be read. */
export function expectationOf({ logFolder }: RealTable): Expectation | undefined {
  const file = join(logFolder, '../expected.json')
  if (!existsSync(file)) return undefined
  try {
    const parsed: { expected?: Partial<Expectation> | null } | null = JSON.parse(readFileSync(file, 'utf8'), dropNulls)
    const { outcome, ...rest } = parsed?.expected ?? {}
    if (outcome !== undefined) return { ...rest, outcome: String(outcome) }
    return Object.keys(rest).length > 0 ? { ...rest, outcome: rest.error ? 'error' : 'ok' } : undefined
  } catch {
    return undefined
  }
}

const OPEN: ReadonlySet<string> = new Set([
  'expected',
  'outcome',
  'error',
  'latest',
  'versions',
  'checkpoints',
  'lastCheckpoint',
  'withStagedRatified',
])

/** A null below a state's own fields is a value (a partition without one), everywhere above it says nothing. */
function dropNulls(key: string, value: unknown): unknown {
  if (value === null && OPEN.has(key)) return undefined
  if (key !== 'versions' && key !== 'checkpoints') return value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).filter(([, state]) => state !== null))
}
