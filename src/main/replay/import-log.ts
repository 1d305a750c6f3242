import type { ImportProblem } from '../../shared/contract/import.ts'
import type { ImportInput, ImportPlanChoice } from '../../shared/contract/task-inputs.ts'
import type { TaskOutcome, Verification } from '../../shared/contract/tasks.ts'
import { IMPORT_PROBLEMS_MAX } from '../../shared/import-limits.ts'
import type { DeltaLog } from '../delta-log/delta-log.ts'
import { openLog } from '../delta-log/open-log.ts'
import type { Database } from '../postgres/connection.ts'
import { compareWithTable } from './compare-with-table.ts'
import { writeHistory } from './import-run.ts'
import { ImportTarget } from './import-target.ts'
import { ImportOutOfMemory } from './import-thread.ts'
import { inspectLog } from './inspect-log.ts'
import { logReport } from './log-report.ts'
import { problemOf } from './problem-of.ts'
import { ProgressMeter } from './progress-meter.ts'
import { SourceChanged } from './row-maker.ts'
import { type Survey, surveyLog } from './survey-log.ts'
import { verifyImport } from './verify-import.ts'
import type { WatchedControl } from './watched-control.ts'

export type ImportControl = WatchedControl<ImportInput>

/**
 * Brings the log of a table in, in as many transactions as it takes. Everything is read and checked before the first row
 * is written, so that a strict import that is refused leaves no trace. What is there already with the same bytes is
 * skipped: an import that was cancelled, or killed, is completed by another run of it. As long as it is not complete the
 * table says so and no writer may commit to it. Asks for a plan where the input has none.
 */
export async function importLog(database: Database, input: ImportInput, control: ImportControl): Promise<TaskOutcome> {
  const { signal } = control
  const opened = await openLog(input.path, signal)
  if (opened.kind === 'refused') return refused(opened.problems.map(problemOf), undefined)
  await using log = opened.log
  let target: ImportTarget | undefined
  try {
    const { survey, plan } = await surveyAndPlan(log, input, control)
    target = await ImportTarget.find(database, {
      taskId: control.taskId,
      name: plan.name,
      otherwise: log.name,
      source: log.location,
      mode: plan.mode,
      base: survey.history?.base?.version,
      observer: control.observer,
    })
    if (plan.mode === 'inspect') return await inspectLog({ database, log, survey, target, plan }, control)
    return await importStrictly(database, log, survey, target, plan, control)
  } catch (error) {
    if (signal.aborted) return cancelled((await target?.kept()) ?? null)
    if (!(error instanceof ImportOutOfMemory)) throw error
    return refused([{ rule: 'import.memory', file: null, line: null, message: error.message }], target)
  }
}

async function surveyAndPlan(
  log: DeltaLog,
  input: ImportInput,
  control: ImportControl,
): Promise<{ survey: Survey; plan: ImportPlanChoice }> {
  const survey = await surveyWith(log, input.plan?.base, control)
  if (input.plan) return { survey, plan: input.plan }
  const { plan } = await control.ask({ kind: 'plan', report: logReport(survey, log.listing) })
  await control.remember({ ...input, plan })
  const isOther = plan.base !== undefined && plan.base !== survey.history?.base?.version
  return { survey: isOther ? await surveyWith(log, plan.base, control) : survey, plan }
}

async function surveyWith(log: DeltaLog, base: bigint | undefined, control: ImportControl): Promise<Survey> {
  const meter = new ProgressMeter('scan', { versions: log.listing.commits.length })
  control.report(meter.at({ versions: 0, rows: 0, bytes: 0 }, null))
  return surveyLog(
    log,
    base,
    ({ versions, actions, bytes }) => {
      control.report(meter.at({ versions, rows: actions, bytes }, null))
      return control.boundary()
    },
    control.signal,
  )
}

async function importStrictly(
  database: Database,
  log: DeltaLog,
  survey: Survey,
  target: ImportTarget,
  plan: ImportPlanChoice,
  control: ImportControl,
): Promise<TaskOutcome> {
  const { history, problems, commitIds, large, headState, scan } = survey
  if (!history || problems.length > 0) return refused(problems, target)
  const unfit = target.unfitness
  if (unfit) return refused([unfit], target)
  let skipped = 0
  if (target.table) {
    const { tableId } = target.table
    const compared = await compareWithTable(database, log, history, commitIds, tableId, control.signal)
    if (compared.difference) return refused([compared.difference], target)
    skipped = compared.same
  }
  const run = {
    database,
    log,
    history,
    commitIds,
    large,
    target,
    batchVersions: plan.batchVersions,
    bytesTotal: scan.bytes,
  }
  let written = { versions: 0, actions: 0 }
  if (!target.isComplete(history.head)) {
    try {
      written = await writeHistory(run, control)
    } catch (error) {
      if (!(error instanceof SourceChanged)) throw error
      return refused([{ rule: 'import.changed', file: error.file, line: null, message: error.message }], target)
    }
  }
  const table = target.table
  if (!table) throw new Error('a history without versions was imported')
  const verification = plan.verify
    ? await verifyImport(
        { database, log, history, commitIds, headState, tableId: table.tableId },
        progress => control.report(progress),
        control.signal,
      )
    : null
  await target.release(...verdict(verification))
  return {
    kind: 'imported',
    tableId: table.tableId,
    name: table.name,
    first: history.first,
    head: history.head,
    isBase: history.base !== undefined,
    inspection: false,
    ...written,
    skipped,
    warnings: [...survey.warnings],
    verification,
  }
}

/** A table that is not what its source says must not be built on. */
function verdict(verification: Verification | null): Parameters<ImportTarget['release']> {
  const differences = verification?.differences.filter(({ rule }) => !rule.endsWith('-unreadable')) ?? []
  const findings = (verification?.differences ?? []).map(problem => ({ ...problem, severity: 'error' as const }))
  return [differences.length > 0 ? 'inspection-only' : null, findings]
}

export async function refused(
  problems: readonly ImportProblem[],
  target: ImportTarget | undefined,
): Promise<TaskOutcome> {
  const kept = (await target?.kept()) ?? null
  return { kind: 'refused', problems: problems.slice(0, IMPORT_PROBLEMS_MAX), kept }
}

function cancelled(kept: Extract<TaskOutcome, { kind: 'cancelled' }>['kept']): TaskOutcome {
  const message = kept
    ? `Cancelled. The versions up to ${kept.head} stay in ${kept.name}, which no one can commit to until the import is completed.`
    : 'Cancelled. Nothing was written.'
  return { kind: 'cancelled', kept, message }
}
