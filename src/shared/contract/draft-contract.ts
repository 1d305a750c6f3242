import { z } from 'zod'
import { draftPhaseSchema, keptDraftSchema } from './kept-draft.ts'
import { op } from './operation.ts'
import { readVersionSchema, tableIdSchema, timeMsSchema, versionSchema } from './schemas.ts'

/** Whether the log has the table that a draft is for; `unknown` while the server does not answer. */
const draftTableSchema = z.enum(['here', 'gone', 'unknown'])

/** A draft in a list. */
export const draftSummarySchema = z.strictObject({
  draftId: z.uuid(),
  title: z.string(),
  tableId: tableIdSchema,
  /** As it is called now; where it is gone, as it was called when the draft was kept. */
  tableName: z.string(),
  table: draftTableSchema,
  phase: draftPhaseSchema,
  operation: z.string(),
  readVersion: readVersionSchema,
  expectedVersion: versionSchema,
  actions: z.number(),
  characters: z.number(),
  editedAtMs: timeMsSchema,
})
export type DraftSummary = z.infer<typeof draftSummarySchema>

export const draftListSchema = z.strictObject({
  /** Of this database, the last edited first. */
  drafts: z.array(draftSummarySchema),
  /** Files among the drafts that cannot be read, for example because a newer program wrote them; they are left alone. */
  unreadable: z.number(),
})

export const keepAnswerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('kept'), revision: z.number() }),
  /** Somebody else has kept it since it was read; nothing was overwritten. */
  z.strictObject({ kind: z.literal('changed'), draft: keptDraftSchema }),
  /** It was kept once and is not there any more: somebody discarded it. */
  z.strictObject({ kind: z.literal('gone') }),
])
export type KeepAnswer = z.infer<typeof keepAnswerSchema>

/** Drafts as documents in the data folder: they outlive the page and the program. */
export const draftContract = {
  drafts: {
    list: op.input(z.strictObject({ tableId: tableIdSchema.optional() })).output(draftListSchema),
    read: op.input(z.strictObject({ draftId: z.uuid() })).output(keptDraftSchema.nullable()),
    /** Keeps a draft whose `revision` is the one that was read last, and tells its new one. */
    keep: op.input(keptDraftSchema).output(keepAnswerSchema),
    discard: op.input(z.strictObject({ draftId: z.uuid() })),
  },
}
