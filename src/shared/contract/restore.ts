import { z } from 'zod'
import { versionSchema } from './schemas.ts'

const filesSchema = z.strictObject({ files: z.number(), bytes: z.bigint() })

/** The commit that makes the head look like an earlier version, ready to become a draft. */
export const restoreReportSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('plan'),
    head: versionSchema,
    target: versionSchema,
    /** Newline-delimited Delta JSON, commitInfo first. */
    actions: z.string(),
    added: filesSchema,
    removed: filesSchema,
    changes: z.array(z.enum(['protocol', 'metaData', 'domainMetadata'])),
    /** What the plan cannot do or check, in sentences. */
    caveats: z.array(z.string()),
  }),
  /** The head is what the target was, apart from what the caveats tell. */
  z.strictObject({
    kind: z.literal('same'),
    head: versionSchema,
    target: versionSchema,
    caveats: z.array(z.string()),
  }),
  /** More files came and went than one draft may hold. */
  z.strictObject({
    kind: z.literal('too-large'),
    head: versionSchema,
    target: versionSchema,
    actionsMax: z.number(),
  }),
])
export type RestoreReport = z.infer<typeof restoreReportSchema>
