import { dirname } from 'node:path'
import { afterAll, describe, test } from 'vitest'
import { compareState } from '../../../test/conformance/compare-state.ts'
import { type Expectation, type ExpectedCheckpoint, expectationOf } from '../../../test/conformance/expectation.ts'
import { ConformanceSuite, compared, crossChecked, type Verdict } from '../../../test/conformance/suite.ts'
import { CONFORMANCE_FOLDER, type RealTable, realTables } from '../../../test/real-logs.ts'
import type { Snapshot } from '../../shared/delta/snapshot.ts'
import { compareChecksum } from '../../shared/delta/version-checksum.ts'
import type { CheckpointFile, CheckpointKind } from './checkpoint-file.ts'
import { compareSnapshots } from './compare-snapshots.ts'
import type { DeltaLog } from './delta-log.ts'
import type { LogErrorKind } from './log-error.ts'
import { openLog } from './open-log.ts'
import { readCheckpoint } from './read-checkpoint.ts'
import { readChecksum } from './read-checksum.ts'
import { readLastCheckpoint } from './read-last-checkpoint.ts'
import { reconstructSnapshot, type SnapshotOptions } from './reconstruct-snapshot.ts'

const NEVER = new AbortController().signal
const tables = realTables()

suite('log', 'logs end in the state or the error that is expected', async (table, log) => {
  const expected = expectationOf(table)
  if (!expected) return { kind: 'skip', reason: 'no authority says what is right' }
  switch (expected.outcome) {
    case 'ok':
      return compared(await logProblems(table, log, expected))
    case 'ok-or-error': {
      const read = await reconstructSnapshot(log, 'head', {}, NEVER)
      if (read.kind === 'error') return compared([], `${read.error.kind}: ${read.error.message}`)
      return compared(await logProblems(table, log, expected))
    }
    case 'error':
      return errorVerdict(log, expected)
    case 'checksum-mismatch': {
      const problems = await checksumProblems(log)
      return compared(problems.length > 0 ? [] : ['expected a checksum that differs, got none'])
    }
    case 'invalid':
      return { kind: 'skip', reason: 'readers do not refuse what writers must not write' }
    default:
      return { kind: 'skip', reason: `nothing here knows the outcome ${expected.outcome}` }
  }
})

suite('log-checkpoint', 'checkpoints hold what is expected of them', async (table, log) => {
  const expected = Object.entries(expectationOf(table)?.checkpoints ?? {})
  if (expected.length === 0) return { kind: 'skip', reason: 'no authority describes its checkpoints' }
  const problems: string[] = []
  for (const [version, counts] of expected) problems.push(...(await countProblems(log, BigInt(version), counts)))
  return compared(problems)
})

suite('log-history', 'checkpoints hold the state of the commits before them', async (table, log) => {
  const checkpoints = log.listing.checkpoints.filter(({ fault }) => fault === undefined)
  if (checkpoints.length === 0) return { kind: 'skip', reason: 'it has no whole checkpoint' }
  const problems: string[] = []
  for (const checkpoint of checkpoints) problems.push(...(await historyProblems(log, checkpoint)))
  return isMadeBroken(table) && problems.length > 0
    ? { kind: 'skip', reason: problems.join('; ') }
    : crossChecked(problems)
})

suite('log-checksum', 'version checksums describe the state', async (table, log) => {
  if (log.listing.checksums.length === 0) return { kind: 'skip', reason: 'it has no checksum' }
  if (expectationOf(table)?.outcome === 'checksum-mismatch') {
    return { kind: 'skip', reason: 'its checksum is meant to differ' }
  }
  return crossChecked(await checksumProblems(log))
})

function suite(name: string, title: string, judge: (table: RealTable, log: DeltaLog) => Promise<Verdict>): void {
  describe(title, () => {
    const results = new ConformanceSuite(name)
    if (tables.length === 0) {
      test.skip(`there are no tables in ${CONFORMANCE_FOLDER}`, () => undefined)
      return
    }
    afterAll(() => results.print())
    test.for(tables.map(table => [table.name, table] as const))('%s', async ([key, table], { skip }) => {
      const opened = await openLog(dirname(table.logFolder), NEVER)
      if (opened.kind === 'refused') {
        const verdict = refusedVerdict(table, opened.problems)
        results.settle(key, name === 'log' ? verdict : { kind: 'skip', reason: 'there is no log' }, skip)
        return
      }
      await using log = opened.log
      results.settle(key, await judge(table, log), skip)
    })
  })
}

/** A log that cannot even be listed is right where no table was expected. */
function refusedVerdict(table: RealTable, problems: readonly { readonly message: string }[]): Verdict {
  const expected = expectationOf(table)
  const reason = problems.map(({ message }) => message).join(' ')
  if (!expected) return { kind: 'skip', reason }
  return compared(expected.outcome === 'ok' ? [`expected a table, got: ${reason}`] : [], reason)
}

/** Damage in a table that was made to be broken is no fault of the reader that tells of it. */
function isMadeBroken({ name }: RealTable): boolean {
  return name.startsWith('tables-derived/')
}

