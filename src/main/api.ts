import type { ImportMark } from '../shared/contract/import-mark.ts'
import type { Task } from '../shared/contract/tasks.ts'
import { invalidInput, notFound } from './answer-failure.ts'
import type { App } from './app.ts'
import { readAppInfo } from './app-info.ts'
import { appendCommit, appendTogether, dryRunDraft } from './append-commit.ts'
import { startBenchmark } from './copy-runs/benchmark.ts'
import { joinCopies } from './copy-runs/copy-runs.ts'
import { type BrowsedFolder, type Browsing, browseFolder } from './delta-log/browse-folder.ts'
import type { ApiRouter } from './host/serve-pipe.ts'
import { implementContract } from './implement-contract.ts'
import { blameFile } from './inspect/blame-file.ts'
import { blameMetadata } from './inspect/blame-metadata.ts'
import { collectStatistics } from './inspect/column-statistics.ts'
import { compareAcross, readAcrossFiles, readAcrossPartitionChanges } from './inspect/compare-across.ts'
import { compareVersions, readComparedFiles, readComparedPartitions } from './inspect/compare-versions.ts'
import { joinScans } from './inspect/join-scans.ts'
import { pruneSnapshot } from './inspect/prune-snapshot.ts'
import { traceOrigins } from './inspect/trace-origins.ts'
import { checkDraft } from './log/check-draft.ts'
import { forecast } from './log/forecast.ts'
import { listUnresolved } from './log/journal/list-unresolved.ts'
import { makeTemplate } from './log/make-template.ts'
import { pickFiles } from './log/pick-files.ts'
import { planRestore } from './log/plan-restore.ts'
import { previewRows } from './log/preview-rows.ts'
import { rebaseDraft } from './log/rebase-draft.ts'
import { resolve } from './log/resolve.ts'
import { paced } from './paced.ts'
import { readActionPage, readActionsAt } from './postgres/actions.ts'
import { arrangeActions, groupActions, sumActions } from './postgres/arranged-actions.ts'
import { findVersions } from './postgres/find-versions.ts'
import { measureHealth } from './postgres/health.ts'
import { readImportMark } from './postgres/import-mark.ts'
import { locateVersion } from './postgres/locate-version.ts'
import { readNotes, writeNote } from './postgres/notes.ts'
import { readOverview } from './postgres/overview.ts'
import { readSnapshotHeader } from './postgres/snapshot.ts'
import { readFilePage } from './postgres/snapshot-files.ts'
import { readFolder } from './postgres/snapshot-folders.ts'
import { readFileSizes, readPartitionList } from './postgres/snapshot-totals.ts'
import { readActivity } from './postgres/table-activity.ts'
import { countFacets } from './postgres/table-facts.ts'
import { findTable, getTable, listTables } from './postgres/tables.ts'
import { readTimeline } from './postgres/timeline.ts'
import { readGrowth, readHistoryPage, readVersion } from './postgres/versions.ts'
import { readVocabulary } from './postgres/vocabulary.ts'
import { draftRoutes } from './routes/draft-routes.ts'
import { mirrorRoutes } from './routes/mirror-routes.ts'
import { sampleRoutes } from './routes/sample-routes.ts'
import { simulationRoutes } from './routes/simulation-routes.ts'
import { joinHeads } from './share-heads.ts'
import { startTask } from './start-task.ts'
import { newerNews, streamCommit } from './stream-commit.ts'
import { joinTasks } from './tasks/join-tasks.ts'

