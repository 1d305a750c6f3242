import { z } from 'zod'
import {
  PREDICATE_CHARACTERS_MAX,
  SYNTHETIC_FILES_MAX,
  SYNTHETIC_ROWS_MAX,
  SYNTHETIC_STATS_COLUMNS_MAX,
} from '../limits.ts'
import { actionLineSchema, issueSchema, readVersionSchema, tableIdSchema } from './schemas.ts'
import { textSchema } from './text.ts'

const predicateSchema = textSchema.min(1).max(PREDICATE_CHARACTERS_MAX)
/** Two whole numbers, the smaller one first. */
function rangeSchema(max: number) {
  const end = z.number().int().min(0).max(max)
  return z.tuple([end, end]).refine(([low, high]) => low <= high, { message: 'the smaller number first' })
}

const nameSchema = textSchema.max(10_000)

/** What a commit is meant to do, as its author asks for it. */
export const templateRequestSchema = z.discriminatedUnion('template', [
  /** Removes the files of partitions; `predicate` names partition columns alone. */
  z.strictObject({ template: z.literal('overwrite'), predicate: predicateSchema }),
  /** Removes whole files; those that match in part are refused, or left alone. */
  z.strictObject({ template: z.literal('delete'), predicate: predicateSchema, leavePartial: z.boolean() }),
  /** Makes one file of the files of each partition that `predicate` names. */
  z.strictObject({ template: z.literal('compact'), predicate: predicateSchema }),
  /** null takes a property away. */
  z.strictObject({
    template: z.literal('properties'),
    changes: z
      .array(z.strictObject({ name: nameSchema.min(1), value: nameSchema.nullable() }))
      .min(1)
      .max(200),
  }),
  z.strictObject({ template: z.literal('add-column'), name: nameSchema, type: nameSchema, comment: nameSchema }),
  /** `column` is a path with dots, backticks where a name needs them. */
  z.strictObject({ template: z.literal('rename-column'), column: nameSchema, to: nameSchema }),
  z.strictObject({ template: z.literal('upgrade'), features: z.array(nameSchema).min(1).max(50) }),
  /** The next transaction of an application. */
  z.strictObject({ template: z.literal('txn'), appId: nameSchema.min(1) }),
  /** Adds of files that do not exist, for tests. */
  z.strictObject({
    template: z.literal('synthetic'),
    count: z.number().int().min(1).max(SYNTHETIC_FILES_MAX),
    partitions: z.number().int().min(1).max(SYNTHETIC_FILES_MAX),
    sizeBytes: rangeSchema(Number.MAX_SAFE_INTEGER),
    rows: rangeSchema(SYNTHETIC_ROWS_MAX),
    statsColumns: z.number().int().min(0).max(SYNTHETIC_STATS_COLUMNS_MAX),
    seed: z
      .number()
      .int()
      .min(0)
      .max(2 ** 32 - 1),
  }),
  z.strictObject({ template: z.literal('domain'), domain: nameSchema.min(1), configuration: nameSchema.nullable() }),
])
export type TemplateRequest = z.infer<typeof templateRequestSchema>

export const makeTemplateSchema = z.strictObject({ tableId: tableIdSchema, request: templateRequestSchema })

export const templateReportSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('made'),
    /** The version that it was made on. */
    base: readVersionSchema,
    /** Newline-delimited Delta JSON, without commitInfo. */
    actions: z.string(),
    operation: z.string(),
    /** Of commitInfo. */
    parameters: z.record(z.string(), z.union([z.string(), z.boolean()])),
    notes: z.array(z.string()),
    /** Predicates that were looked at. */
    scans: z.array(z.string()),
  }),
  z.strictObject({
    kind: z.literal('refused'),
    reason: z.string(),
    /** Adds of the files that are in the way; at most TEMPLATE_FILES_SHOWN_MAX of `fileCount`. */
    files: z.array(actionLineSchema),
    fileCount: z.number(),
  }),
  z.strictObject({ kind: z.literal('invalid'), issues: z.array(issueSchema) }),
])
export type TemplateReport = z.infer<typeof templateReportSchema>

/** Live files at the head of which rows may satisfy a predicate, and whose path contains a text. */
export const pickFilesSchema = z.strictObject({
  tableId: tableIdSchema,
  predicate: predicateSchema,
  /** Empty: every path. */
  path: nameSchema,
})
export type PickFilesRequest = z.infer<typeof pickFilesSchema>

export const pickedFilesSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('files'),
    base: readVersionSchema,
    files: z.array(
      z.strictObject({
        /** The add as Delta JSON. */
        line: z.string(),
        /** `every-row` only where it is certain. */
        matches: z.enum(['every-row', 'some-rows']),
      }),
    ),
  }),
  z.strictObject({ kind: z.literal('too-many'), limit: z.number() }),
  z.strictObject({ kind: z.literal('invalid'), issues: z.array(issueSchema) }),
])
export type PickedFiles = z.infer<typeof pickedFilesSchema>
