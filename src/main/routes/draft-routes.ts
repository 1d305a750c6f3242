import { readCommitTimings } from '../activity/commit-timings.ts'
import type { App } from '../app.ts'
import { markTables } from '../drafts/mark-tables.ts'
import type { ImplementedContract } from '../implement-contract.ts'
import { readTableNames } from '../postgres/tables.ts'

/** Drafts as documents, what was done to tables, and where commits spent their time. */
export function draftRoutes(app: App, api: ImplementedContract) {
  const { drafts, activity } = app
  return {
    drafts: {
      list: api.drafts.list.handler(async ({ input }) => {
        const kept = await drafts.list(input.tableId)
        return { ...kept, drafts: markTables(kept.drafts, await namesOf(app, kept.drafts)) }
      }),
      read: api.drafts.read.handler(async ({ input }) => (await drafts.read(input.draftId)) ?? null),
      keep: api.drafts.keep.handler(({ input }) => drafts.keep(input)),
      discard: api.drafts.discard.handler(async ({ input }) => {
        const draft = await drafts.discard(input.draftId)
        if (draft === undefined || draft.text.trim() === '') return
        const { tableId, tableName, expectedVersion: version, commitId } = draft
        await activity.record({
          ...{ kind: 'draft-discarded', tookMs: 0, tableId, tableName, version, commitId, outcome: 'discarded' },
          operation: draft.operation || null,
          summary: `The draft ${draft.title === '' ? '' : `“${draft.title}” `}for v${version} was thrown away.`,
        })
      }),
    },
    activity: { list: api.activity.list.handler(({ input }) => activity.list(input)) },
    timings: { read: api.timings.read.handler(({ input }) => readCommitTimings(activity, input)) },
  }
}

/** Undefined where the server does not answer: drafts are listed all the same, because they are kept here. */
async function namesOf({ database, link }: App, drafts: readonly { readonly tableId: string }[]) {
  if (link.kind === 'lost') return undefined
  const tableIds = [...new Set(drafts.map(({ tableId }) => tableId))]
  return readTableNames(database, tableIds).catch(() => undefined)
}
