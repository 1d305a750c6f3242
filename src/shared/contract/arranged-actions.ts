import { z } from 'zod'
import { ORDINAL_LIST_CHARACTERS_MAX, PARTITION_GROUPS_MAX, TEXT_FILTER_MAX } from '../limits.ts'
import { actionKindSchema, tableIdSchema, versionSchema } from './schemas.ts'
import { partitionValuesSchema } from './snapshots.ts'
import { textSchema } from './text.ts'

/** Actions of one version, narrowed. */
export const chosenActionsSchema = z.strictObject({
  tableId: tableIdSchema,
  version: versionSchema,
  kind: actionKindSchema.optional(),
  /** Anywhere in the action, upper and lower case alike. */
  text: textSchema.min(1).max(TEXT_FILTER_MAX).optional(),
  /** Files of this partition alone. */
  partition: partitionValuesSchema.optional(),
})
export type ChosenActions = z.infer<typeof chosenActionsSchema>

export const actionSortSchema = z.enum(['ordinal', 'kind', 'subject', 'size', 'rows', 'partition'])
export type ActionSort = z.infer<typeof actionSortSchema>

export const arrangeRequestSchema = chosenActionsSchema.extend({ sort: actionSortSchema, descending: z.boolean() })
export type ArrangeRequest = z.infer<typeof arrangeRequestSchema>

/** Places of actions in their commit as base64 of 32-bit integers, most significant byte first: a million take 5 MB. */
const ordinalListSchema = z.string()

export const actionSumSchema = z.strictObject({
  kind: actionKindSchema,
  actions: z.number(),
  bytes: z.bigint(),
  /** Null where one of the files does not say how many records it holds. */
  rows: z.bigint().nullable(),
})
export type ActionSum = z.infer<typeof actionSumSchema>

export const arrangementSchema = z.strictObject({
  ordinals: ordinalListSchema,
  /** Of all of them, by kind. */
  sums: z.array(actionSumSchema),
})
export type Arrangement = z.infer<typeof arrangementSchema>

/** What the files of one partition come to in a version. */
export const actionGroupSchema = z.strictObject({
  partition: partitionValuesSchema,
  sums: z.array(actionSumSchema),
})
export type ActionGroup = z.infer<typeof actionGroupSchema>

/** The partitions with the most bytes, at most PARTITION_GROUPS_MAX of `total`. */
export const actionGroupsSchema = z.strictObject({
  groups: z.array(actionGroupSchema).max(PARTITION_GROUPS_MAX),
  total: z.number(),
})
export type ActionGroups = z.infer<typeof actionGroupsSchema>

export const sumRequestSchema = z.strictObject({
  tableId: tableIdSchema,
  version: versionSchema,
  ordinals: ordinalListSchema.max(ORDINAL_LIST_CHARACTERS_MAX),
})
