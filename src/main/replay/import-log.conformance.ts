import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectationOf } from '../../../test/conformance/expectation.ts'
import { ConformanceSuite, compared, crossChecked, type Verdict } from '../../../test/conformance/suite.ts'
import { useDatabase } from '../../../test/database.ts'
import { type Imported, runImport } from '../../../test/import.ts'
import { CONFORMANCE_FOLDER, type RealTable, realTables } from '../../../test/real-logs.ts'
import type { ImportProblem } from '../../shared/contract/import.ts'
import { commitFileName, parseLogName } from '../../shared/delta/log-names.ts'
import { parseCommit } from '../../shared/delta/parse-commit.ts'
import { findRule } from '../../shared/delta/rules.ts'
import { SnapshotBuilder } from '../../shared/delta/snapshot.ts'
import { readVersion } from '../postgres/versions.ts'
import { plainControl } from '../tasks/task-work.ts'
import { exportLog } from './export-log.ts'

const database = useDatabase()
const tables = realTables()
const suite = new ConformanceSuite('import')
let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'deltadesk-export-'))
})
afterAll(async () => {
  await rm(home, { recursive: true, force: true })
  suite.print()
})

/** The rules by which a strict import says what implementations call by these names; by any where a name is not here. */
const RULES_OF_ERROR: ReadonlyMap<string, RegExp> = new Map(
  Object.entries({
    TableNotFound: /^log\.(nothing|absent)$/,
    VersionsNotContiguous: /^log\.versions-not-contiguous$/,
    InvalidCheckpoint: /^(log\.invalid-checkpoint|checkpoint\..*|log\.versions-not-contiguous)$/,
    MissingProtocol: /^commit\.protocol-missing$/,
    MissingMetadata: /^commit\.metadata-missing$/,
    UnsupportedProtocolVersion: /^protocol\.reader-version$/,
    UnsupportedReaderFeature: /^protocol\.(reader-feature-unsupported|reader-version)$/,
    InvalidProtocol: /^protocol\./,
    AppendOnlyViolation: /^table\.append-only$/,
    MissingNumRecords: /^dv\.num-records-missing$/,
    DuplicateAction: /^commit\..*(repeated|contradicted)$/,
  }),
)

describe('imports of real logs', () => {
  if (tables.length === 0) {
    test.skip(`there are no tables in ${CONFORMANCE_FOLDER}`, () => undefined)
    return
  }
  test.for(tables.map(table => [table.name, table] as const))('%s', async ([name, table], { skip }) => {
    suite.settle(name, await judge(table), skip)
  })
})

async function judge(table: RealTable): Promise<Verdict> {
  if (table.files.length === 0 && !expectationOf(table)) return { kind: 'skip', reason: 'there is no log' }
  const before = await tablesInDatabase()
  const outcome = await runImport(database, dirname(table.logFolder), { plan: { name: planName(table) } })
  if (outcome.kind === 'imported') return judgeImported(table, outcome)
  if (outcome.kind !== 'refused') return compared([`ended as ${outcome.kind}`])
  const problems = judgeRefusal(table, outcome.problems)
  expect(await tablesInDatabase(), 'a refused import leaves nothing').toEqual(before)
  problems.push(...(await judgeInspection(table)))
  return compared(problems, `refused: ${outcome.problems[0]?.rule}`)
}

/** Short and its own, however a folder is called. */
function planName(table: RealTable): string {
  return `table ${tables.indexOf(table)}`
}

function expectedError(table: RealTable): string[] {
  const expected = expectationOf(table)
  const isError = expected?.outcome === 'error' || expected?.outcome === 'invalid'
  return isError ? [expected?.error?.kind ?? 'an error'] : []
}

function judgeRefusal(table: RealTable, problems: readonly ImportProblem[]): string[] {
  const found = problems.map(({ rule }) => rule)
  const expected = expectationOf(table)
  if (found.length === 0) return ['it was refused without a reason']
  if (expected?.outcome === 'ok' || expected?.outcome === 'checksum-mismatch') {
    return [`expected a table, got ${found.join(', ')}: ${problems[0]?.message}`]
  }
  const [kind = 'an error'] = expectedError(table)
  const rules = RULES_OF_ERROR.get(kind)
  const isExpected = !rules || found.some(rule => rules.test(rule) || findRule(rule)?.kind === kind)
  return isExpected ? [] : [`expected ${kind}, got ${found.join(', ')}`]
}

