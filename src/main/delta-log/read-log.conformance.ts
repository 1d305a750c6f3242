import { dirname } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { compareState } from '../../../test/conformance/compare-state.ts'
import { conformanceExceptions } from '../../../test/conformance/exceptions.ts'
import { type Expectation, type ExpectedCheckpoint, expectationOf } from '../../../test/conformance/expectation.ts'
import { type CaseResult, printReport } from '../../../test/conformance/report.ts'
import { CONFORMANCE_FOLDER, type RealTable, realTables } from '../../../test/real-logs.ts'
import type { Snapshot } from '../../shared/delta/snapshot.ts'
import { compareChecksum } from '../../shared/delta/version-checksum.ts'
import type { CheckpointFile, CheckpointKind } from './checkpoint-file.ts'
import { compareSnapshots } from './compare-snapshots.ts'
import type { DeltaLog } from './delta-log.ts'
import { openLog } from './open-log.ts'
import { readCheckpoint } from './read-checkpoint.ts'
import { readChecksum } from './read-checksum.ts'
import { readLastCheckpoint } from './read-last-checkpoint.ts'
import { reconstructSnapshot, type SnapshotOptions } from './reconstruct-snapshot.ts'

/** What a table's log is compared with; `skip` where there is nothing to compare. */
type Verdict = readonly string[] | { readonly skip: string }

const NEVER = new AbortController().signal
const tables = realTables()

suite('log', 'logs end in the state or the error that is expected', async (table, log) => {
  const expected = expectationOf(table)
  if (!expected) return { skip: 'no authority says what is right' }
  if (expected.outcome === 'invalid') return { skip: 'readers do not refuse what writers must not write' }
  if (expected.outcome === 'checksum-mismatch') {
    const problems = await checksumProblems(log)
    return problems.length > 0 ? [] : ['expected a checksum that differs, got none']
  }
  if (expected.outcome !== 'ok') return errorProblems(log, expected)
  return [
    ...(await stateProblems(log, 'head', expected.latest ?? {})),
    ...(await versionProblems(log, expected)),
    ...(await ratifiedProblems(log, expected)),
    ...(await hintProblems(log, expected)),
  ]
})

suite('log-checkpoint', 'checkpoints hold the state of the commits before them', async (table, log) => {
  const { checkpoints } = log.listing
  if (checkpoints.length === 0) return { skip: 'it has no checkpoint' }
  const expected = expectationOf(table)?.checkpoints ?? {}
  const problems: string[] = []
  for (const checkpoint of checkpoints) {
    if (checkpoint.fault !== undefined) continue
    problems.push(...(await countProblems(log, checkpoint, expected[String(checkpoint.version)])))
    problems.push(...(await historyProblems(log, checkpoint)))
  }
  return problems
})

suite('log-checksum', 'version checksums describe the state', async (table, log) => {
  if (log.listing.checksums.length === 0) return { skip: 'it has no checksum' }
  if (expectationOf(table)?.outcome === 'checksum-mismatch') return { skip: 'its checksum is meant to differ' }
  return checksumProblems(log)
})

function suite(name: string, title: string, judge: (table: RealTable, log: DeltaLog) => Promise<Verdict>): void {
  describe(title, () => {
    const exceptions = conformanceExceptions(name)
    const results: CaseResult[] = []
    if (tables.length === 0) {
      test.skip(`there are no tables in ${CONFORMANCE_FOLDER}`, () => undefined)
      return
    }
    afterAll(() => printReport(name, results))
    test.for(tables.map(table => [table.name, table] as const))('%s', async ([table, files], { skip }) => {
      const opened = await openLog(dirname(files.logFolder), NEVER)
      if (opened.kind === 'refused') throw new Error(JSON.stringify(opened.problems))
      await using log = opened.log
      const verdict = await judge(files, log)
      const reason = exceptions.get(table)
      if ('skip' in verdict) {
        expect(reason, 'the case is not compared: its exception has to go').toBeUndefined()
        results.push({ name: table, result: 'skip', remark: verdict.skip })
        return skip(verdict.skip)
      }
      if (reason !== undefined) {
        expect(verdict, 'the case agrees: its exception has to go').not.toEqual([])
        results.push({ name: table, result: 'except', remark: reason })
        return
      }
      results.push({ name: table, result: verdict.length === 0 ? 'agree' : 'differ', remark: verdict.join('; ') })
      expect(verdict).toEqual([])
    })
  })
}

async function errorProblems(log: DeltaLog, { error }: Expectation): Promise<string[]> {
  const read = await reconstructSnapshot(log, 'head', {}, NEVER)
  const got = read.kind === 'error' ? read.error : undefined
  if (got?.kind !== error?.kind) return [`expected ${error?.kind}, got ${got?.kind ?? 'a state'}`]
  const text = error?.messageContains?.replace(/:.*/, '') ?? ''
  return got?.message.includes(text) ? [] : [`expected a message with "${text}", got "${got?.message}"`]
}

