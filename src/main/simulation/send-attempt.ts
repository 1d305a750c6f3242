import type { CommitOutcome } from '../../shared/contract/outcome.ts'
import { COMMIT_STEPS } from '../../shared/contract/outcome.ts'
import { type CommitOptions, commit } from '../log/commit.ts'
import { commitTogether } from '../log/together/commit-together.ts'
import { foreignCommit } from '../postgres/foreign-commit.ts'
import type { OpenAttempt } from './open-attempt.ts'
import { partitionOf } from './plan-draft.ts'
import type { CommitWork } from './run-writer.ts'
import { ClientCrashed } from './stage.ts'

/** What came of sending the drafts of one commit: one word for all of them. */
export type Sent =
  | { readonly kind: 'outcome'; readonly outcome: CommitOutcome }
  /** A writer that is not ours has no outcomes, only what the server said. */
  | { readonly kind: 'foreign-failure'; readonly sqlState: string | undefined; readonly message: string }

/** Sends the drafts, each by the means of its writer, and notes what every one of them was told. */
export async function sendAttempts(on: CommitWork, drafts: readonly OpenAttempt[]): Promise<Sent> {
  const { stage, writer, steps, standing, work } = on
  const atMs = stage.recorder.now()
  const isStepwise = stage.hold !== undefined || stage.faults.concern(writer.name, standing.commit)
  const onStep = (step: string) => steps.enter(step)
  const noted = noteSent(on)
  const sent =
    writer.spec.operation === 'foreign'
      ? await sendForeign(on, drafts, onStep)
      : writer.spec.operation === 'together'
        ? await sendTogether(on, drafts, isStepwise ? onStep : undefined)
        : await sendOne(on, drafts, isStepwise ? { onStep } : { watchStep: noted.watchStep })
  steps.leave()
  if (steps.diesUnheard) {
    for (const attempt of drafts) attempt.told = { kind: 'unknown' }
    throw new ClientCrashed()
  }
  const ms = stage.recorder.now() - atMs
  work.busyMs += ms
  if (sent.kind === 'outcome') {
    const timings = ('timings' in sent.outcome && sent.outcome.timings) || {}
    work.lockMs += timings.lock ?? 0
    if (!isStepwise) addSpans(on, sent.outcome, noted.end(), atMs, ms)
  }
  return sent
}

async function sendOne(
  { stage, writer }: CommitWork,
  drafts: readonly OpenAttempt[],
  watching: Pick<CommitOptions, 'onStep' | 'watchStep'>,
): Promise<Sent> {
  const [attempt] = drafts
  if (attempt === undefined) throw new Error('a commit without a draft')
  attempt.told = { kind: 'unknown' }
  const options = { ...writer.commitOptions, ...watching }
  const outcome = await commit(writer.connection.database, attempt.draft, options, stage.signal)
  attempt.told = toldOf(outcome)
  return { kind: 'outcome', outcome }
}

async function sendTogether(
  { stage, writer }: CommitWork,
  drafts: readonly OpenAttempt[],
  onStep: ((step: string) => Promise<void>) | undefined,
): Promise<Sent> {
  for (const attempt of drafts) attempt.told = { kind: 'unknown' }
  const options = { limits: writer.commitOptions.limits, onStep }
  const all = drafts.map(({ draft }) => draft)
  const outcomes = await commitTogether(writer.connection.database, all, options, stage.signal)
  let word: CommitOutcome | undefined
  for (const [index, outcome] of outcomes.entries()) {
    const attempt = drafts[index]
    if (attempt) attempt.told = outcome.kind === 'held-back' ? { kind: 'not-committed' } : toldOf(outcome)
    if (outcome.kind !== 'held-back' && (word === undefined || word.kind === 'committed')) word = outcome
  }
  if (word === undefined) throw new Error('a commit to several tables had no outcome')
  return { kind: 'outcome', outcome: word }
}

async function sendForeign(
  { writer, standing }: CommitWork,
  drafts: readonly OpenAttempt[],
  onStep: (step: string) => Promise<void>,
): Promise<Sent> {
  const { spec, name, strategy, connection } = writer
  const table = drafts[0]?.table
  const partition = table === undefined ? null : partitionOf(spec, table)
  for (const attempt of drafts) attempt.told = { kind: 'unknown' }
  const outcome = await foreignCommit(
    connection.database,
    {
      tableIds: drafts.map(({ draft }) => draft.tableId),
      commitIds: drafts.map(({ draft }) => draft.commitId),
      paths: Array.from({ length: spec.files }, (_, index) => `${name}-${standing.commit}-${index + 1}.parquet`),
      partitionValues: JSON.stringify(partition === null ? {} : { [partition.column]: partition.value }),
      manner: strategy === 'unprotected' ? 'careless' : strategy === 'serializable' ? 'blind' : 'careful',
    },
    onStep,
  )
  switch (outcome.kind) {
    case 'committed': {
      for (const [index, attempt] of drafts.entries()) {
        const version = outcome.versions[index] ?? -1n
        attempt.told = { kind: 'committed', version }
        // It looks once more under its lock, so it is made on the version before its own.
        attempt.draft = { ...attempt.draft, readVersion: version - 1n, expectedVersion: version }
      }
      const [version = -1n] = outcome.versions
      return { kind: 'outcome', outcome: { kind: 'committed', version, committedAt: 0, found: false, timings: {} } }
    }
    case 'unknown':
      return {
        kind: 'outcome',
        outcome: { kind: 'unknown', commitId: drafts[0]?.draft.commitId ?? '', message: outcome.message },
      }
    case 'failed':
      for (const attempt of drafts) attempt.told = { kind: 'not-committed' }
      return { kind: 'foreign-failure', sqlState: outcome.sqlState, message: outcome.message }
  }
  outcome satisfies never
}

function toldOf(outcome: CommitOutcome): OpenAttempt['told'] {
  if (outcome.kind === 'committed') return { kind: 'committed', version: outcome.version }
  return { kind: outcome.kind === 'unknown' ? 'unknown' : 'not-committed' }
}

/** What each step of a commit sends, where nobody takes the steps one by one. */
function noteSent({ steps, writer }: CommitWork): {
  readonly watchStep: (step: string) => void
  /** Once the commit is over: the places of the statements by their steps. */
  readonly end: () => ReadonlyMap<string, number | null>
} {
  const sentAt = new Map<string, number | null>()
  let open: string | undefined
  const close = () => {
    if (open !== undefined) sentAt.set(open, steps.keepSent())
  }
  writer.connection.takeSent()
  return {
    watchStep(step) {
      close()
      open = step
    },
    end() {
      close()
      return sentAt
    },
  }
}

/** Of a commit that nobody watched step by step: as long as it took, cut by the time that each step took. */
function addSpans(
  { steps }: CommitWork,
  outcome: CommitOutcome,
  sentAt: ReadonlyMap<string, number | null>,
  atMs: number,
  ms: number,
): void {
  const timings = ('timings' in outcome && outcome.timings) || {}
  let at = atMs
  for (const step of COMMIT_STEPS) {
    const spent = timings[step]
    if (spent === undefined) continue
    steps.add(step, at, spent, sentAt.get(step) ?? null)
    at += spent
  }
  if (at === atMs) steps.add('step' in outcome ? outcome.step : 'commit', atMs, ms, null)
}
