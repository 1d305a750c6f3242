import { describe, expect, test } from 'vitest'
import { replayTable } from '../../../test/conformance/replay-table.ts'
import { CONFORMANCE_FOLDER, IS_DEFAULT_FOLDER, realTables } from '../../../test/real-logs.ts'
import type { AddFile } from './actions.ts'
import type { FindColumn } from './bind-predicate.ts'
import type { ColumnReference, Literal, Predicate } from './predicate.ts'
import { printPredicate } from './print-predicate.ts'
import { compileFilter, mayMatch } from './prune.ts'
import { parseSchema } from './schema.ts'
import { fieldsOf } from './schema-walk.ts'
import type { Snapshot } from './snapshot.ts'
import { parseStats, type Statistic, statisticAt } from './stats.ts'
import { tableColumns } from './table-columns.ts'

const tables = realTables().flatMap(table => {
  const replay = replayTable(table)
  const last = replay.kind === 'ok' ? replay.snapshots.at(-1) : undefined
  return last?.metadata && last.files.size > 0 ? [[table.name, last] as const] : []
})
let asked = 0

test.runIf(tables.length === 0)(`there is no tables under ${CONFORMANCE_FOLDER}, so nothing is compared`, context => {
  context.skip()
})

/** What a file says of itself must not prune it: its partition values, its minimum and its maximum of each column. */
describe.skipIf(tables.length === 0)('pruning real tables', () => {
  test.each(tables)('%s keeps its files for their own values', (_, snapshot) => {
    const findColumn = tableColumns(snapshot.metadata)
    for (const { add } of snapshot.files.values()) {
      for (const predicate of ownPredicates(snapshot, add, findColumn)) {
        const filter = compileFilter(predicate, findColumn)
        if (filter.kind === 'invalid') continue
        asked++
        expect(mayMatch(filter.value, add), `${add.path}: ${printPredicate(predicate)}`).toBe(true)
      }
    }
  })

  test('they had something to say', ({ skip }) => {
    if (!IS_DEFAULT_FOLDER && asked === 0) skip('no file has statistics or a partition')
    expect(asked).toBeGreaterThan(0)
  })
})

function ownPredicates({ metadata }: Snapshot, add: AddFile, findColumn: FindColumn): Predicate[] {
  const schema = parseSchema(metadata?.schemaString ?? '')
  const stats = parseStats(add.stats)
  return fieldsOf(schema.kind === 'ok' ? schema.value : undefined).flatMap(({ path }): Predicate[] => {
    const column = findColumn(path)
    const reference: ColumnReference = { kind: 'column', path }
    if (!column) return []
    if (column.isPartition) {
      const value = add.partitionValues.get(column.physicalPath[0] ?? '')
      if (value === undefined) return []
      return [
        value === null || value === ''
          ? { kind: 'is-null', operand: reference }
          : equals(reference, { kind: 'string', value }),
      ]
    }
    if (!stats) return []
    const found = [statisticAt(stats.minValues, column.physicalPath), statisticAt(stats.maxValues, column.physicalPath)]
    return found.flatMap(statistic => literalOf(statistic)).map(literal => equals(reference, literal))
  })
}

function equals(left: ColumnReference, right: Literal): Predicate {
  return { kind: 'comparison', operator: '=', left, right }
}

function literalOf(statistic: Statistic | undefined): Literal[] {
  switch (statistic?.kind) {
    case 'number':
      return [{ kind: 'number', text: statistic.text }]
    case 'string':
      return [{ kind: 'string', value: statistic.value }]
    case 'boolean':
      return [{ kind: 'boolean', value: statistic.value }]
    default:
      return []
  }
}
