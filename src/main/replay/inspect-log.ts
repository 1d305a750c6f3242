import type { ImportPlanChoice } from '../../shared/contract/task-inputs.ts'
import type { TaskOutcome } from '../../shared/contract/tasks.ts'
import { IMPORT_GROUP_BYTES, IMPORT_GROUP_COMMITS, IMPORT_PROBLEMS_MAX } from '../../shared/import-limits.ts'
import { INSPECTED_GAP_VERSIONS_MAX, LOG_FINDINGS_MAX } from '../../shared/limits.ts'
import type { DeltaLog } from '../delta-log/delta-log.ts'
import { finding, type LogFinding } from '../delta-log/log-finding.ts'
import type { VersionFile } from '../delta-log/log-listing.ts'
import { readUsableText } from '../delta-log/read-usable-text.ts'
import type { Database } from '../postgres/connection.ts'
import { readHeadTime, readLiveKeys } from '../postgres/import-ledger.ts'
import { BatchSender } from './batch-sender.ts'
import { inOrder, startingWith } from './commit-group.ts'
import type { ImportControl } from './import-log.ts'
import type { ImportTarget } from './import-target.ts'
import type { InspectedSource } from './inspected-rows.ts'
import { type Inspector, LocalInspector, ThreadInspector } from './inspector.ts'
import { problemOf } from './problem-of.ts'
import { ProgressMeter } from './progress-meter.ts'
import { readBase, type Survey } from './survey-log.ts'
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
  const { head } = target
  const groups = groupSources(log, base ? commits.filter(({ version }) => version > first) : commits, signal)
  const begun = await groups.next()
  const isMany = begun.done !== true && begun.value.isFull
  await using inspector = await openInspector({ database, log, survey, target, plan }, first, isMany, signal)
  await using sender = new BatchSender(target, control)
  const meter = new ProgressMeter('write', { versions: commits.length, bytes: survey.scan.bytes })
  const read = { versions: 0, rows: 0, bytes: 0 }
  const tell = () => control.report(meter.at(read, target.durable))
  let baseActions: number | undefined
  if (base && survey.history) {
    await readBase(log, survey.history, actions => inspector.base(actions), signal)
    if (head < first) {
      const { actions, committedAt } = await writeBase(log, base, survey.history, target, inspector, signal)
      await inspector.beginAfter(committedAt)
      baseActions = actions
    }
  } else if (first > 0n) findings.add(missingStart(first))
  const all = begun.done ? groups : startingWith(begun.value, groups)
  const inspected = inOrder(all, INSPECTED_GROUPS_UNDER_WAY, async ({ sources }) => ({
    versions: sources.length,
    ...(await inspector.take(sources)),
  }))
  for await (const { versions, batches, findings: found, actions, bytes } of inspected) {
    for (const one of found) findings.add(one)
    for (const batch of batches) await sender.send(batch)
    read.versions += versions
    read.rows += actions
    read.bytes += bytes
    tell()
  }
  for (const batch of await inspector.rest()) await sender.send(batch)
  await sender.finish()
  const { table: made } = target
  if (!made) throw new Error('an inspection without versions was made')
  await target.release('inspection-only', findings.list)
  const written = sender.versions + Number(baseActions !== undefined)
  return {
    kind: 'imported',
    tableId: made.tableId,
    name: made.name,
    first,
    head: made.head,
    isBase: base !== undefined,
    inspection: true,
    versions: written,
    skipped: read.versions + Number(base !== undefined) - written,
    actions: sender.actions + (baseActions ?? 0),
    warnings: findings.list.slice(0, IMPORT_PROBLEMS_MAX).map(problemOf),
    verification: null,
  }
}

/** Large logs are inspected in a thread; it is told what the table has: its live files and the time of its head. */
async function openInspector(
  { database, target, plan }: Inspection,
  first: bigint,
  isMany: boolean,
  signal: AbortSignal,
): Promise<Inspector> {
  const { table, tableId, head, layout } = target
  const committedAt = table && (await readHeadTime(database, tableId))
  const begin = { tableId, first, head, committedAt, versionsMax: plan.batchVersions, transport: layout }
  const inspector = isMany ? await ThreadInspector.open(begin, signal) : new LocalInspector(begin)
  if (!table) return inspector
  try {
    for await (const keys of readLiveKeys(database, tableId)) await inspector.live(keys)
    return inspector
  } catch (error) {
    await inspector[Symbol.asyncDispose]()
    throw error
  }
}

/** Few enough that very large files are not in memory together. */
const INSPECTED_GROUPS_UNDER_WAY = 2

/** Versions with what was read of them, as many together as travel to a thread. */
interface SourceGroup {
  readonly sources: readonly InspectedSource[]
  /** There was no room for another one: more of them follow probably. */
  readonly isFull: boolean
}

async function* groupSources(
  { store }: DeltaLog,
  commits: readonly WalkedVersion[],
  signal: AbortSignal,
): AsyncGenerator<SourceGroup, void> {
  let sources: InspectedSource[] = []
  let bytes = 0
  for (const { version, file } of commits) {
    signal.throwIfAborted()
    const read = file === undefined ? undefined : await readUsableText(store, file)
    sources.push({ version, file, read })
    if (read?.kind === 'ok') bytes += read.size
    if (bytes < IMPORT_GROUP_BYTES && sources.length < IMPORT_GROUP_COMMITS) continue
    yield { sources, isFull: true }
    sources = []
    bytes = 0
  }
  if (sources.length > 0) yield { sources, isFull: false }
}

interface WalkedVersion {
  readonly version: bigint
  readonly file: string | undefined
}

/** Every version from the first commit to the last; those without a commit file too, unless very many are missing. */
function versionsToWalk({ history }: Survey, { listing }: DeltaLog): WalkedVersion[] {
  const walked: WalkedVersion[] = []
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
