import type { ImportPlanChoice } from '../../shared/contract/task-inputs.ts'
import type { TaskOutcome } from '../../shared/contract/tasks.ts'
import type { Commit } from '../../shared/delta/actions.ts'
import { IMPORT_PROBLEMS_MAX } from '../../shared/import-limits.ts'
import { INSPECTED_GAP_VERSIONS_MAX, LOG_FINDINGS_MAX } from '../../shared/limits.ts'
import type { DeltaLog } from '../delta-log/delta-log.ts'
import { finding, type LogFinding } from '../delta-log/log-finding.ts'
import type { VersionFile } from '../delta-log/log-listing.ts'
import { Pauses } from '../delta-log/pauses.ts'
import { readUsableText } from '../delta-log/read-usable-text.ts'
import type { Database } from '../postgres/connection.ts'
import { commitActions } from './commit-actions.ts'
import type { ImportControl } from './import-log.ts'
import type { ImportTarget } from './import-target.ts'
import { importedCommitId } from './imported-commit-id.ts'
import { type InspectedCommit, inspectCommit } from './inspect-commit.ts'
import { problemOf } from './problem-of.ts'
import { ProgressMeter } from './progress-meter.ts'
import { ReplayedTable } from './replayed-table.ts'
import { readBase, type Survey } from './survey-log.ts'
import { VersionSink } from './version-sink.ts'
import { writeBase } from './write-base.ts'

export interface Inspection {
  readonly database: Database
  readonly log: DeltaLog
  readonly survey: Survey
  readonly target: ImportTarget
  readonly plan: ImportPlanChoice
}

/** What is wrong, up to a limit. */
class Findings {
  readonly list: LogFinding[] = []

  add(found: LogFinding): void {
    if (this.list.length < LOG_FINDINGS_MAX) this.list.push(found)
  }
}

/**
 * Brings in whatever of a log can be parsed, into a table that can be walked and never committed to. What is wrong is kept
 * with the table, by file and line. A version without a readable commit is there without actions, so that the versions
 * have no gap.
 */
export async function inspectLog(
  { database, log, survey, target, plan }: Inspection,
  control: ImportControl,
): Promise<TaskOutcome> {
  const { signal } = control
  const unfit = target.unfitness
  const commits = versionsToWalk(survey, log)
  const [firstCommit] = commits
  const base = firstCommit?.version === 0n ? undefined : survey.history?.base
  const first = base?.version ?? firstCommit?.version
  if (first === undefined || unfit) {
    return { kind: 'refused', problems: unfit ? [unfit] : [...survey.problems], kept: null }
  }
  const findings = new Findings()
  // What is wrong with a commit that is walked is found again on the way, line by line.
  const walked = new Set(commits.map(({ file }) => file))
  for (const problem of survey.problems) {
    if (problem.file === null || !walked.has(problem.file)) findings.add({ ...problem, severity: 'error' })
  }
  await target.take()
  await using sink = await VersionSink.open(database, target, first, plan.batchVersions, control)
  const head = target.head
  const meter = new ProgressMeter('write', { versions: commits.length, bytes: survey.scan.bytes })
  const read = { versions: 0, rows: 0, bytes: 0 }
  const tell = () => control.report(meter.at(read, target.durable))
  const table = new ReplayedTable(first)
  if (base && survey.history) {
    await readBase(log, survey.history, async actions => table.apply(first, commitActions(actions)), signal)
    if (head < first) {
      const { actions, committedAt } = await writeBase(log, base, survey.history, target, sink, signal)
      sink.beginAfter(actions, committedAt)
    }
  } else if (first > 0n) findings.add(missingStart(first))
  const pauses = new Pauses()
  for (const { version, file } of commits) {
    if (base && version <= first) continue
    signal.throwIfAborted()
    const inspected = await inspect(log, version, file, table)
    for (const found of inspected.findings) findings.add(found)
    table.apply(version, inspected.replayed)
    read.versions++
    read.rows += inspected.commit.lines.length
    read.bytes += inspected.bytes
    tell()
    await pauses.ifDue()
    if (version <= head) continue
    const kind = version === first && first > 0n ? 'base' : 'commit'
    const { commit, text, bytes, fileTime, operation } = inspected
    await sink.add({ version, kind, commitId: importedCommitId(version, text), commit, bytes, fileTime, operation })
  }
  await sink.finish()
  const { table: made } = target
  if (!made) throw new Error('an inspection without versions was made')
  await target.release('inspection-only', findings.list)
  return {
    kind: 'imported',
    tableId: made.tableId,
    name: made.name,
    first,
    head: made.head,
    isBase: base !== undefined,
    inspection: true,
    versions: sink.versions,
    skipped: read.versions + Number(base !== undefined) - sink.versions,
    actions: sink.actions,
    warnings: findings.list.slice(0, IMPORT_PROBLEMS_MAX).map(problemOf),
    verification: null,
  }
}

interface InspectedVersion extends InspectedCommit {
  readonly text: string
  readonly bytes: number
  readonly fileTime: bigint
  readonly operation?: string | undefined
}

async function inspect(
  log: DeltaLog,
  version: bigint,
  file: string | undefined,
  table: ReplayedTable,
): Promise<InspectedVersion> {
  if (file === undefined) {
    const message = `Version ${version} has no commit file. Readers that need it stop here; what follows lacks its actions.`
    return { ...NOTHING, operation: 'MISSING', findings: [finding('error', 'inspect.missing', null, message)] }
  }
  const read = await readUsableText(log.store, file)
  const leftOut = read.leftOut.map(problem => ({ ...problem, severity: 'error' as const }))
  if (read.kind === 'refused') {
    return { ...NOTHING, operation: 'UNREADABLE', findings: [...leftOut, { ...read.problem, severity: 'error' }] }
  }
  const inspected = inspectCommit(version, file, read.text, table)
  return {
    ...inspected,
    findings: [...leftOut, ...inspected.findings],
    text: read.text,
    bytes: read.size,
    fileTime: read.modificationTime,
  }
}

const NO_COMMIT: Commit = { lines: [], framing: 'canonical' }
const NOTHING = { commit: NO_COMMIT, replayed: [], text: '', bytes: 0, fileTime: 0n } as const

/** Every version from the first commit to the last; those without a commit file too, unless very many are missing. */
function versionsToWalk({ history }: Survey, { listing }: DeltaLog): { version: bigint; file: string | undefined }[] {
  const walked: { version: bigint; file: string | undefined }[] = []
  const after = listing.commits[0]?.version === 0n ? -1n : (history?.base?.version ?? -1n)
  let before: VersionFile | undefined
  for (const commit of listing.commits.filter(({ version }) => version > after)) {
    if (before && commit.version - before.version > INSPECTED_GAP_VERSIONS_MAX) break
    for (let missing = (before?.version ?? commit.version - 1n) + 1n; missing < commit.version; missing++) {
      walked.push({ version: missing, file: undefined })
    }
    walked.push({ ...commit })
    before = commit
  }
  return walked
}

function missingStart(first: bigint): LogFinding {
  const message = `The log begins at version ${first} and no checkpoint tells the state before: files of older versions are missing.`
  return finding('error', 'inspect.no-start', null, message)
}
