import type { RunHistory } from './history.ts'
import { judge } from './judge.ts'
import { judgeOrderOfCommits } from './judge-order.ts'
import { judgeReads } from './judge-reads.ts'
import type { Rule, TableRecord, Violation } from './table-record.ts'
import { tellFacts, tellStaleWrite } from './tell-facts.ts'

/** A broken promise and how it came about. */
export interface ToldViolation extends Violation {
  readonly table: string
  readonly facts: readonly string[]
}

export interface RunJudgement {
  readonly violations: readonly ToldViolation[]
  /** How much there was to be weighed for each rule. */
  readonly weighed: ReadonlyMap<Rule, number>
}

/** Violations of one rule that are told of in full; what follows from the same mistake would bury it. */
const TOLD_PER_RULE_MAX = 20

/** Holds everything that a run has left and what its writers tell of it against every promise. */
export function judgeRun(records: readonly TableRecord[], history: RunHistory): RunJudgement {
  const violations: ToldViolation[] = []
  const weighed = new Map<Rule, number>()
  const weigh = (rules: readonly Rule[], count: number) => {
    for (const rule of rules) weighed.set(rule, (weighed.get(rule) ?? 0) + count)
  }
  for (const table of history.tables) {
    const record = records.find(({ tableId }) => tableId === table.tableId)
    if (record === undefined) continue
    const own = history.attempts.filter(({ tableId }) => tableId === table.tableId)
    const claims = own.map(({ tableId, commitId, told }) => ({ tableId, commitId, told }))
    const reads = history.reads.filter(({ tableId }) => tableId === table.tableId)
    for (const violation of [...judge(record, claims), ...judgeReads(record, reads)]) {
      violations.push({ ...violation, table: table.name, facts: tellFacts(violation, record, own) })
    }
    const order = judgeOrderOfCommits(record, table, own)
    for (const stale of order.stale) {
      const message = `version ${stale.version} followed version ${stale.conflict.version}, which it conflicts with (${stale.conflict.class})`
      violations.push({
        ...{ rule: 'stale-write', promise: 'C2', tableId: table.tableId, version: stale.version, message },
        ...{ table: table.name, facts: tellStaleWrite(stale) },
      })
    }
    weigh(LOG_RULES, record.versions.length)
    weigh(['file-live-once'], record.files.length)
    weigh(['read-prefix'], reads.length)
    weigh(['stale-write'], order.weighed)
    for (const { told } of claims) weigh([RULE_OF_TOLD[told.kind]], 1)
  }
  return { violations: firstOfEachRule(violations), weighed }
}

const LOG_RULES = ['dense-versions', 'one-winner', 'increasing-time', 'head', 'all-or-nothing', 'totals'] as const
const RULE_OF_TOLD = {
  committed: 'acknowledged-once',
  'not-committed': 'rejected-absent',
  unknown: 'unknown-once',
} as const

function firstOfEachRule(violations: readonly ToldViolation[]): ToldViolation[] {
  const seen = new Map<Rule, number>()
  return violations.filter(({ rule }) => {
    const count = (seen.get(rule) ?? 0) + 1
    seen.set(rule, count)
    return count <= TOLD_PER_RULE_MAX
  })
}
