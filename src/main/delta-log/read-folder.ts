import type { Dirent } from 'node:fs'
import { lstat, readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportProblem } from '../../shared/contract/import.ts'
import { type LogName, parseLogName } from '../../shared/delta/log-names.ts'
import { IMPORT_PROBLEMS_MAX } from '../../shared/limits.ts'
import { FolderStore } from '../object-store/folder-store.ts'
import type { ObjectStore } from '../object-store/object-store.ts'
import { systemReason } from '../object-store/system-reason.ts'
import { LOG_FOLDER, type VersionFile } from './log-listing.ts'

/** The JSON commits of a table's folder: every version from 0 to the last one, once. */
export interface LogFolder {
  /** The table's folder without symbolic links. */
  readonly path: string
  readonly store: ObjectStore
  readonly commits: readonly VersionFile[]
  readonly warnings: readonly ImportProblem[]
}

export type LogFolderRead =
  | { readonly kind: 'ok'; readonly folder: LogFolder }
  | { readonly kind: 'refused'; readonly problems: readonly ImportProblem[] }

/**
 * Lists the commits of `<path>/_delta_log`. Refused, with every problem at once up to a limit: no such folder, a
 * `_delta_log` that is missing, a symbolic link or no folder, a commit that is no regular file, two files for one
 * version, a gap, a log that does not begin with version 0.
 */
export async function readLogFolder(path: string): Promise<LogFolderRead> {
  const entries = await listLog(path)
  if ('rule' in entries) return { kind: 'refused', problems: [entries] }
  const named = entries.flatMap(entry => {
    const name = parseLogName(entry.name)
    return name ? [{ entry, name }] : []
  })
  const commits = named
    .flatMap(({ entry, name }) => (name.kind === 'commit' ? [{ entry, version: name.version }] : []))
    .sort((a, b) => (a.version < b.version ? -1 : a.version > b.version ? 1 : a.entry.name < b.entry.name ? -1 : 1))
  const problems = [
    ...commits.flatMap(({ entry }) => irregular(entry)),
    ...versionProblems(
      commits.map(({ entry, version }) => ({ version, file: inLog(entry.name) })),
      named.map(({ name }) => name),
    ),
  ]
  if (problems.length > 0) return { kind: 'refused', problems: problems.slice(0, IMPORT_PROBLEMS_MAX) }
  const store = await FolderStore.open(path)
  return {
    kind: 'ok',
    folder: {
      path: store.location,
      store,
      commits: commits.map(({ entry, version }) => ({ version, file: inLog(entry.name) })),
      warnings: stagedWarning(entries),
    },
  }
}

async function listLog(path: string): Promise<Dirent[] | ImportProblem> {
  const folder = await kindOf(path, 'follow')
  if (folder !== 'folder') return problem('import.folder', null, `Expected a folder at ${path}, found ${folder}.`)
  const log = await kindOf(join(path, LOG_FOLDER), 'refuse links')
  if (log !== 'folder') {
    return problem(
      'import.no-log',
      LOG_FOLDER,
      `Expected the folder ${LOG_FOLDER} of a Delta table in ${path}, found ${log}.`,
    )
  }
  try {
    return await readdir(join(path, LOG_FOLDER), { withFileTypes: true })
  } catch (error) {
    return problem('import.unreadable', LOG_FOLDER, `${LOG_FOLDER} cannot be listed: ${systemReason(error)}.`)
  }
}

async function kindOf(path: string, links: 'follow' | 'refuse links'): Promise<string> {
  try {
    const stats = await lstat(links === 'follow' ? await realpath(path) : path)
    if (stats.isDirectory()) return 'folder'
    return stats.isSymbolicLink() ? 'a symbolic link' : 'a file'
  } catch (error) {
    return systemReason(error) === 'ENOENT' ? 'nothing' : `something unreadable (${systemReason(error)})`
  }
}

function irregular(entry: Dirent): ImportProblem[] {
  if (entry.isFile()) return []
  const kind = entry.isSymbolicLink() ? 'a symbolic link' : entry.isDirectory() ? 'a folder' : 'something else'
  return [problem('import.not-a-file', inLog(entry.name), `Expected a regular file, found ${kind}.`)]
}

function versionProblems(commits: readonly VersionFile[], names: readonly LogName[]): ImportProblem[] {
  const [first] = commits
  const checkpoints = names.some(({ kind }) => CHECKPOINTS.has(kind))
  if (first === undefined) {
    const message = checkpoints
      ? `${LOG_FOLDER} holds checkpoints and no JSON commit: its history is gone, and importing a checkpoint is not possible yet.`
      : `${LOG_FOLDER} holds no JSON commit.`
    return [problem('import.no-commits', LOG_FOLDER, message)]
  }
  const problems: ImportProblem[] = []
  if (first.version !== 0n) {
    const older = checkpoints ? 'older versions are known to a checkpoint alone' : 'older versions are missing'
    const message = `The log begins with version ${first.version}: ${older}. Expected version 0; importing a checkpoint is not possible yet.`
    problems.push(problem('import.first-version', first.file, message))
  }
  for (const [index, { version, file }] of commits.entries()) {
    const before = commits[index - 1]
    if (before === undefined || version === before.version + 1n) continue
    if (version === before.version) {
      problems.push(
        problem('import.duplicate-version', file, `Version ${version} is there twice: ${before.file} is it too.`),
      )
    } else {
      const gap =
        version === before.version + 2n
          ? `version ${version - 1n} is`
          : `versions ${before.version + 1n} to ${version - 1n} are`
      problems.push(problem('import.gap', file, `After version ${before.version} comes ${version}: ${gap} missing.`))
    }
  }
  return problems
}

const CHECKPOINTS: ReadonlySet<LogName['kind']> = new Set(['classic-checkpoint', 'checkpoint-part', 'uuid-checkpoint'])

/** Ratified commits of a catalog-managed table that were not published are known to its catalog alone. */
function stagedWarning(entries: readonly Dirent[]): ImportProblem[] {
  const staged = entries.find(entry => entry.name === '_staged_commits' && entry.isDirectory())
  if (!staged) return []
  const message = 'Staged commits are not imported: only their catalog knows which of them were ratified.'
  return [problem('import.staged-commits', inLog(staged.name), message)]
}

function inLog(name: string): string {
  return `${LOG_FOLDER}/${name}`
}

function problem(rule: string, file: string | null, message: string): ImportProblem {
  return { rule, file, line: null, message }
}
