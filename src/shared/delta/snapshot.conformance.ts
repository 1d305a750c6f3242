import { afterAll, describe, test } from 'vitest'
import { compareState, type ExpectedState } from '../../../test/conformance/compare-state.ts'
import { type Expectation, expectationOf } from '../../../test/conformance/expectation.ts'
import { lastCheckpointState } from '../../../test/conformance/last-checkpoint.ts'
import { checksumProblems, hasCheckpoint, replayTable } from '../../../test/conformance/replay-table.ts'
import { ConformanceSuite, compared, type Verdict } from '../../../test/conformance/suite.ts'
import { CONFORMANCE_FOLDER, type RealTable, realTables } from '../../../test/real-logs.ts'
import type { Snapshot } from './snapshot.ts'

/** Errors of a state; those of a commit's or a protocol's meaning belong to the rules, see validation.conformance.ts. */
const STATE_ERRORS: ReadonlySet<string> = new Set([
  'TableNotFound',
  'VersionsNotContiguous',
  'MissingProtocol',
  'MissingMetadata',
])

const tables = realTables()
const suite = new ConformanceSuite('snapshot')

describe('snapshots of real logs', () => {
  if (tables.length === 0) {
    test.skip(`there are no tables in ${CONFORMANCE_FOLDER}`, () => undefined)
    return
  }
  afterAll(() => suite.print())

  test.for(tables.map(table => [table.name, table] as const))('%s', ([name, table], { skip }) => {
    suite.settle(name, judge(table), skip)
  })
})

function judge(table: RealTable): Verdict {
  const expected = expectationOf(table)
  if (!expected) return { kind: 'skip', reason: 'no authority says what is right' }
  const replay = replayTable(table)
  if (replay.kind === 'checkpoint-needed') return { kind: 'skip', reason: replay.message }
  switch (expected.outcome) {
    case 'ok':
      if (replay.kind === 'error') return compared([`expected a state, got ${replay.error}: ${replay.message}`])
      return compareAll(table, replay.snapshots, expected)
    case 'ok-or-error':
      return replay.kind === 'error'
        ? compared([], `${replay.error}: ${replay.message}`)
        : compareAll(table, replay.snapshots, expected)
    case 'checksum-mismatch': {
      const found = replay.kind === 'ok' ? checksumProblems(table, replay.snapshots) : []
      return compared(found.length > 0 ? [] : ['expected a checksum that differs, got none'])
    }
    case 'error':
    case 'invalid':
      return compareError(table, expected, replay)
    default:
      return { kind: 'skip', reason: `nothing here knows the outcome ${expected.outcome}` }
  }
}

function compareError(table: RealTable, { error }: Expectation, replay: ReturnType<typeof replayTable>): Verdict {
  if (!STATE_ERRORS.has(error?.kind ?? '')) {
    return { kind: 'skip', reason: `${error?.kind ?? 'an error'} is decided by the rules` }
  }
  if (replay.kind === 'ok' && hasCheckpoint(table)) return { kind: 'skip', reason: 'the fault is in a checkpoint' }
  const got = replay.kind === 'error' ? replay.error : 'a state'
  return compared(got === error?.kind ? [] : [`expected ${error?.kind}, got ${got}`])
}

function compareAll(table: RealTable, snapshots: readonly Snapshot[], expected: Expectation): Verdict {
  const verdicts = [compareAt(snapshots.at(-1), expected.latest ?? {})]
  for (const [version, state] of Object.entries(expected.versions ?? {})) {
    verdicts.push(compareAt(snapshots[Number(version)], state))
  }
  const pointer = lastCheckpointState(table)
  const isTrusted = pointer === 'intact'
  // Where nobody says whether it can be trusted, it must not contradict its own checksum.
  const isRight =
    expected.lastCheckpoint?.valid === undefined ? pointer !== 'altered' : isTrusted === expected.lastCheckpoint.valid
  if (pointer !== undefined && !isRight) {
    verdicts.push({ problems: [`_last_checkpoint: expected valid to be ${!isTrusted}, it is ${pointer}`], unknown: [] })
  }
  if (expected.withStagedRatified) verdicts.push(compareStaged(table, expected.withStagedRatified))
  const unknown = new Set(verdicts.flatMap(verdict => verdict.unknown))
  return compared(
    verdicts.flatMap(({ problems }) => problems),
    unknown.size > 0 ? `not compared: ${[...unknown].join(', ')}` : '',
  )
}

function compareAt(snapshot: Snapshot | undefined, expected: ExpectedState) {
  return snapshot
    ? compareState(snapshot, expected)
    : { problems: ['expected a version that is not there'], unknown: [] }
}

/** A catalog-managed table as its catalog knows it: with the staged commits that it ratified. */
function compareStaged(table: RealTable, expected: NonNullable<Expectation['withStagedRatified']>) {
  const replay = replayTable(table, BigInt(expected.version))
  if (replay.kind !== 'ok')
    return { problems: [`expected a state with staged commits, got ${replay.message}`], unknown: [] }
  const { inCommitTimestamps = {}, ...latest } = expected
  const { problems, unknown } = compareAt(replay.snapshots.at(-1), latest)
  const times = Object.entries(inCommitTimestamps ?? {}).flatMap(([version, inCommitTimestamp]) => {
    return compareAt(replay.snapshots[Number(version)], { inCommitTimestamp }).problems
  })
  return { problems: [...problems, ...times], unknown }
}
