import { isAsCommitted, type VerifyReport } from '../../shared/contract/mirror-verification.ts'
import type { TaskProgress } from '../../shared/contract/tasks.ts'
import { ObjectFailure } from '../object-store/object-store.ts'
import type { Database } from '../postgres/connection.ts'
import { readMirrors } from '../postgres/mirrors.ts'
import { verifyMirrored } from '../verify-mirrored.ts'
import type { CommandResult, OptionValues } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { printColumns } from './print-columns.ts'
import { textOption } from './read-arguments.ts'
import { progressText } from './task-results.ts'

/** Verifies one mirror, or all of them; throws a CommandFailure of kind `refused` where one is not as it should be. */
export async function verifyMirrors(
  database: Database,
  values: OptionValues,
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<CommandResult> {
  const name = textOption(values, 'table')
  const mirrors = (await readMirrors(database)).filter(mirror => name === undefined || mirror.name === name)
  if (name !== undefined && mirrors.length === 0) {
    throw new CommandFailure('not-found', `There is no mirror of a table named ${JSON.stringify(name)}.`)
  }
  const reports: { readonly table: string; readonly report: VerifyReport }[] = []
  for (const { tableId, name: table } of mirrors) {
    const level = values.full === true ? 'full' : 'smart'
    try {
      const request = { tableId, level, repair: values.repair === true } as const
      const tell = (progress: TaskProgress) => onProgress(`${table}: ${progressText(progress)}`)
      for await (const report of verifyMirrored(database, request, tell, signal)) {
        onProgress(`${table}: ${report.checked} versions`)
        if (report.isDone) reports.push({ table, report })
      }
    } catch (error) {
      if (error instanceof ObjectFailure) throw new CommandFailure('refused', `${table}: ${error.message}`)
      throw error
    }
  }
  const json = { reports: reports.map(({ table, report }) => ({ table, ...report, counts: { ...report.counts } })) }
  const text = printReports(reports)
  const isBad = reports.some(({ report }) => !isAsCommitted(report))
  if (isBad) {
    throw new CommandFailure('refused', 'The files are not what was committed.', {
      details: json,
      lines: text.split('\n'),
    })
  }
  return { text, json }
}

function printReports(reports: readonly { readonly table: string; readonly report: VerifyReport }[]): string {
  if (reports.length === 0) return 'No table is mirrored.'
  const titles = ['IDENTICAL', 'EQUIVALENT', 'DIFFERENT', 'MISSING', 'FOREIGN', 'REPAIRED', 'READ']
  const table = printColumns(
    [{ title: 'TABLE' }, ...titles.map(title => ({ title, align: 'right' as const }))],
    reports.map(({ table, report: { counts, repaired, read } }) => [
      table,
      ...[counts.identical, counts.equivalent, counts.different, counts.missing, counts.foreign, repaired, read].map(
        String,
      ),
    ]),
  )
  const findings = reports.flatMap(({ table, report: { findings, snapshot } }) => [
    ...findings.map(({ verdict, message }) => `${table}: ${verdict}: ${message}`),
    ...(snapshot?.differences ?? []).map(difference => `${table}: state: ${difference}`),
  ])
  return [table, ...findings].join('\n')
}
