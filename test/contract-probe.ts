import { setTimeout as pause } from 'node:timers/promises'
import { notFound } from '../src/main/answer-failure.ts'
import { implementContract } from '../src/main/implement-contract.ts'
import { createRedactor } from '../src/main/log-file/redact.ts'
import { paced } from '../src/main/paced.ts'
import { ConnectFailure } from '../src/main/postgres/connect-failure.ts'
import type { TableSummary } from '../src/shared/contract/schemas.ts'
import type { StatisticsEvent } from '../src/shared/contract/snapshots.ts'
import { VERSION_MAX } from '../src/shared/limits.ts'

export const SECRET = 'canary-password-4711'
/** Versions whose statistics end in another way. */
export const PROBED_STREAMS = { whole: 0n, broken: 1n, offline: 2n } as const
export const TABLE_ID = '0198f3a2-0000-7000-8000-000000000001'

/** What the probe saw: which works began and which of them were stopped. */
interface ProbeRecord {
  readonly began: string[]
  readonly stopped: string[]
  readonly logged: { readonly fields: Record<string, unknown>; readonly message: string }[]
}

const TABLE: TableSummary = {
  tableId: TABLE_ID,
  name: 'orders',
  location: null,
  createdAt: 0,
  head: VERSION_MAX,
  firstVersion: 0n,
  restriction: null,
  lastCommit: null,
  totalFiles: 2n ** 53n + 1n,
  totalBytes: VERSION_MAX,
  totalRows: null,
}

/**
 * The real contract, implemented by functions that do what a wire must carry: exact numbers, large answers, failures of
 * every kind, endless work. It stands in for the database, not for anything between it and the page.
 */
