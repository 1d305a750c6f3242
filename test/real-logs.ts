import { existsSync, readdirSync, readFileSync } from 'node:fs'
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

/** Where logs of other programs stand for comparison; the folder need not exist. */
export const CONFORMANCE_FOLDER = resolve(
  REPOSITORY,
  process.env.DELTADESK_CONFORMANCE_DIR ?? join(REPOSITORY, '../shared/delta'),
)

/** The tables of the conformance folder by name; none where the folder is absent. */
export function realTables(): readonly RealTable[] {
  return ['tables', 'tables-derived'].flatMap(group => {
    const folder = join(CONFORMANCE_FOLDER, group)
    if (!existsSync(folder)) return []
    return readdirSync(folder)
      .sort()
      .map(table => {
        const logFolder = join(folder, table, '_delta_log')
        const files = existsSync(logFolder) ? readdirSync(logFolder, { recursive: true, encoding: 'utf8' }) : []
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
