import { HEALTH_RULES, judgeHealth } from '../../shared/health/health-rules.ts'
import { type HealthMeasurement, measureHealth } from '../postgres/health.ts'
import type { Command } from './command.ts'
import { existingVersion, findTable } from './find-table.ts'
import { printColumns } from './print-columns.ts'
import { readVersionNumber, textOption } from './read-arguments.ts'

export const healthCommand: Command = {
  name: 'health',
  positionals: ['table'],
  options: { version: { type: 'string' }, sql: { type: 'boolean' } },
  summary: 'measure a table against the rules of health',
  help: `  --version V  measure version V (default: the head)
  --sql        print the statement behind each value

With --json: {"table", "version", "findings": [{"rule", "verdict", "value", "needs", "threshold", "unit", "detail", "sql"}]}.`,
  async run({ database, positionals, values, surroundings: { signal } }) {
    const table = await findTable(database, positionals[0])
    const version = existingVersion(table, readVersionNumber(textOption(values, 'version'), '--version'))
    const measured = await measureHealth(database, { tableId: table.tableId, version }, signal)
    const withSql = values.sql === true
    return {
      text: `${printFindings(measured)}${withSql ? `\n\n${measured.map(({ rule, sql }) => `-- ${rule}\n${sql}`).join('\n\n')}` : ''}`,
      json: { table: table.name, version, findings: measured.map(findingJson) },
    }
  },
}

const UNITS = { percent: '%', times: '×', count: '' } as const
const WORDS = {
  ok: 'ok',
  warning: 'WARNING',
  error: 'ERROR',
  'not-applicable': '-',
  'not-measured': 'not measured',
} as const

function findingJson(measurement: HealthMeasurement) {
  const { rule, value, detail, needs, sql } = measurement
  const { title, threshold, unit, measures, advice } = HEALTH_RULES[rule]
  return {
    rule,
    title,
    verdict: judgeHealth(measurement),
    value,
    needs,
    threshold,
    unit,
    detail,
    measures,
    advice,
    sql,
  }
}

function printFindings(measured: readonly HealthMeasurement[]): string {
  return printColumns(
    [
      { title: 'RULE' },
      { title: 'VERDICT' },
      { title: 'VALUE', align: 'right' },
      { title: 'LIMIT', align: 'right' },
      { title: 'DETAIL' },
    ],
    measured.map(measurement => {
      const { rule, value, detail, needs } = measurement
      const { threshold, unit } = HEALTH_RULES[rule]
      const shown = value === null ? '-' : `${Number(value.toFixed(1))}${UNITS[unit]}`
      const remark = needs === null ? (detail ?? '') : `needs SELECT on ${needs}`
      return [rule, WORDS[judgeHealth(measurement)], shown, `${threshold}${UNITS[unit]}`, remark]
    }),
  )
}
