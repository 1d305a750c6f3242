import { lstat, mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportProblem } from '../../shared/contract/import.ts'
import type { ExportInput } from '../../shared/contract/task-inputs.ts'
import type { TaskOutcome } from '../../shared/contract/tasks.ts'
import { commitFileName } from '../../shared/delta/log-names.ts'
import { printCommit } from '../../shared/delta/print-action.ts'
import { printPages } from '../../shared/delta/print-pages.ts'
import { LOG_FOLDER } from '../delta-log/log-listing.ts'
import { systemReason } from '../object-store/system-reason.ts'
import type { Database } from '../postgres/connection.ts'
import { type RangedCommit, readStoredCommits } from '../postgres/stored-commits.ts'
import type { TaskControl } from '../tasks/task-work.ts'
import { createFile } from './create-file.ts'
import { ProgressMeter } from './progress-meter.ts'

/**
 * Writes versions of a table as `_delta_log` JSON, each with exactly the bytes that were committed. A file that is there
 * already with the same bytes is left; one with other bytes ends the export, and is never touched. A base version is no
 * commit and cannot be written.
 */
export async function exportLog(
  database: Database,
  { tableId, from, to, folder }: ExportInput,
  control: Pick<TaskControl<never>, 'boundary' | 'report'>,
): Promise<TaskOutcome> {
  const opened = await openLogFolder(folder)
  if (typeof opened !== 'string') return refused(opened)
  const meter = new ProgressMeter('export', { versions: Number(to - from) + 1 })
  const done = { files: 0, skipped: 0, bytes: 0 }
  let rows = 0
  let next = from
  for await (const commit of readStoredCommits(database, tableId, from, to, { paged: true })) {
    const { version, kind } = commit
    try {
      await control.boundary()
    } catch {
      const message = `Cancelled. The files of the versions before ${version} stay.`
      return { kind: 'cancelled', kept: null, message }
    }
    if (kind === 'base') {
      const message = `Version ${version} is the state of a checkpoint and no commit; expected a version from ${version + 1n}.`
      return refused({ rule: 'export.base', file: null, line: null, message })
    }
    const name = commitFileName(version)
    const created = await createFile(join(opened, name), () => bytesOf(commit))
    if (created.kind === 'refused') {
      return refused({
        rule: created.rule,
        file: `${LOG_FOLDER}/${name}`,
        line: created.line,
        message: created.message,
      })
    }
    if (created.kind === 'created') done.files++
    else done.skipped++
    done.bytes += created.bytes
    rows += commit.actions
    next = version + 1n
    control.report(meter.at({ versions: done.files + done.skipped, rows, bytes: done.bytes }, version))
  }
  if (next <= to) {
    const message = `The table has no version ${next}; expected versions from ${from} to ${to}.`
    return refused({ rule: 'export.versions', file: null, line: null, message })
  }
  return { kind: 'exported', folder: opened, from, to, ...done }
}

async function* bytesOf({ lines, framing, pages }: RangedCommit): AsyncGenerator<Uint8Array, void> {
  if (!pages) yield Buffer.from(printCommit({ lines, framing }), 'utf8')
  else for await (const piece of printPages(pages, framing)) yield Buffer.from(piece, 'utf8')
}

/** The `_delta_log` in a folder, made where it is missing; both must be folders and no links. */
async function openLogFolder(folder: string): Promise<string | ImportProblem> {
  try {
    await mkdir(folder, { recursive: true })
    const log = join(await realpath(folder), LOG_FOLDER)
    await mkdir(log).catch(error => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    })
    const stats = await lstat(log)
    if (stats.isDirectory()) return log
    const found = stats.isSymbolicLink() ? 'a symbolic link' : 'something else'
    return { rule: 'export.folder', file: LOG_FOLDER, line: null, message: `Expected a folder, found ${found}.` }
  } catch (error) {
    const message = `The folder ${folder} cannot be written (${systemReason(error)}).`
    return { rule: 'export.folder', file: null, line: null, message }
  }
}

function refused(problem: ImportProblem): TaskOutcome {
  return { kind: 'refused', problems: [problem], kept: null }
}
