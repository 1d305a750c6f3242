import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseLogName } from '../src/shared/delta/log-names.ts'
import { splitLines } from '../src/shared/delta/parse-commit.ts'

/** A folder with a `_delta_log` in it, and what is expected of it. */
export interface RealTable {
  /** `tables/golden__checkpoint` */
  readonly name: string
  readonly logFolder: string
  /** Names under `_delta_log`, also of its sub-folders. */
  readonly files: readonly string[]
}

const REPOSITORY = resolve(fileURLToPath(import.meta.url), '../..')

const DEFAULT_FOLDER = join(REPOSITORY, '../shared/delta')

/** Where logs of other programs stand for comparison; the folder need not exist. */
export const CONFORMANCE_FOLDER = resolve(REPOSITORY, process.env.DELTADESK_CONFORMANCE_DIR ?? DEFAULT_FOLDER)

/** Whether that is the folder whose disagreements are listed as exceptions, and not another one of the same shape. */
export const IS_DEFAULT_FOLDER = CONFORMANCE_FOLDER === DEFAULT_FOLDER

/** The tables of the conformance folder by name; none where the folder is absent. */
export function realTables(): readonly RealTable[] {
  return ['tables', 'tables-derived'].flatMap(group => {
    const folder = join(CONFORMANCE_FOLDER, group)
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .filter(table => statSync(join(folder, table), { throwIfNoEntry: false })?.isDirectory() === true)
      .sort()
      .map(table => {
        const logFolder = join(folder, table, '_delta_log')
        const isThere = statSync(logFolder, { throwIfNoEntry: false })?.isDirectory() === true
        const files = isThere ? readdirSync(logFolder, { recursive: true, encoding: 'utf8' }) : []
        return { name: `${group}/${table}`, logFolder, files: files.sort() }
      })
  })
}

/** Every line of every JSON commit of those tables. */
export function realCommitLines(): readonly string[] {
  return realTables().flatMap(({ logFolder, files }) =>
    files
      .filter(file => parseLogName(file)?.kind === 'commit')
      .flatMap(file => splitLines(readFileSync(join(logFolder, file), 'utf8')).texts),
  )
}
