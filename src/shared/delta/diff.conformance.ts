import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CONFORMANCE_FOLDER, type RealTable, realTables } from '../../../test/real-logs.ts'
import type { Action } from './actions.ts'
import { diffSnapshots, diffVersion, type TableDiff } from './diff.ts'
import { parseLogName } from './log-names.ts'
import { parseCommit } from './parse-commit.ts'
import { applyCommit, emptySnapshot } from './snapshot.ts'

const tables = realTables().map(table => [table.name, commitsOf(table)] as const)

test.runIf(tables.length === 0)(`there is no tables under ${CONFORMANCE_FOLDER}, so nothing is compared`, context => {
  context.skip()
})

describe.skipIf(tables.length === 0)('diffs of real tables', () => {
  test.each(tables)('%s: what each commit did is what differs between the snapshots around it', (_, commits) => {
    let before = emptySnapshot()
    for (const { version, actions } of commits) {
      const after = applyCommit(before, version, actions)
      const byCommit = diffVersion(before, version, actions)
      const bySnapshots = diffSnapshots(before, after)
      expect(summary(byCommit)).toEqual(summary(bySnapshots))
      before = after
    }
  })
})

function summary({ files, ...rest }: TableDiff): unknown {
  const { rewrites: _, emptyRemoves: __, ...table } = { rewrites: [], emptyRemoves: [], ...rest }
  const paths = [files.added, files.removed, files.changed].map(list => list.map(({ path }) => path).sort())
  return { ...table, paths, totals: files.totals }
}

function commitsOf({ logFolder, files }: RealTable): { version: bigint; actions: Action[] }[] {
  return files.flatMap(file => {
    const name = parseLogName(file)
    if (name?.kind !== 'commit') return []
    const commit = parseCommit(readFileSync(join(logFolder, file), 'utf8'))
    if (commit.kind === 'invalid') return []
    return [{ version: name.version, actions: commit.value.lines.map(({ action }) => action) }]
  })
}
