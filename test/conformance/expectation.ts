import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RealTable } from '../real-logs.ts'
import type { ExpectedState } from './compare-state.ts'

/** What an authority says of a table, as `expected.json` has it. */
export interface Expectation {
  readonly outcome: string
  readonly error?: { readonly kind: string; readonly messageContains?: string }
  readonly latest?: ExpectedState
  readonly versions?: Readonly<Record<string, ExpectedState>>
  readonly checkpoints?: Readonly<Record<string, ExpectedCheckpoint>>
  readonly lastCheckpoint?: { readonly valid: boolean }
  readonly withStagedRatified?: ExpectedState & { readonly version: number }
}

export interface ExpectedCheckpoint {
  readonly kind: string
  readonly spec: string
  readonly numAddFiles: number
  readonly numRemoves: number
  readonly numTxns: number
  readonly numDomains: number
  readonly numSidecars: number
}

/** Undefined where nobody says what is right. */
export function expectationOf({ logFolder }: RealTable): Expectation | undefined {
  const file = join(logFolder, '../expected.json')
  const parsed: { expected?: Expectation | null } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  return parsed.expected ?? undefined
}
