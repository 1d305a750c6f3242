import { printCommit } from '../../shared/delta/print-action.ts'
import type { DeltaLog } from '../delta-log/delta-log.ts'
import { readCommits } from '../delta-log/read-commits.ts'
import type { Database } from '../postgres/connection.ts'
import type { TaskControl } from '../tasks/task-work.ts'
import type { History } from './choose-history.ts'
import type { ImportTarget } from './import-target.ts'
import { importedCommitId } from './imported-commit-id.ts'
import { ProgressMeter } from './progress-meter.ts'
import { VersionSink } from './version-sink.ts'
import { writeBase } from './write-base.ts'

export interface ImportRun {
  readonly database: Database
  readonly log: DeltaLog
  readonly history: History
  /** What the survey has made of the bytes of each version. */
  readonly commitIds: ReadonlyMap<bigint, string>
  readonly target: ImportTarget
  readonly batchVersions: number
  /** Bytes of all commits, as the survey has counted them. */
  readonly bytesTotal: number
}

/** A commit is not what it was when the log was looked through. */
export class SourceChanged extends Error {
  readonly file: string

  constructor(file: string) {
    super('The file has changed since the log was looked through.')
    this.name = 'SourceChanged'
    this.file = file
  }
}

/** Writes the versions of a history that the table does not have yet. Gives how many versions and actions it wrote. */
export async function writeHistory(
  { database, log, history, commitIds, target, batchVersions, bytesTotal }: ImportRun,
  control: Pick<TaskControl<never>, 'signal' | 'boundary' | 'report'>,
): Promise<{ readonly versions: number; readonly actions: number }> {
  const { signal } = control
  await target.take()
  await using sink = await VersionSink.open(database, target, history.first, batchVersions, control)
  const head = target.head
  const commits = history.commits.filter(({ version }) => version > head)
  const needsBase = history.base !== undefined && head < history.first
  const meter = new ProgressMeter('write', {
    versions: commits.length + Number(needsBase),
    bytes: commits.length === history.commits.length ? bytesTotal : null,
  })
  const read = { versions: 0, rows: 0, bytes: 0 }
  const tell = () => control.report(meter.at(read, target.table ? target.head : null))
  tell()
  if (history.base && needsBase) {
    await control.boundary()
    const { actions, committedAt } = await writeBase(log, history.base, history, target, sink.states, signal)
    sink.beginAfter(actions, committedAt)
    read.versions++
    read.rows += actions
    tell()
  }
  for await (const source of readCommits({ store: log.store, commits }, signal)) {
    if (source.kind === 'refused') throw new SourceChanged(source.file)
    const { version, file, commit, bytes, fileTime } = source
    const commitId = importedCommitId(version, printCommit(commit))
    if (commitId !== commitIds.get(version)) throw new SourceChanged(file)
    await sink.add({ version, commitId, commit, bytes, fileTime })
    read.versions++
    read.rows += commit.lines.length
    read.bytes += bytes
    tell()
  }
  await sink.finish()
  tell()
  return { versions: sink.versions, actions: sink.actions }
}
