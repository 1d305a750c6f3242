import type { Action, Version } from './actions.ts'
import { TABLE_RULES } from './rules/table-rules.ts'
import { RULES, type RuleId } from './rules.ts'

type Kind = Action['kind']

/** What was looked at: rules about other kinds of actions say nothing of a draft that has none. */
export interface LookedAt {
  readonly kinds: ReadonlySet<Kind>
  readonly version: Version
  /** Whether the table was asked as well. */
  readonly isAgainstTable: boolean
}

/** The rules that a draft was held against, in the order of the catalogue; those that it does not break it has passed. */
export function lookedAtRules({ kinds, version, isAgainstTable }: LookedAt): RuleId[] {
  const ids = Object.keys(RULES).filter((id): id is RuleId => Object.hasOwn(RULES, id))
  return ids.filter(id => {
    if (Object.hasOwn(TABLE_RULES, id) && !isAgainstTable) return false
    if (FIRST_VERSION.has(id)) return version === 0n
    if (isAgainstTable && OF_ANY_COMMIT.has(id)) return true
    const [, about] = SUBJECTS.find(([prefix]) => id.startsWith(prefix)) ?? []
    return about === undefined || about.some(kind => kinds.has(kind))
  })
}

const FIRST_VERSION: ReadonlySet<RuleId> = new Set(['commit.protocol-missing', 'commit.metadata-missing'])

/** The table's own protocol is asked for, whatever the commit does. */
const OF_ANY_COMMIT: ReadonlySet<RuleId> = new Set([
  'protocol.reader-version',
  'protocol.writer-version',
  'protocol.reader-feature-unsupported',
  'protocol.writer-feature-unsupported',
])

const FILES = ['add', 'remove', 'cdc'] as const
const TABLE_SHAPE = ['metaData', 'protocol'] as const

/** Which actions make a rule look, by the beginning of its id; the first that fits counts, and a rule without one always looks. */
const SUBJECTS: readonly (readonly [prefix: string, kinds: readonly Kind[]])[] = [
  ['file.change-data', ['cdc']],
  ['file.remove', ['remove']],
  ['file.', FILES],
  ['dv.', ['add', 'remove']],
  ['stats.', ['add', 'remove']],
  ['metadata.', ['metaData']],
  ['mapping.', ['metaData']],
  ['protocol.', ['protocol']],
  ['domain.', ['domainMetadata']],
  ['txn.', ['txn']],
  ['table.rows-unverified', ['add']],
  ['table.remove', ['remove']],
  ['table.add', ['add']],
  ['table.append-only', ['remove']],
  ['table.partition-', FILES],
  ['table.stats', ['add']],
  ['table.domain', ['domainMetadata']],
  ['table.protocol-downgrade', TABLE_SHAPE],
  ['table.feature-', TABLE_SHAPE],
  ['table.id', ['metaData']],
  ['table.partitioning', ['metaData']],
  ['table.type', ['metaData']],
  ['table.column', ['metaData']],
  ['change-data.', FILES],
  ['clustering.stats', ['add']],
  ['clustering.', TABLE_SHAPE],
]