async function logProblems(table: RealTable, log: DeltaLog, expected: Expectation): Promise<string[]> {
  const isDamageMeant = isMadeBroken(table) || expected.outcome === 'ok-or-error'
  return [
    ...(await stateProblems(log, 'head', expected.latest ?? {}, { isDamageMeant })),
    ...(await versionProblems(log, expected, isDamageMeant)),
    ...(await ratifiedProblems(log, expected)),
    ...(await hintProblems(log, expected)),
  ]
}

const LOG_ERROR_KINDS: ReadonlySet<string> = new Set([
  'TableNotFound',
  'VersionNotFound',
  'VersionsNotContiguous',
  'InvalidCommit',
  'InvalidCheckpoint',
  'MissingProtocol',
  'MissingMetadata',
  'InvalidProtocol',
  'UnsupportedProtocolVersion',
  'UnsupportedReaderFeature',
] satisfies LogErrorKind[])

/** What went wrong has a name where this program knows it; how it is worded is everybody's own. */
async function errorVerdict(log: DeltaLog, { error }: Expectation): Promise<Verdict> {
  const read = await reconstructSnapshot(log, 'head', {}, NEVER)
  const expected = error?.kind ?? 'an error'
  if (read.kind === 'ok') return compared([`expected ${expected}, got a state`])
  const { kind, message } = read.error
  const isAgreed = kind === expected || !LOG_ERROR_KINDS.has(expected)
  return compared(isAgreed ? [] : [`expected ${expected}, got ${kind}`], `${kind}: ${message}`)
}

async function versionProblems(
  log: DeltaLog,
  { versions = {} }: Expectation,
  isDamageMeant: boolean,
): Promise<string[]> {
  const problems: string[] = []
  for (const [version, state] of Object.entries(versions)) {
    problems.push(...(await stateProblems(log, BigInt(version), state, { isDamageMeant })))
  }
  return problems
}

async function stateProblems(
  log: DeltaLog,
  version: bigint | 'head',
  expected: Readonly<Record<string, unknown>>,
  { isDamageMeant = false, ...options }: SnapshotOptions & { readonly isDamageMeant?: boolean } = {},
): Promise<string[]> {
  const read = await reconstructSnapshot(log, version, options, NEVER)
  if (read.kind === 'error')
    return [`version ${version}: expected a state, got ${read.error.kind}: ${read.error.message}`]
  const damaged = isDamageMeant ? [] : read.warnings.map(({ message }) => message)
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

/** Where nobody says whether the hint can be trusted, it must not contradict its own checksum. */
async function hintProblems(log: DeltaLog, { lastCheckpoint }: Expectation): Promise<string[]> {
  const hint = await readLastCheckpoint(log)
  if (hint.kind === 'absent') return []
  const isTrusted = hint.kind === 'intact'
  const isWrongSum = !isTrusted && hint.findings.some(({ message }) => message.includes('checksum'))
  const isRight = lastCheckpoint?.valid === undefined ? !isWrongSum : isTrusted === lastCheckpoint.valid
  return isRight ? [] : [`_last_checkpoint: expected valid to be ${!isTrusted}`]
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

/** One of the checkpoints of that version is the expected one; there may be several kinds. */
async function countProblems(log: DeltaLog, version: bigint, expected: ExpectedCheckpoint): Promise<string[]> {
  const candidates = log.listing.checkpoints.filter(
    checkpoint => checkpoint.version === version && checkpoint.fault === undefined,
  )
  if (candidates.length === 0) return [`expected a whole checkpoint of version ${version}`]
  const wanted = JSON.stringify(expected)
  const found = await Promise.all(candidates.map(checkpoint => contentOf(log, checkpoint)))
  if (found.some(actual => isExpected(actual, expected))) return []
  return [`version ${version}: expected ${wanted}, got ${found.map(actual => JSON.stringify(actual)).join(' and ')}`]
}

function isExpected(actual: Counts | string, expected: ExpectedCheckpoint): boolean {
  if (typeof actual === 'string') return false
  const stated = Object.entries(actual).map(([key, value]) => [value, expected[key as keyof Counts] ?? value])
  return stated.every(([value, wanted]) => String(value) === String(wanted))
}

type Counts = Required<ExpectedCheckpoint>

/** A sentence where it cannot be read. */
async function contentOf({ store }: DeltaLog, checkpoint: CheckpointFile): Promise<Counts | string> {
  const counts = new Map<string, number>()
  try {
    for await (const { actions } of readCheckpoint(store, checkpoint, NEVER)) {
      for (const { kind } of actions) counts.set(kind, (counts.get(kind) ?? 0) + 1)
    }
  } catch (error) {
    return `the checkpoint cannot be read: ${String(error)}`
  }
  const count = (kind: string) => counts.get(kind) ?? 0
  return {
    kind: KIND_NAMES[checkpoint.kind],
    spec: count('checkpointMetadata') > 0 ? 'V2' : 'V1',
    numAddFiles: count('add'),
    numRemoves: count('remove'),
    numTxns: count('txn'),
    numDomains: count('domainMetadata'),
    numSidecars: count('sidecar'),
  }
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
