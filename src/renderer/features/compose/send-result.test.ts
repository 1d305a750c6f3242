import { describe, expect, test } from 'vitest'
import { describeResult, leavesDraftOpen, resultOfFailure, resultOfOutcome } from './send-result.ts'

const ID = '0d6f8f8e-6f55-4c1e-9d2b-bbbbbbbbbbbb'
const WINNER = { version: 42n, commitId: ID, operation: 'MERGE', committer: 'ana', committedAt: 0 }
const CONFLICT = { kind: 'version-conflict', table: { tableId: ID, name: 't' }, timings: {} } as const

describe('what a page knows after it has sent a draft', () => {
  test('[C2] a lost race names the winner, and a version beyond the head the gap', () => {
    expect(describeResult({ ...CONFLICT, expected: 42n, actual: 43n, winners: [WINNER] }).title).toBe(
      'v42 was taken by ana',
    )
    expect(describeResult({ ...CONFLICT, expected: 50n, actual: 43n, winners: [] }).title).toBe(
      'v50 would leave a gap: the head is v43',
    )
  })

  test('[C4] a call that broke leaves the outcome unknown and the draft locked, a refusal at the door does not', () => {
    for (const kind of ['disconnected', 'cancelled', 'internal', 'database'] as const) {
      const result = resultOfFailure({ kind, title: 'T', detail: 'D' }, ID)
      expect(result).toMatchObject({ kind: 'unknown', commitId: ID })
      expect(leavesDraftOpen(result)).toBe(false)
    }
    const refused = resultOfFailure({ kind: 'invalid', title: 'T', detail: 'D' }, ID)
    expect(refused.kind).toBe('failed')
    expect(leavesDraftOpen(refused)).toBe(true)
  })

  test('[C4] an answer that the writer itself lost is asked for, a found commit is told as found', () => {
    expect(resultOfOutcome({ kind: 'unknown', commitId: ID, message: 'm' })).toMatchObject({ reason: 'answer-lost' })
    const found = { kind: 'committed', version: 7n, committedAt: 0, found: true, timings: {} } as const
    expect(describeResult(found).title).toBe('Committed as v7, found by its commit id')
    expect(leavesDraftOpen(found)).toBe(false)
  })

  test('counts broken rules without the warnings', () => {
    const issue = { rule: 'r', path: [], message: 'm' }
    const title = (errors: number) =>
      describeResult({
        kind: 'invalid',
        issues: [
          { ...issue, severity: 'warning' },
          ...Array.from({ length: errors }, () => ({ ...issue, severity: 'error' as const })),
        ],
      }).title
    expect(title(1)).toBe('Refused: one rule is broken')
    expect(title(3)).toBe('Refused: 3 rules are broken')
  })
})
