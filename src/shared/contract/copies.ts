import { z } from 'zod'
import { BENCHMARK_ROWS_MAX } from '../limits.ts'
import { timeMsSchema, versionSchema } from './schemas.ts'

export const copyFormatSchema = z.enum(['binary', 'text'])

/** What a run copied for. */
export const copySubjectSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('commit'), table: z.string(), version: versionSchema }),
  /** A commit with everything but COMMIT. */
  z.strictObject({ kind: z.literal('dry-run'), table: z.string(), version: versionSchema }),
  z.strictObject({ kind: z.literal('import'), table: z.string() }),
  z.strictObject({ kind: z.literal('replay'), table: z.string() }),
  z.strictObject({ kind: z.literal('sample'), table: z.string() }),
  /** Versions of several tables in one transaction. */
  z.strictObject({ kind: z.literal('together'), tables: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('benchmark'), rows: z.number().int(), format: copyFormatSchema }),
])
export type CopySubject = z.output<typeof copySubjectSchema>

/**
 * `running` to begin with; `finished` where everything is durable, `rehearsed` where all went well and nothing was to be
 * kept, `cancelled` and `failed` where nothing is durable besides what the run says to be kept, `unknown` where the connection was lost while COMMIT was under way.
 */
export const copyStateSchema = z.enum(['running', 'finished', 'rehearsed', 'cancelled', 'failed', 'unknown'])
export type CopyState = z.infer<typeof copyStateSchema>

/** Milliseconds of the run by what they were spent on; together with the rest they are its wall time. */
export const copyStagesSchema = z.strictObject({
  /** Laying out rows in buffers. */
  encodeMs: z.number(),
  /** Handing full buffers over, and letting everything else in the process have its turn. */
  handoverMs: z.number(),
  /** Backpressure: every buffer is on its way and none was taken. */
  roomMs: z.number(),
  /** Waiting for the server to begin a COPY or to confirm one. */
  answerMs: z.number(),
  /** Between COMMIT and its answer. */
  commitMs: z.number(),
})
export type CopyStages = z.infer<typeof copyStagesSchema>

/** Sums since the run began, at one moment; the rate between two samples is their difference. */
export const copySampleSchema = z.strictObject({
  atMs: z.number(),
  rows: z.number(),
  /** Bytes laid out, taken by the operating system, and processed by the server; null where it does not say. */
  bytes: z.number(),
  socketBytes: z.number(),
  serverBytes: z.number().nullable(),
  serverRows: z.number().nullable(),
  stages: copyStagesSchema,
  /** Bytes in full buffers that the operating system has not taken yet. */
  waitingBytes: z.number(),
  /** Memory of the whole process. */
  rssBytes: z.number(),
})
export type CopySample = z.infer<typeof copySampleSchema>

/** One table's share of a run. */
export const copyStreamSchema = z.strictObject({
  table: z.string(),
  copies: z.number(),
  rows: z.number(),
  bytes: z.number(),
  ms: z.number(),
  state: z.enum(['copying', 'copied', 'failed']),
})
export type CopyStream = z.infer<typeof copyStreamSchema>

const faultValueSchema = z.strictObject({
  text: z.string(),
  /** The first bytes; null for the database's null. */
  hex: z.string().nullable(),
  bytes: z.number(),
  /** True where the bytes are those on the wire; false where the value was refused before it could be sent. */
  sent: z.boolean(),
})

/** What went wrong, down to the value where one is to blame. */
export const copyFaultSchema = z.strictObject({
  message: z.string(),
  table: z.string().nullable(),
  sqlState: z.string().nullable(),
  constraint: z.string().nullable(),
  detail: z.string().nullable(),
  hint: z.string().nullable(),
  /** Position among the rows of its COPY, from 0. */
  row: z.number().nullable(),
  column: z.string().nullable(),
  value: faultValueSchema.nullable(),
  /** The row to blame, where it is still known. */
  fields: z.array(z.strictObject({ column: z.string(), text: z.string() })),
})
export type CopyFault = z.infer<typeof copyFaultSchema>

/** A cancellation's course. Times are milliseconds since the run began. */
export const copyCancelSchema = z.strictObject({
  requestedMs: z.number(),
  /** The server has ended the COPY; null where there was none to end, or no answer came. */
  acknowledgedMs: z.number().nullable(),
  /** The server did not answer in time and was cut off. */
  cutOff: z.boolean(),
  endedMs: z.number().nullable(),
  outcome: z.enum(['rolled-back', 'committed', 'unknown']).nullable(),
})
export type CopyCancel = z.infer<typeof copyCancelSchema>

export const copyEventSchema = z.strictObject({
  atMs: z.number(),
  tone: z.enum(['plain', 'good', 'bad']),
  text: z.string(),
})

/** A run in one line. */
export const copySummarySchema = z.strictObject({
  runId: z.uuid(),
  /** Counts up in one data folder. */
  number: z.number().int(),
  subject: copySubjectSchema,
  /** The server that was copied to: `PostgreSQL 18.4 at localhost:5432`. */
  server: z.string(),
  state: copyStateSchema,
  startedAt: timeMsSchema,
  /** From the first COPY to the end, or so far. */
  wallMs: z.number(),
  /** What is to come altogether; null where nobody knows. */
  rowsExpected: z.number().nullable(),
  rows: z.number(),
  bytes: z.number(),
  stages: copyStagesSchema,
})
export type CopySummary = z.output<typeof copySummarySchema>

/** A run in full. */
export const copyRunSchema = copySummarySchema.extend({
  /** Oldest first; a long run keeps fewer of them, evenly. */
  samples: z.array(copySampleSchema),
  streams: z.array(copyStreamSchema),
  /** How long buffers took until the operating system had them. */
  bufferMs: z.strictObject({ count: z.number(), p50: z.number(), p95: z.number(), p99: z.number() }).nullable(),
  waitingBytesMax: z.number(),
  /** What the server's process was found doing when it was looked at; `CPU` where it waited for nothing. */
  waits: z.array(z.strictObject({ wait: z.string(), count: z.number() })),
  /** Oldest first; a busy run keeps the newest. */
  events: z.array(copyEventSchema),
  fault: copyFaultSchema.nullable(),
  /** What is durable although the run did not finish, in a sentence; null: nothing. */
  kept: z.string().nullable(),
  cancel: copyCancelSchema.nullable(),
})
export type CopyRunReport = z.output<typeof copyRunSchema>

/** The first event has every run, newest first; later ones those that changed. */
export const copiesEventSchema = z.strictObject({ runs: z.array(copySummarySchema), removed: z.array(z.uuid()) })
export type CopiesEvent = z.output<typeof copiesEventSchema>

export const copyRunIdSchema = z.strictObject({ runId: z.uuid() })

export const benchmarkRequestSchema = z.strictObject({
  rows: z.number().int().min(1).max(BENCHMARK_ROWS_MAX),
  format: copyFormatSchema,
})
export type BenchmarkRequest = z.infer<typeof benchmarkRequestSchema>

/** `busy`: another program runs the benchmark on this database. */
export const benchmarkStartSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('started'), runId: z.uuid() }),
  z.strictObject({ kind: z.literal('busy') }),
])

/** What a cancellation came to; `over`: there was nothing left to cancel. `pending`: the end is not known yet. */
export const cancelAnswerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('over'), state: copyStateSchema }),
  z.strictObject({ kind: z.literal('ended'), state: copyStateSchema, cancel: copyCancelSchema }),
  z.strictObject({ kind: z.literal('pending'), cancel: copyCancelSchema }),
])
export type CancelAnswer = z.output<typeof cancelAnswerSchema>
