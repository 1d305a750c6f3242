import { z } from 'zod'
import { importProblemSchema } from './import.ts'
import { versionSchema } from './schemas.ts'

/** Both bounds belong to the range. */
export const versionRangeSchema = z.strictObject({ from: versionSchema, to: versionSchema })

/** Something about a log, with its place; an `error` keeps a version from being read or a log from being taken. */
export const logFindingSchema = importProblemSchema.extend({ severity: z.enum(['error', 'warning']) })

/** A whole checkpoint from which every later version can be had. */
export const baseOptionSchema = z.strictObject({
  version: versionSchema,
  kind: z.enum(['classic', 'multi-part', 'uuid-json', 'uuid-parquet']),
})

/** What the scan of a log has found: what is there, what is odd, and where an import may begin. */
export const logReportSchema = z.strictObject({
  location: z.string(),
  /** What the table may be called. */
  name: z.string(),
  head: versionSchema.nullable(),
  commits: z.number(),
  firstCommit: versionSchema.nullable(),
  actions: z.number(),
  bytes: z.number(),
  gaps: z.array(versionRangeSchema),
  gapsTotal: z.number(),
  /** By kind of checkpoint. */
  checkpoints: z.record(z.string(), z.number()),
  checkpointsBroken: z.number(),
  checksums: z.number(),
  compacted: z.number(),
  staged: z.number(),
  foreign: z.strictObject({ count: z.number(), examples: z.array(z.string()) }),
  features: z.array(z.string()),
  protocol: z.strictObject({ minReaderVersion: z.number(), minWriterVersion: z.number() }).nullable(),
  unknownActions: z.array(z.strictObject({ name: z.string(), count: z.number() })),
  timesOutOfOrder: z.number(),
  reconstructable: z.array(versionRangeSchema),
  /** Where a strict import can begin: 0 where all commits are there, else at one of `bases`; null where it cannot. */
  start: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('from-start') }),
    z.strictObject({ kind: z.literal('from-checkpoint'), version: versionSchema }),
    z.strictObject({ kind: z.literal('impossible'), reason: z.string() }),
  ]),
  /** Checkpoints that may be the base instead, earliest first, at most a hundred. */
  bases: z.array(baseOptionSchema),
  /** True where a strict import is refused. */
  isBroken: z.boolean(),
  findings: z.array(logFindingSchema),
})
export type LogReport = z.infer<typeof logReportSchema>
