import { judgeClaims } from './judge-claims.ts'
import { judgeFiles } from './judge-files.ts'
import type { Claim, TableRecord, VersionRecord, Violation } from './table-record.ts'

/**
 * Holds what a database has of a table, and what writers were told, against the promises C1 to C4. Knows nothing of any
 * writer; gives no violation for a sound log. A log that begins at a base (kind `base`) is judged from there.
 */
export function judge(table: TableRecord, claims: readonly Claim[] = []): Violation[] {
  return [...judgeOrder(table), ...judgeContent(table), ...judgeFiles(table), ...judgeClaims(table, claims)]
}

/** C1: dense from the first version to the head, and strictly later each time. C2: no commit id twice. */
function judgeOrder({ tableId, head, versions }: TableRecord): Violation[] {
  const found: Violation[] = []
  const first = versions[0]
  if (first && first.version !== 0n && first.kind !== 'base') {
    found.push(violation('dense-versions', tableId, first.version, `the first version is ${first.version}`))
  }
  for (const [before, after] of pairs(versions)) {
    const { version } = after
    if (version === before.version) {
      found.push(violation('one-winner', tableId, version, `version ${version} was won twice`))
    } else if (version !== before.version + 1n) {
      found.push(violation('dense-versions', tableId, version, `version ${version} follows ${before.version}`))
    }
    if (after.committedAtUs <= before.committedAtUs) {
      found.push(
        violation('increasing-time', tableId, version, `version ${version} is not later than ${before.version}`),
      )
    }
  }
  const newest = versions.at(-1)?.version ?? -1n
  if (head !== newest) {
    found.push(violation('head', tableId, newest, `the head stands at ${head}, and the newest version is ${newest}`))
  }
  const seen = new Map<string, bigint>()
  for (const { version, commitId } of versions) {
    const earlier = seen.get(commitId)
    if (earlier !== undefined) {
      found.push(
        violation('one-winner', tableId, version, `versions ${earlier} and ${version} have one commit id, ${commitId}`),
      )
    }
    seen.set(commitId, version)
  }
  return found
}

/** C3: each version has the actions that it claims, and no action belongs to a version that is not recorded. */
function judgeContent({ tableId, versions, actions }: TableRecord): Violation[] {
  const found: Violation[] = []
  const stored = new Map(actions.map(record => [record.version, record]))
  for (const { version, numActions } of versions) {
    const { count, doubled } = stored.get(version) ?? { count: 0, doubled: 0 }
    if (count !== numActions) {
      found.push(
        violation('all-or-nothing', tableId, version, `version ${version} has ${count} of ${numActions} actions`),
      )
    }
    if (doubled > 0)
      found.push(violation('all-or-nothing', tableId, version, `version ${version} has two actions at one place`))
    stored.delete(version)
  }
  for (const { version, count } of stored.values()) {
    found.push(
      violation(
        'all-or-nothing',
        tableId,
        version,
        `${count} actions belong to version ${version}, which is not recorded`,
      ),
    )
  }
  return found
}

function violation(rule: JudgedRule, tableId: string, version: bigint, message: string): Violation {
  return { rule, promise: PROMISES[rule], tableId, version, message }
}

const PROMISES = {
  'dense-versions': 'C1',
  'increasing-time': 'C1',
  head: 'C1',
  'one-winner': 'C2',
  'all-or-nothing': 'C3',
} as const

type JudgedRule = keyof typeof PROMISES

function pairs(versions: readonly VersionRecord[]): [VersionRecord, VersionRecord][] {
  return versions.slice(1).flatMap((after, index) => {
    const before = versions[index]
    return before ? [[before, after] as [VersionRecord, VersionRecord]] : []
  })
}
