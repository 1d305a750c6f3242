import fc from 'fast-check'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { add, commitInfo, creation, draftOf, newTable, remove } from '../../../test/drafts.ts'
import { parseCommit } from '../../shared/delta/parse-commit.ts'
import { SnapshotBuilder } from '../../shared/delta/snapshot.ts'
import { logicalRows } from '../../shared/delta/stats.ts'
import { readVersion } from '../postgres/versions.ts'
import { commit } from './commit.ts'

const database = useDatabase()

/** One change of a random commit to one of a few files: which file, how large, how many rows if it says so. */
const change = fc.record({
  file: fc.integer({ min: 0, max: 7 }),
  size: fc.bigInt({ min: 0n, max: 2n ** 53n }),
  rows: fc.option(fc.bigInt({ min: 0n, max: 2n ** 40n })),
  keep: fc.boolean(),
})
const commits = fc.array(fc.uniqueArray(change, { selector: ({ file }) => file, maxLength: 6 }), { maxLength: 12 })

function linesOf(
  changes: readonly { file: number; size: bigint; rows: bigint | null; keep: boolean }[],
  live: ReadonlySet<string>,
): string[] {
  return changes.flatMap(({ file, size, rows, keep }) => {
    const path = `file-${file}`
    if (live.has(path) && !keep) return [JSON.stringify(remove(path))]
    const stats = rows === null ? undefined : `{"numRecords":${rows}}`
    return [JSON.stringify(add(path, { size: 'SIZE', stats })).replace('"SIZE"', String(size))]
  })
}

test('the ledger of any history counts what a replay of it counts', async () => {
  await fc.assert(
    fc.asyncProperty(commits, async history => {
      const tableId = await newTable(database)
      const builder = new SnapshotBuilder()
      for (const [index, changes] of [[], ...history].entries()) {
        const version = BigInt(index)
        const live = new Set([...builder.build().files.values()].map(file => file.add.path))
        const lines = index === 0 ? creation() : [commitInfo, ...linesOf(changes, live)]
        const draft = draftOf(tableId, version, lines)
        const outcome = await commit(database, draft)
        expect(outcome).toMatchObject({ kind: 'committed', version })
        const parsed = parseCommit(draft.actions)
        if (parsed.kind === 'ok')
          builder.apply(
            version,
            parsed.value.lines.map(({ action }) => action),
          )
        const files = [...builder.build().files.values()].map(file => file.add)
        const rows = files.map(file => logicalRows(file))
        expect(await readVersion(database, tableId, version)).toMatchObject({
          totalFiles: BigInt(files.length),
          totalBytes: files.reduce((sum, { size }) => sum + size, 0n),
          totalRows: rows.includes(undefined) ? null : rows.reduce<bigint>((sum, count) => sum + (count ?? 0n), 0n),
        })
      }
    }),
    { numRuns: 25 },
  )
})
