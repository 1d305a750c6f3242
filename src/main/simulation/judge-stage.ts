import { RULES } from '../../shared/contract/scenarios.ts'
import type { Verdict } from '../../shared/contract/simulation-results.ts'
import { judgeRun } from '../../shared/simulation/judge-run.ts'
import type { TableRecord } from '../../shared/simulation/table-record.ts'
import { readTableRecord } from '../postgres/table-record.ts'
import type { Lab } from './lab.ts'
import type { Stage } from './stage.ts'

/** Reads what a run has left and has it judged. */
export async function judgeStage({ database }: Pick<Lab, 'database'>, stage: Stage): Promise<Verdict> {
  const records: TableRecord[] = []
  for (const { tableId } of stage.tables) {
    const record = await readTableRecord(database, tableId)
    if (record) records.push(record)
  }
  const { violations, weighed } = judgeRun(records, stage.recorder)
  return {
    kind: violations.length > 0 ? 'broken' : 'sound',
    violations: violations.map(({ rule, table, version, message, facts }) => ({
      ...{ rule, table, message, version: version ?? null },
      facts: [...facts],
    })),
    weighed: RULES.flatMap(rule => {
      const count = rule === 'stuck' ? undefined : weighed.get(rule)
      return count === undefined ? [] : [{ rule, count }]
    }),
  }
}