/** The contract, implemented: the table of contents of the main process. */
export function createRouter(app: App): ApiRouter {
  const { database, copyRuns, drafts } = app
  const readDraft = (draftId: string) => drafts.read(draftId)
  const api = implementContract(app)
  const readState = async ({ tableId, version }: { readonly tableId: string; readonly version: bigint }) =>
    found(await readSnapshotHeader(database, tableId, version), `version ${version}`)
  return api.router({
    app: {
      info: api.app.info.handler(() => readAppInfo(app)),
    },
    tables: {
      list: api.tables.list.handler(({ input }) => listTables(database, input)),
      facets: api.tables.facets.handler(({ input, context }) =>
        countFacets(database, input.search ?? '', context.signal),
      ),
      activity: api.tables.activity.handler(({ input, context }) =>
        readActivity(database, input.tableIds, context.signal),
      ),
      get: api.tables.get.handler(async ({ input }) =>
        found(await getTable(database, input.name), `table "${input.name}"`),
      ),
      find: api.tables.find.handler(async ({ input }) => (await findTable(database, input.tableId)) ?? null),
    },
    history: {
      page: api.history.page.handler(({ input }) => readHistoryPage(database, input)),
      growth: api.history.growth.handler(({ input }) => readGrowth(database, input.tableId, input.points)),
      find: api.history.find.handler(({ input, context }) => findVersions(database, input, context.signal)),
      vocabulary: api.history.vocabulary.handler(({ input, context }) =>
        readVocabulary(database, input.tableId, context.signal),
      ),
      locate: api.history.locate.handler(({ input }) => locateVersion(database, input)),
      overview: api.history.overview.handler(async ({ input, context }) =>
        found(await readOverview(database, input, context.signal), 'commit of the table'),
      ),
      timeline: api.history.timeline.handler(({ input, context }) => readTimeline(database, input, context.signal)),
    },
    health: {
      measure: api.health.measure.handler(({ input, context }) => measureHealth(database, input, context.signal)),
    },
    notes: {
      list: api.notes.list.handler(({ input }) => readNotes(database, input)),
      write: api.notes.write.handler(async ({ input }) =>
        found(await writeNote(database, input), `version ${input.version}`),
      ),
    },
    versions: {
      get: api.versions.get.handler(async ({ input }) =>
        found(await readVersion(database, input.tableId, input.version), `version ${input.version}`),
      ),
      actions: api.versions.actions.handler(({ input }) => readActionPage(database, input)),
      actionsAt: api.versions.actionsAt.handler(({ input }) => readActionsAt(database, input)),
      arrange: api.versions.arrange.handler(({ input, context }) => arrangeActions(database, input, context.signal)),
      sum: api.versions.sum.handler(({ input, context }) => sumActions(database, input, context.signal)),
      group: api.versions.group.handler(({ input, context }) => groupActions(database, input, context.signal)),
    },
    snapshots: {
      state: api.snapshots.state.handler(({ input }) => readState(input)),
      files: api.snapshots.files.handler(({ input, context }) => readFilePage(database, input, context.signal)),
      sizes: api.snapshots.sizes.handler(({ input, context }) => readFileSizes(database, input, context.signal)),
      partitions: api.snapshots.partitions.handler(({ input, context }) =>
        readPartitionList(database, input, context.signal),
      ),
      folder: api.snapshots.folder.handler(({ input, context }) => readFolder(database, input, context.signal)),
      origins: api.snapshots.origins.handler(({ input, context }) => traceOrigins(database, input, context.signal)),
      prune: api.snapshots.prune.handler(async ({ input, context: { signal } }) => {
        const { tableId, predicate, shown } = input
        const options = { predicate, keptShown: shown, prunedShown: shown }
        return paced(pruneSnapshot(database, tableId, await readState(input), options, signal), joinScans, signal)
      }),
      statistics: api.snapshots.statistics.handler(async ({ input, context: { signal } }) =>
        paced(collectStatistics(database, input.tableId, await readState(input), signal), joinScans, signal),
      ),
    },
    comparisons: {
      summary: api.comparisons.summary.handler(async ({ input, context }) =>
        found(await compareVersions(database, input, context.signal), `version ${input.from} or ${input.to}`),
      ),
      files: api.comparisons.files.handler(({ input, context }) => readComparedFiles(database, input, context.signal)),
      partitions: api.comparisons.partitions.handler(({ input, context }) =>
        readComparedPartitions(database, input, context.signal),
      ),
      across: api.comparisons.across.handler(async ({ input, context }) =>
        found(await compareAcross(database, readDraft, input, context.signal), 'such version or draft'),
      ),
      acrossFiles: api.comparisons.acrossFiles.handler(async ({ input, context }) =>
        found(await readAcrossFiles(database, readDraft, input, context.signal), 'such version or draft'),
      ),
      acrossPartitions: api.comparisons.acrossPartitions.handler(async ({ input, context }) =>
        found(await readAcrossPartitionChanges(database, readDraft, input, context.signal), 'such version or draft'),
      ),
    },
    blame: {
      file: api.blame.file.handler(({ input, context }) => blameFile(database, input, context.signal)),
      metadata: api.blame.metadata.handler(({ input, context }) => blameMetadata(database, input, context.signal)),
    },
    commits: {
      check: api.commits.check.handler(({ input, context }) => checkDraft(database, input, context.signal)),
      append: api.commits.append.handler(({ input, context }) => appendCommit(app, input, context.signal)),
      appendWatched: api.commits.appendWatched.handler(({ input, context: { signal } }) =>
        paced(streamCommit(app, input, signal), newerNews, signal),
      ),
      appendTogether: api.commits.appendTogether.handler(({ input, context }) =>
        appendTogether(app, input, context.signal),
      ),
      dryRun: api.commits.dryRun.handler(({ input, context }) => dryRunDraft(app, input, context.signal)),
      forecast: api.commits.forecast.handler(({ input, context }) => forecast(database, input, context.signal)),
      previewRows: api.commits.previewRows.handler(({ input, context }) =>
        previewRows(app.database, input, context.signal),
      ),
      rebase: api.commits.rebase.handler(({ input, context }) => rebaseDraft(database, input, context.signal)),
      planRestore: api.commits.planRestore.handler(async ({ input, context }) =>
        found(await planRestore(database, input, context.signal), `version ${input.target}`),
      ),
      pickFiles: api.commits.pickFiles.handler(async ({ input, context }) =>
        found(await pickFiles(database, input, context.signal), `table ${input.tableId}`),
      ),
      makeTemplate: api.commits.makeTemplate.handler(async ({ input, context }) =>
        found(await makeTemplate(database, input.tableId, input.request, context.signal), `table ${input.tableId}`),
      ),
      resolve: api.commits.resolve.handler(({ input }) => resolve(database, input)),
      unresolved: api.commits.unresolved.handler(() => listUnresolved(database, app.journal)),
      strike: api.commits.strike.handler(({ input }) => app.journal.strike(input.commitId)),
    },
    ...draftRoutes(app, api),
    ...mirrorRoutes(app, api),
    ...sampleRoutes(app, api),
    ...simulationRoutes(app, api),
    imports: {
      browse: api.imports.browse.handler(async ({ input }) => listed(await browseFolder(input.path, input.files))),
      mark: api.imports.mark.handler(async ({ input }) => shownMark(await readImportMark(database, input.tableId))),
    },
    tasks: {
      watch: api.tasks.watch.handler(({ context }) =>
        paced(app.tasks.watch(context.signal), joinTasks, context.signal),
      ),
      start: api.tasks.start.handler(({ input }) => startTask(app, input)),
      command: api.tasks.command.handler(async ({ input }) =>
        obeyed(await app.tasks.command(input.taskId, input.command), input.command),
      ),
      setBreakpoints: api.tasks.setBreakpoints.handler(async ({ input }) =>
        obeyed(await app.tasks.setBreakpoints(input.taskId, input.breakpoints), 'setBreakpoints'),
      ),
      answer: api.tasks.answer.handler(({ input }) => obeyed(app.tasks.answer(input.taskId, input.answer), 'answer')),
      remove: api.tasks.remove.handler(async ({ input }) => removed(await app.tasks.remove(input.taskId))),
    },
    copies: {
      watch: api.copies.watch.handler(({ context }) =>
        paced(copyRuns.watchAll(context.signal), joinCopies, context.signal),
      ),
      watchRun: api.copies.watchRun.handler(({ input, context }) => {
        found(copyRuns.get(input.runId), 'such run')
        return paced(copyRuns.watchRun(input.runId, context.signal), (_, next) => next, context.signal)
      }),
      cancel: api.copies.cancel.handler(async ({ input }) => found(await copyRuns.cancel(input.runId), 'such run')),
      benchmark: api.copies.benchmark.handler(({ input }) => startBenchmark(database, copyRuns, input)),
    },
    changes: {
      watch: api.changes.watch.handler(({ context }) =>
        paced(app.heads.subscribe(context.signal), joinHeads, context.signal),
      ),
    },
  })
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw notFound(what)
  return value
}

function shownMark(mark: ImportMark | undefined): Omit<ImportMark, 'run'> | null {
  if (mark === undefined) return null
  const { run: _, ...shown } = mark
  return shown
}

function obeyed(task: Task | undefined | false, what: string): Task {
  if (task === false) throw invalidInput([what], 'The task is in a state in which this means nothing.')
  return found(task, 'task')
}

function removed(wasRemoved: boolean): Record<string, never> {
  if (!wasRemoved) throw invalidInput(['taskId'], 'Expected a task that does not run.')
  return {}
}

function listed(browsing: Browsing): Omit<BrowsedFolder, 'kind'> {
  if (browsing.kind === 'unreadable') {
    throw invalidInput(['path'], `The folder ${browsing.path} cannot be read (${browsing.reason}).`)
  }
  const { kind: _, ...folder } = browsing
  return folder
}
