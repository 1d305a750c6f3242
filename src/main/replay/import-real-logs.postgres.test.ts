import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { lastOf } from '../../../test/events.ts'
import { CONFORMANCE_FOLDER, type RealTable, realTables } from '../../../test/real-logs.ts'
import type { ImportEvent } from '../../shared/contract/import.ts'
import { parseLogName } from '../../shared/delta/log-names.ts'
import { parseCommit } from '../../shared/delta/parse-commit.ts'
import { printCommit } from '../../shared/delta/print-action.ts'
import { type Snapshot, SnapshotBuilder } from '../../shared/delta/snapshot.ts'
import { readStoredCommit } from '../postgres/stored-commit.ts'
import { readVersion } from '../postgres/versions.ts'
import { importLog } from './import-log.ts'

const database = useDatabase()
const tables = realTables()

/** Logs that the first form of the import cannot take or must not take, with the rule that says why. */
const REFUSED: Readonly<Record<string, string>> = {
  'tables/dat__no_replay': 'import.first-version',
  'tables/delta-rs__err_table_b': 'import.gap',
  'tables/delta-rs__err_table_d': 'protocol.reader-feature-unsupported',
  'tables/delta-rs__err_table_e': 'protocol.reader-feature-unsupported',
  'tables/delta-rs__err_table_g': 'import.gap',
  'tables/delta-rs__err_table_i': 'import.gap',
  'tables/delta-rs__simple_table_features': 'protocol.reader-version',
  'tables/delta-rs__table-with-domain-metadata': 'import.no-commits',
  'tables/golden__deltalog-invalid-protocol-version': 'protocol.reader-version',
  'tables/golden__deltalog-state-reconstruction-without-protocol': 'commit.protocol-missing',
  'tables/golden__versions-not-contiguous': 'import.gap',
  'tables/kernel-rs__crc-malformed': 'import.no-commits',
  'tables-derived/duplicate-add-same-path': 'commit.add-repeated',
  'tables-derived/multipart-missing-part-no-history': 'import.first-version',
  'tables-derived/reader3-without-readerFeatures': 'protocol.reader-features-missing',
  'tables-derived/reader3-writer6': 'protocol.reader-lists-need-writer-lists',
  'tables-derived/two-metadata-in-commit': 'commit.metadata-repeated',
  'tables-derived/two-txn-same-app-in-commit': 'commit.txn-contradicted',
}

async function importReal({ name, logFolder }: RealTable): Promise<ImportEvent | undefined> {
  const request = { path: dirname(logFolder), name }
  return lastOf(importLog(database, request, new AbortController().signal))
}

/** Commit files with the state after each, read without any of the code under test. */
function* replay({ logFolder, files }: RealTable): Generator<{ version: bigint; source: string; snapshot: Snapshot }> {
  const builder = new SnapshotBuilder()
  const commits = files.flatMap(file => {
    const name = parseLogName(file)
    return name?.kind === 'commit' ? [{ file, version: name.version }] : []
  })
  for (const { file, version } of commits.sort((a, b) => Number(a.version - b.version))) {
    const source = readFileSync(join(logFolder, file), 'utf8')
    const parsed = parseCommit(source)
    if (parsed.kind === 'ok')
      builder.apply(
        version,
        parsed.value.lines.map(({ action }) => action),
      )
    yield { version, source, snapshot: builder.build() }
  }
}

if (tables.length === 0) test.skip(`no real logs are at ${CONFORMANCE_FOLDER}: nothing was compared`, () => {})

for (const table of tables) {
  const rule = REFUSED[table.name]
  if (rule !== undefined) {
    test(`${table.name} is refused by ${rule}`, async () => {
      const end = await importReal(table)
      expect(end).toMatchObject({
        kind: 'refused',
        problems: expect.arrayContaining([expect.objectContaining({ rule })]),
      })
    })
    continue
  }
  test(`[C6] ${table.name} comes back byte for byte, with the totals of its snapshots`, async () => {
    const end = await importReal(table)
    if (end?.kind !== 'done') throw new Error(JSON.stringify(end))
    for (const { version, source, snapshot } of replay(table)) {
      const stored = await readStoredCommit(database, end.tableId, version)
      expect(stored && printCommit(stored)).toBe(source)
      const files = [...snapshot.files.values()]
      expect(await readVersion(database, end.tableId, version)).toMatchObject({
        totalFiles: BigInt(files.length),
        totalBytes: files.reduce((sum, { add }) => sum + add.size, 0n),
      })
    }
  })
}
