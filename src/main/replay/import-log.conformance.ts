import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { conformanceExceptions } from '../../../test/conformance/exceptions.ts'
import { expectationOf } from '../../../test/conformance/expectation.ts'
import { type CaseResult, printReport } from '../../../test/conformance/report.ts'
import { useDatabase } from '../../../test/database.ts'
import { type Imported, runImport } from '../../../test/import.ts'
import { CONFORMANCE_FOLDER, type RealTable, realTables } from '../../../test/real-logs.ts'
import type { ImportProblem } from '../../shared/contract/import.ts'
import { commitFileName, parseLogName } from '../../shared/delta/log-names.ts'
import { parseCommit } from '../../shared/delta/parse-commit.ts'
import { SnapshotBuilder } from '../../shared/delta/snapshot.ts'
import { readVersion } from '../postgres/versions.ts'
import { plainControl } from '../tasks/task-work.ts'
import { exportLog } from './export-log.ts'

const SUITE = 'import'
const database = useDatabase()
const tables = realTables()
const exceptions = conformanceExceptions(SUITE)
const results: CaseResult[] = []
let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'deltadesk-export-'))
})
afterAll(async () => {
  await rm(home, { recursive: true, force: true })
  printReport(SUITE, results)
})

/** The rules by which a strict import says what implementations call by these names. */
const RULES_OF_ERROR: Readonly<Record<string, RegExp>> = {
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
}

describe('imports of real logs', () => {
  if (tables.length === 0) {
    test.skip(`there are no tables in ${CONFORMANCE_FOLDER}`, () => undefined)
    return
  }
  test.for(tables.map(table => [table.name, table] as const))('%s', async ([name, table]) => {
    const before = await tablesInDatabase()
    const outcome = await runImport(database, dirname(table.logFolder), { plan: { name } })
    const problems: string[] = []
    let remark = ''
    if (outcome.kind === 'imported') {
      problems.push(...expectedError(table).map(kind => `expected ${kind}, got a table`))
      problems.push(...(await judgeImported(table, outcome)))
      remark = `${outcome.versions} versions${outcome.isBase ? `, base ${outcome.first}` : ''}`
    } else if (outcome.kind === 'refused') {
      problems.push(...judgeRefusal(table, outcome.problems))
      expect(await tablesInDatabase(), 'a refused import leaves nothing').toEqual(before)
      problems.push(...(await judgeInspection(table)))
      remark = `refused: ${outcome.problems[0]?.rule}`
    } else problems.push(`ended as ${outcome.kind}`)
    const reason = exceptions.get(name)
    if (reason !== undefined) {
      expect(problems, 'the case agrees: its exception has to go').not.toEqual([])
      results.push({ name, result: 'except', remark: reason })
      return
    }
    results.push({ name, result: problems.length === 0 ? 'agree' : 'differ', remark: problems.join('; ') || remark })
    expect(problems).toEqual([])
  })
})

function expectedError(table: RealTable): string[] {
  const expected = expectationOf(table)
  const isError = expected?.outcome === 'error' || expected?.outcome === 'invalid'
  return isError ? [expected?.error?.kind ?? 'an error'] : []
}

function judgeRefusal(table: RealTable, problems: readonly ImportProblem[]): string[] {
  const found = problems.map(({ rule }) => rule)
  const expected = expectationOf(table)
  if (!expected) return []
  const [kind] = expectedError(table)
  if (kind === undefined) return [`expected a table, got ${found.join(', ')}: ${problems[0]?.message}`]
  const rules = RULES_OF_ERROR[kind]
  if (rules === undefined) return [`nothing says by which rule ${kind} is told`]
  return found.some(rule => rules.test(rule)) ? [] : [`expected ${kind}, got ${found.join(', ')}`]
}

/** Totals of every version against an independent replay, verification, and an export that is the source. */
async function judgeImported(table: RealTable, imported: Imported): Promise<string[]> {
  const { verification, tableId, head, isBase } = imported
  const differences = (verification?.differences ?? []).map(({ file, message }) => `${file ?? 'log'}: ${message}`)
  const isExpected = expectationOf(table)?.outcome === 'checksum-mismatch'
  const problems = isExpected ? (differences.length > 0 ? [] : ['expected a checksum that differs']) : differences
  const from = isBase ? (imported.first ?? 0n) + 1n : 0n
  if (!isBase) problems.push(...(await judgeTotals(table, tableId)))
  if (from <= head) problems.push(...(await judgeExport(table, tableId, from, head)))
  return problems
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
    plan: { name: `${table.name} inspected`, mode: 'inspect' },
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
