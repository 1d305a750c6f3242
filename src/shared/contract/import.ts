import { z } from 'zod'
import { issueSchema, readVersionSchema, tableIdSchema } from './schemas.ts'

/** Where a log could not be read: which file, which line, and why. */
export const importProblemSchema = z.strictObject({
  rule: z.string(),
  /** Path relative to the table's folder, for example `_delta_log/00000000000000000003.json`. */
  file: z.string().nullable(),
  /** From one. */
  line: z.number().int().nullable(),
  message: z.string(),
  issue: issueSchema.optional(),
})
export type ImportProblem = z.infer<typeof importProblemSchema>

/** The course of an import or of making a sample table; the last event is `done` or `refused`. */
export const importEventSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('progress'),
    phase: z.enum(['scan', 'read', 'write']),
    versions: z.number(),
    versionsTotal: z.number().nullable(),
    actions: z.number(),
  }),
  z.strictObject({
    kind: z.literal('done'),
    tableId: tableIdSchema,
    name: z.string(),
    head: readVersionSchema,
    actions: z.number(),
    warnings: z.array(importProblemSchema),
  }),
  z.strictObject({ kind: z.literal('refused'), problems: z.array(importProblemSchema) }),
])
export type ImportEvent = z.infer<typeof importEventSchema>