async function versionProblems(log: DeltaLog, { versions = {} }: Expectation): Promise<string[]> {
  const problems: string[] = []
  for (const [version, state] of Object.entries(versions)) {
    problems.push(...(await stateProblems(log, BigInt(version), state)))
  }
  return problems
}

async function stateProblems(
  log: DeltaLog,
  version: bigint | 'head',
  expected: Readonly<Record<string, unknown>>,
  options: SnapshotOptions = {},
): Promise<string[]> {
  const read = await reconstructSnapshot(log, version, options, NEVER)
  if (read.kind === 'error')
    return [`version ${version}: expected a state, got ${read.error.kind}: ${read.error.message}`]
  const damaged = read.warnings.map(({ message }) => message)
  return [...damaged, ...compareState(read.snapshot, expected).problems]
}

/** A catalog-managed table as its catalog knows it: with the staged commits that it ratified. */
async function ratifiedProblems(log: DeltaLog, { withStagedRatified: expected }: Expectation): Promise<string[]> {
  if (!expected) return []
  const { inCommitTimestamps = {}, ...latest } = expected
  const options = { ratified: log.listing.staged }
  const problems = await stateProblems(log, BigInt(expected.version), latest, options)
  for (const [version, inCommitTimestamp] of Object.entries(inCommitTimestamps ?? {})) {
    problems.push(...(await stateProblems(log, BigInt(version), { inCommitTimestamp }, options)))
  }
  return problems
}

async function hintProblems(log: DeltaLog, { lastCheckpoint }: Expectation): Promise<string[]> {
  const hint = await readLastCheckpoint(log)
  if (hint.kind === 'absent') return []
  const expected = lastCheckpoint?.valid ?? true
  return (hint.kind === 'intact') === expected ? [] : [`_last_checkpoint: expected valid to be ${expected}`]
}

/** The state of a checkpoint alone against that of the commits up to its version alone, where they are all there. */
async function historyProblems(log: DeltaLog, checkpoint: CheckpointFile): Promise<string[]> {
  const { version } = checkpoint
  const byCommits = await stateAt({ ...log, listing: { ...log.listing, checkpoints: [] } }, version)
  const listing = { ...log.listing, checkpoints: [checkpoint], commits: [] }
  const byCheckpoint = await stateAt({ ...log, listing }, version)
  if (!byCheckpoint) return [`the checkpoint of version ${version} cannot be read`]
  if (!byCommits) return []
  return compareSnapshots(byCommits, byCheckpoint).map(({ message }) => `version ${version}: ${message}`)
}

/** Without judging the protocol; undefined where something is missing or damaged. */
async function stateAt(log: DeltaLog, version: bigint): Promise<Snapshot | undefined> {
  const read = await reconstructSnapshot(log, version, { protocol: 'any' }, NEVER)
  return read.kind === 'ok' && read.warnings.length === 0 ? read.snapshot : undefined
}

const KIND_NAMES: Readonly<Record<CheckpointKind, string>> = {
  classic: 'classic',
  'multi-part': 'multipart',
  'uuid-json': 'uuid-json',
  'uuid-parquet': 'uuid-parquet',
}

async function countProblems(
  { store }: DeltaLog,
  checkpoint: CheckpointFile,
  expected: ExpectedCheckpoint | undefined,
): Promise<string[]> {
  if (!expected) return []
  const counts = new Map<string, number>()
  for await (const { actions } of readCheckpoint(store, checkpoint, NEVER)) {
    for (const { kind } of actions) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const count = (kind: string) => counts.get(kind) ?? 0
  const actual: ExpectedCheckpoint = {
    kind: KIND_NAMES[checkpoint.kind],
    spec: count('checkpointMetadata') > 0 ? 'V2' : 'V1',
    numAddFiles: count('add'),
    numRemoves: count('remove'),
    numTxns: count('txn'),
    numDomains: count('domainMetadata'),
    numSidecars: count('sidecar'),
  }
  return JSON.stringify(actual) === JSON.stringify({ ...actual, ...expected })
    ? []
    : [`version ${checkpoint.version}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`]
}

/** In-commit timestamps are left out: a corpus has logs in which they were edited by hand. */
async function checksumProblems(log: DeltaLog): Promise<string[]> {
  const problems: string[] = []
  for (const file of log.listing.checksums) {
    const snapshot = await stateAt(log, file.version)
    const read = await readChecksum(log.store, file)
    if (!snapshot) continue
    const issues = read.kind === 'ok' ? compareChecksum(snapshot, read.checksum) : []
    const ofFiles = issues.filter(({ path: [field] }) => field !== 'inCommitTimestampOpt')
    problems.push(...ofFiles.map(({ path, message }) => `${file.file} ${path.join('.')}: ${message}`))
    if (read.kind === 'refused') problems.push(...read.problems.map(({ message }) => `${file.file}: ${message}`))
  }
  return problems
}
