import { z } from 'zod'
import { COMMIT_LIMIT_MS_MAX, DRAFT_ACTIONS_MAX, TOGETHER_TABLES_MAX } from '../limits.ts'
import { draftSchema } from './schemas.ts'

/** How a writer keeps others out while it commits; what each does is said where it is implemented. */
export const STRATEGY_NAMES = ['lock-first', 'lock-last', 'compare-and-swap', 'serializable', 'advisory-lock'] as const
export const strategySchema = z.enum(STRATEGY_NAMES)
export type StrategyName = z.infer<typeof strategySchema>

const limitMsSchema = z.number().int().min(1).max(COMMIT_LIMIT_MS_MAX)

/** How long a commit may take, in milliseconds; what is absent has the writer's own limit. */
export const commitLimitsSchema = z.strictObject({
  /** For its turn among the writers of the table. */
  lockMs: limitMsSchema.optional(),
  /** For one statement. */
  statementMs: limitMsSchema.optional(),
  /** From the first statement to the answer to COMMIT; only where the server can watch over it (PostgreSQL 17). */
  transactionMs: limitMsSchema.optional(),
})

export type CommitLimits = z.infer<typeof commitLimitsSchema>

/** From so many rows of one table on they go by COPY. */
export const copyRowsMinSchema = z.number().int().min(1).max(DRAFT_ACTIONS_MAX)

/** A draft and how it is to be committed. */
export const appendRequestSchema = draftSchema.extend({
  /** `lock-first` where absent. */
  strategy: strategySchema.optional(),
  limits: commitLimitsSchema.optional(),
  copyRowsMin: copyRowsMinSchema.optional(),
})
export type AppendRequest = z.infer<typeof appendRequestSchema>

/** Drafts for several tables, at most one for each. */
export const appendTogetherRequestSchema = z.strictObject({
  drafts: z.array(draftSchema).min(1).max(TOGETHER_TABLES_MAX),
  limits: commitLimitsSchema.optional(),
})
export type AppendTogetherRequest = z.infer<typeof appendTogetherRequestSchema>
