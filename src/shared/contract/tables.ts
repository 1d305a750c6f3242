import { z } from 'zod'
import { HEALTH_RULES, type HealthRuleId } from '../health/health-rules.ts'
import { ACTIVITY_TABLES_MAX, FACET_VALUES_MAX, TABLE_PAGE_MAX } from '../limits.ts'
import { tableIdSchema, tableSummarySchema, versionSchema } from './schemas.ts'
import { textSchema } from './text.ts'

export const tableSortSchema = z.strictObject({
  by: z.enum(['name', 'head', 'lastCommit', 'files', 'bytes', 'rows']),
  descending: z.boolean(),
})
export type TableSort = z.infer<typeof tableSortSchema>

/** `unreadable` where the database user may not read what the mirror says. */
export const mirrorStandSchema = z.enum(['published', 'behind', 'failed', 'diverged', 'none', 'unreadable'])
export type MirrorStand = z.infer<typeof mirrorStandSchema>

const quickFindingSchema = z.enum(['small-on-average', 'unknown-rows'])
const valuesSchema = z.array(textSchema.max(1_000)).min(1).max(FACET_VALUES_MAX)

/** What tables are narrowed by; values of one facet are alternatives, facets add up. */
export const tableFacetsSchema = z.strictObject({
  committers: valuesSchema.optional(),
  mirror: z.array(mirrorStandSchema).min(1).optional(),
  features: valuesSchema.optional(),
  findings: z.array(quickFindingSchema).min(1).optional(),
  /** Without a commit for so many days. */
  staleDays: z.number().int().min(0).max(36_500).optional(),
})
export type TableFacets = z.infer<typeof tableFacetsSchema>

export const tableListRequestSchema = z.strictObject({
  search: textSchema.max(255).optional(),
  /** `next` of the page before, asked for in the same order. */
  after: textSchema.optional(),
  limit: z.number().int().min(1).max(TABLE_PAGE_MAX),
  sort: tableSortSchema.optional(),
  facets: tableFacetsSchema.optional(),
})

export const tablePageSchema = z.strictObject({
  tables: z.array(tableSummarySchema),
  next: z.string().nullable(),
  total: z.number(),
})

const countsSchema = z.array(z.strictObject({ value: z.string(), count: z.number() }))
export const facetCountsSchema = z.strictObject({
  committers: countsSchema,
  mirror: countsSchema,
  features: countsSchema,
  findings: countsSchema,
  staleDays: countsSchema,
})
export type FacetCounts = z.infer<typeof facetCountsSchema>

export const activityRequestSchema = z.strictObject({
  tableIds: z.array(tableIdSchema).min(1).max(ACTIVITY_TABLES_MAX),
})

export const tableActivitySchema = z.strictObject({
  tableId: tableIdSchema,
  /** Commits in each of the last 24 hours, the oldest first. */
  commits: z.array(z.number()),
  /** The newest version that is verified in `_delta_log`. */
  published: versionSchema.nullable(),
  mirror: mirrorStandSchema,
  readerVersion: z.number().nullable(),
  writerVersion: z.number().nullable(),
  features: z.array(z.string()),
})
export type TableActivity = z.infer<typeof tableActivitySchema>

const ruleIds = Object.keys(HEALTH_RULES).filter((id): id is HealthRuleId => Object.hasOwn(HEALTH_RULES, id))

/** What was measured for one rule; `shared/health` says what it means. */
export const healthMeasurementSchema = z.strictObject({
  rule: z.enum(ruleIds),
  /** Null where there is nothing to judge, and where it could not be measured. */
  value: z.number().nullable(),
  /** The table that the database user would have to read to measure it; null where it was measured. */
  needs: z.string().nullable(),
  detail: z.string().nullable(),
  sql: z.string(),
  tookMs: z.number(),
})
export type HealthMeasurement = z.infer<typeof healthMeasurementSchema>
