import type { ReadRecord } from './history.ts'
import type { TableRecord, Violation } from './table-record.ts'

/** Each read saw a prefix of what is the history now: those commits, under those numbers, up to its head and no further. */
export function judgeReads({ tableId, versions, head }: TableRecord, reads: readonly ReadRecord[]): Violation[] {
  const recorded = new Map(versions.map(({ version, commitId }) => [version, commitId]))
  return reads.flatMap(read => {
    if (read.tableId !== tableId) return []
    const message = problemOf(read, head, recorded)
    return message === undefined
      ? []
      : [{ rule: 'read-prefix', promise: 'C1', tableId, version: read.version, message } as const]
  })
}

function problemOf(
  { writer, version, tail }: ReadRecord,
  head: bigint,
  recorded: ReadonlyMap<bigint, string>,
): string | undefined {
  if (version > head) return `${writer} saw version ${version}, and the head is ${head}`
  for (const [index, seen] of tail.entries()) {
    const expected = version - BigInt(index)
    if (seen.version !== expected) return `${writer} saw version ${seen.version} where ${expected} was to be`
    if (recorded.get(seen.version) === seen.commitId) continue
    return `${writer} saw ${seen.commitId} as version ${seen.version}, which is ${recorded.get(seen.version) ?? 'not there'} now`
  }
  return undefined
}
