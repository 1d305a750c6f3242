import { z } from 'zod'
import { PREDICATE_CHARACTERS_MAX } from '../limits.ts'
import { actionLineSchema, issueSchema, readVersionSchema, tableIdSchema } from './schemas.ts'

const predicateSchema = z.string().min(1).max(PREDICATE_CHARACTERS_MAX)
const nameSchema = z.string().max(10_000)

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
    parameters: z.record(z.string(), z.string()),
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
