import type { Location } from '../../shared/contract/histories.ts'
import type { TableSummary } from '../../shared/contract/schemas.ts'
import { describeLocation } from '../../shared/history/describe-location.ts'
import { parseDestination } from '../../shared/history/go-to.ts'
import { parseMoment } from '../../shared/history/moment.ts'
import type { Database } from '../postgres/connection.ts'
import { locateVersion } from '../postgres/locate-version.ts'
import type { OptionValues } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { existingVersion } from './find-table.ts'
import { formatTime } from './format.ts'
import type { Json } from './print-json.ts'
import { readVersionNumber, textOption } from './read-arguments.ts'

export const VERSION_OPTIONS = { version: { type: 'string' }, at: { type: 'string' } } as const

export const VERSION_OPTIONS_HELP = `  --version N        the version to look at (default: the head)
  --at TIME          the version that the table had then: "2026-11-02 14:00", 2026-11-02T14:00:05Z, "yesterday 9am";
                     without a zone the time is meant in the zone of this machine`

export interface ChosenVersion {
  readonly version: bigint
  /** How a time led to the version; undefined where none was given. */
  readonly asOf: { readonly words: string; readonly json: Json } | undefined
}

/** The version that `--version` or `--at` names, the head without either; throws a CommandFailure where there is none. */
export async function chooseVersion(
  database: Database,
  table: TableSummary,
  values: OptionValues,
): Promise<ChosenVersion> {
  const asked = readVersionNumber(textOption(values, 'version'), '--version')
  const at = textOption(values, 'at')
  if (at === undefined) return { version: existingVersion(table, asked), asOf: undefined }
  if (asked !== undefined) throw new CommandFailure('usage', 'Expected --version or --at, got both.')
  const timeMs = parseMoment(at, Date.now())
  if (timeMs === undefined) {
    const examples = '"2026-11-02 14:00", 2026-11-02T14:00:05Z or "yesterday 9am"'
    throw new CommandFailure('usage', `Expected a time such as ${examples} as --at, got ${JSON.stringify(at)}.`)
  }
  const location = await locateVersion(database, { tableId: table.tableId, target: { kind: 'time', timeMs } })
  return chosenBy(location, table, timeMs)
}

/** What an argument that names a version may be, for helps. */
export const PLACE_HELP = 'a version, "head", a time such as "yesterday 9am", or "before schema change"'

/** The version that an argument names in one of the ways of `PLACE_HELP`; throws a CommandFailure where there is none. */
export async function versionAt(
  database: Database,
  table: TableSummary,
  text: string | undefined,
  what: string,
): Promise<bigint> {
  const target = parseDestination(text ?? '', Date.now())
  if (target === undefined) {
    throw new CommandFailure('usage', `Expected ${PLACE_HELP} as ${what}, got ${JSON.stringify(text ?? '')}.`)
  }
  if (target.kind === 'version') return existingVersion(table, target.version)
  if (target.kind === 'back') return existingVersion(table, table.head - target.versions)
  const location = await locateVersion(database, { tableId: table.tableId, target })
  if (location.kind === 'found') return location.version
  throw new CommandFailure('not-found', `The table ${table.name} has no such version.`, {
    lines: [describeLocation(location, formatTime)],
  })
}

function chosenBy(location: Location, table: TableSummary, timeMs: number): ChosenVersion {
  switch (location.kind) {
    case 'found': {
      const { kind: _, ...found } = location
      const words = `${formatTime(timeMs)}: ${describeLocation(location, formatTime)}`
      return { version: location.version, asOf: { words, json: { timeMs, ...found } } }
    }
    case 'too-early':
      throw new CommandFailure('not-found', `The table ${table.name} did not exist at ${formatTime(timeMs)}.`, {
        lines: [describeLocation(location, formatTime)],
      })
    case 'none':
      return { version: existingVersion(table, undefined), asOf: undefined }
  }
}