export function createProbe() {
  const record: ProbeRecord = { began: [], stopped: [], logged: [] }
  const keep = (fields: object, message: string) => void record.logged.push({ fields: { ...fields }, message })
  const log = { info: keep, warn: keep, error: keep }
  const redactor = createRedactor()
  redactor.add(SECRET)
  const api = implementContract({ log, redactor, isReadOnly: false })

  /** Endless work that stops with its signal. */
  async function endless(name: string, signal: AbortSignal): Promise<never> {
    record.began.push(name)
    try {
      return await pause(2 ** 30, undefined as never, { signal, ref: false })
    } finally {
      record.stopped.push(name)
    }
  }

  async function* ticks(name: string, signal: AbortSignal) {
    record.began.push(name)
    try {
      for (let head = 0n; ; head++) {
        yield { heads: [{ tableId: TABLE_ID, head }] }
        await pause(5, undefined, { signal })
      }
    } finally {
      record.stopped.push(name)
    }
  }

  /** Three events of progress, then what the version stands for: a failure of each kind, or the end. */
  async function* statisticsOf(version: bigint): AsyncGenerator<StatisticsEvent, void> {
    for (let files = 1; files <= 3; files++) yield { kind: 'progress', files, of: 3 }
    if (version === PROBED_STREAMS.broken) throw new Error(`the file of ${SECRET} is broken`)
    if (version === PROBED_STREAMS.offline) throw new ConnectFailure('connect', `Nothing listens for ${SECRET}.`)
    yield { kind: 'done', files: 3, withStatistics: 2, withoutTightBounds: 0, columns: [], isComplete: true }
  }

  async function table(name: string): Promise<TableSummary> {
    if (name === 'missing') throw notFound('table "missing"')
    if (name === 'broken') throw new Error(`password=${SECRET}`)
    if (name === 'offline') throw new ConnectFailure('connect', `Nothing listens for ${SECRET}.`, '08001')
    if (name === 'breach') return { ...TABLE, head: -7n }
    return { ...TABLE, name }
  }

  const unused = () => {
    throw new Error('the probe does not do this')
  }

  const router = api.router({
    app: { info: api.app.info.handler(unused) },
    samples: { list: api.samples.list.handler(unused), remove: api.samples.remove.handler(unused) },
    tables: {
      list: api.tables.list.handler(() => ({ tables: [TABLE], next: null, total: 1 })),
      facets: api.tables.facets.handler(unused),
      activity: api.tables.activity.handler(unused),
      get: api.tables.get.handler(({ input }) => table(input.name)),
      find: api.tables.find.handler(unused),
    },
    history: {
      page: api.history.page.handler(({ context }) => endless('history.page', context.signal)),
      growth: api.history.growth.handler(unused),
      find: api.history.find.handler(unused),
      vocabulary: api.history.vocabulary.handler(unused),
      locate: api.history.locate.handler(unused),
      overview: api.history.overview.handler(unused),
      timeline: api.history.timeline.handler(unused),
    },
    health: { measure: api.health.measure.handler(unused) },
    notes: { list: api.notes.list.handler(unused), write: api.notes.write.handler(unused) },
    versions: {
      get: api.versions.get.handler(unused),
      actions: api.versions.actions.handler(({ input }) => ({
        actions: Array.from({ length: input.limit }, (_, ordinal) => ({ ordinal, line: 'x'.repeat(100_000) })),
        next: null,
      })),
      actionsAt: api.versions.actionsAt.handler(unused),
      arrange: api.versions.arrange.handler(unused),
      sum: api.versions.sum.handler(unused),
      group: api.versions.group.handler(unused),
    },
    snapshots: {
      state: api.snapshots.state.handler(unused),
      files: api.snapshots.files.handler(unused),
      sizes: api.snapshots.sizes.handler(unused),
      partitions: api.snapshots.partitions.handler(unused),
      folder: api.snapshots.folder.handler(unused),
      origins: api.snapshots.origins.handler(unused),
      prune: api.snapshots.prune.handler(unused),
      statistics: api.snapshots.statistics.handler(({ input, context }) =>
        paced(statisticsOf(input.version), () => undefined, context.signal),
      ),
    },
    comparisons: {
      summary: api.comparisons.summary.handler(unused),
      files: api.comparisons.files.handler(unused),
      partitions: api.comparisons.partitions.handler(unused),
      across: api.comparisons.across.handler(unused),
      acrossFiles: api.comparisons.acrossFiles.handler(unused),
      acrossPartitions: api.comparisons.acrossPartitions.handler(unused),
    },
    drafts: {
      list: api.drafts.list.handler(unused),
      read: api.drafts.read.handler(unused),
      keep: api.drafts.keep.handler(unused),
      discard: api.drafts.discard.handler(unused),
    },
    activity: { list: api.activity.list.handler(unused) },
    timings: { read: api.timings.read.handler(unused) },
    mirror: {
      watch: api.mirror.watch.handler(unused),
      versions: api.mirror.versions.handler(unused),
      setTarget: api.mirror.setTarget.handler(unused),
      command: api.mirror.command.handler(unused),
      divergence: api.mirror.divergence.handler(unused),
      pace: api.mirror.pace.handler(unused),
      attempts: api.mirror.attempts.handler(unused),
      reader: api.mirror.reader.handler(unused),
      cleanup: { offer: api.mirror.cleanup.offer.handler(unused), remove: api.mirror.cleanup.remove.handler(unused) },
    },
    simulations: {
      scenarios: api.simulations.scenarios.handler(unused),
      validate: api.simulations.validate.handler(unused),
      save: api.simulations.save.handler(unused),
      forget: api.simulations.forget.handler(unused),
      estimate: api.simulations.estimate.handler(unused),
      start: api.simulations.start.handler(unused),
      watch: api.simulations.watch.handler(unused),
      watchRun: api.simulations.watchRun.handler(unused),
      get: api.simulations.get.handler(unused),
      spans: api.simulations.spans.handler(unused),
      statement: api.simulations.statement.handler(unused),
      cancel: api.simulations.cancel.handler(unused),
      remove: api.simulations.remove.handler(unused),
      compare: api.simulations.compare.handler(unused),
      export: api.simulations.export.handler(unused),
      leftovers: api.simulations.leftovers.handler(unused),
      removeLeftover: api.simulations.removeLeftover.handler(unused),
    },
    blame: { file: api.blame.file.handler(unused), metadata: api.blame.metadata.handler(unused) },
    commits: {
      check: api.commits.check.handler(({ input }) => ({
        head: input.readVersion,
        issues: [{ rule: 'size', severity: 'warning', path: [input.actions.length], message: input.actions.slice(-3) }],
      })),
      previewRows: api.commits.previewRows.handler(unused),
      appendWatched: api.commits.appendWatched.handler(unused),
      append: api.commits.append.handler(({ input }) => ({
        kind: 'committed',
        version: input.expectedVersion,
        committedAt: 1,
        found: false,
        timings: { commit: 0.5 },
      })),
      appendTogether: api.commits.appendTogether.handler(unused),
      dryRun: api.commits.dryRun.handler(unused),
      forecast: api.commits.forecast.handler(unused),
      rebase: api.commits.rebase.handler(unused),
      planRestore: api.commits.planRestore.handler(unused),
      makeTemplate: api.commits.makeTemplate.handler(unused),
      pickFiles: api.commits.pickFiles.handler(unused),
      resolve: api.commits.resolve.handler(unused),
      unresolved: api.commits.unresolved.handler(unused),
      strike: api.commits.strike.handler(unused),
    },
    imports: {
      browse: api.imports.browse.handler(unused),
      mark: api.imports.mark.handler(unused),
    },
    tasks: {
      watch: api.tasks.watch.handler(unused),
      start: api.tasks.start.handler(unused),
      command: api.tasks.command.handler(unused),
      setBreakpoints: api.tasks.setBreakpoints.handler(unused),
      answer: api.tasks.answer.handler(unused),
      remove: api.tasks.remove.handler(unused),
    },
    copies: {
      watch: api.copies.watch.handler(unused),
      watchRun: api.copies.watchRun.handler(unused),
      cancel: api.copies.cancel.handler(unused),
      benchmark: api.copies.benchmark.handler(unused),
    },
    changes: {
      watch: api.changes.watch.handler(({ context }) =>
        paced(ticks('changes.watch', context.signal), (_, next) => next, context.signal),
      ),
    },
  })
  return { router, record, log }
}