/** Totals of every version against an independent replay, verification, and an export that is the source. */
async function judgeImported(table: RealTable, imported: Imported): Promise<Verdict> {
  const { tableId, head, isBase, versions, first } = imported
  const from = isBase ? (first ?? 0n) + 1n : 0n
  const problems = expectedError(table).map(kind => `expected ${kind}, got a table`)
  const { own, ofSource } = differencesOf(table, imported)
  problems.push(...own)
  if (!isBase) problems.push(...(await judgeTotals(table, tableId)))
  if (from <= head) problems.push(...(await judgeExport(table, tableId, from, head)))
  const remark = `${versions} versions${isBase ? `, base ${first}` : ''}`
  if (problems.length > 0) return compared([...problems, ...ofSource])
  return ofSource.length > 0 ? crossChecked(ofSource) : compared([], remark)
}

interface VerifiedDifferences {
  /** Between the table and the commits that it was made from. */
  readonly own: readonly string[]
  /** Between the table and another file of its log: that contradicts the log's commits. */
  readonly ofSource: readonly string[]
}

function differencesOf(table: RealTable, { verification }: Imported): VerifiedDifferences {
  if (!verification) return { own: ['it was not verified'], ofSource: [] }
  const outcome = expectationOf(table)?.outcome
  const own = verification.differences.filter(({ file }) => file === null).map(({ message }) => message)
  const ofSource = verification.differences.filter(({ file }) => file !== null)
  if (outcome === 'checksum-mismatch') {
    return { own: ofSource.length > 0 ? own : [...own, 'expected a checksum that differs'], ofSource: [] }
  }
  const counted = ofSource.filter(({ rule }) => outcome !== 'ok-or-error' || rule !== 'verify.checkpoint-unreadable')
  return { own, ofSource: counted.map(({ file, message }) => `${file}: ${message}`) }
}

async function judgeTotals({ logFolder, files }: RealTable, tableId: string): Promise<string[]> {
  const builder = new SnapshotBuilder()
  const problems: string[] = []
  for (const { file, version } of commitsOf(files)) {
    const parsed = parseCommit(await readFile(join(logFolder, file), 'utf8'))
    if (parsed.kind === 'invalid') return [`${file} cannot be read`]
    builder.apply(
      version,
      parsed.value.lines.map(({ action }) => action),
    )
    const live = [...builder.build().files.values()]
    const bytes = live.reduce((sum, { add }) => sum + add.size, 0n)
    const stored = await readVersion(database, tableId, version)
    if (stored?.totalFiles !== BigInt(live.length) || stored.totalBytes !== bytes) {
      problems.push(`version ${version}: ${stored?.totalFiles} files of ${stored?.totalBytes} bytes`)
    }
  }
  return problems
}

async function judgeExport({ logFolder, files }: RealTable, tableId: string, from: bigint, to: bigint) {
  const folder = await mkdtemp(join(home, 'table-'))
  const input = { kind: 'export', tableId, from, to, folder } as const
  const outcome = await exportLog(database, input, plainControl('', new AbortController().signal))
  if (outcome.kind !== 'exported') return [`the export ended as ${outcome.kind}`]
  const problems: string[] = []
  for (const { file, version } of commitsOf(files).filter(({ version }) => version >= from)) {
    const [source, written] = await Promise.all([
      readFile(join(logFolder, file)),
      readFile(join(folder, '_delta_log', commitFileName(version))),
    ])
    if (!source.equals(written)) problems.push(`${file} was exported with other bytes`)
  }
  return problems
}

/** What was refused can be walked as far as it can be parsed. */
async function judgeInspection(table: RealTable): Promise<string[]> {
  const outcome = await runImport(database, dirname(table.logFolder), {
    plan: { name: `${planName(table)} inspected`, mode: 'inspect' },
  })
  if (outcome.kind === 'refused') return commitsOf(table.files).length === 0 ? [] : ['inspection was refused']
  if (outcome.kind !== 'imported') return [`inspection ended as ${outcome.kind}`]
  const problems = outcome.warnings.length > 0 ? [] : ['inspection found nothing wrong']
  for (let version = outcome.first ?? 0n; version <= outcome.head; version++) {
    if ((await readVersion(database, outcome.tableId, version)) === undefined) problems.push(`no version ${version}`)
  }
  return problems
}

function commitsOf(files: readonly string[]): { file: string; version: bigint }[] {
  return files
    .flatMap(file => {
      const name = parseLogName(file)
      return name?.kind === 'commit' ? [{ file, version: name.version }] : []
    })
    .sort((a, b) => (a.version < b.version ? -1 : 1))
}

async function tablesInDatabase(): Promise<unknown> {
  const { rows } = await database.pool.query(
    `select (select count(*) from dl_tables) as tables, (select count(*) from dl_table_versions) as versions,
            (select count(*) from dl_add_files) as adds, (select count(*) from dl_other_actions) as others`,
  )
  return rows
}
