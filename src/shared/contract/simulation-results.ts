import { z } from 'zod'
import { COMMIT_STEPS } from './outcome.ts'
import { endingSchema, ruleSchema, scenarioSchema, simulatedStrategySchema } from './scenarios.ts'
import { askedIsolationSchema, readVersionSchema, versionSchema } from './schemas.ts'

export const SPAN_KINDS = [...COMMIT_STEPS, 'read', 'think', 'backoff', 'rebase', 'resolve', 'wait'] as const

/** A stretch of one writer's time. */
export const spanSchema = z.strictObject({
  /** Index into the run's writers. */
  writer: z.number().int(),
  kind: z.enum(SPAN_KINDS),
  /** Milliseconds since the run began. */
  atMs: z.number(),
  ms: z.number(),
  /** From 1. */
  commit: z.number().int(),
  attempt: z.number().int(),
  /** What the writer believed the head to be; null before it has looked. */
  believed: readVersionSchema.nullable(),
  /** Of a wait: who stood in the way; -1 for a session that is not of the run. */
  blockedBy: z.array(z.number().int()),
  /** What was sent to the server meanwhile: its place among the statements of the run; null for nothing. */
  sql: z.number().int().nullable(),
  /** Of a wait: the lock that is wanted, in words; null where the server did not say. */
  lock: z.string().nullable(),
})
export type Span = z.output<typeof spanSchema>

/** What a writer has sent to the server at one step. */
export const runStatementSchema = z.strictObject({
  /** One statement or several, each ended by a semicolon and a line of its own. */
  text: z.string(),
  /** What stood for $1 and those behind it, shortened; null in a free run, where it is not kept. */
  values: z.array(z.string()).nullable(),
})
export type RunStatement = z.output<typeof runStatementSchema>

export const MARK_KINDS = ['committed', 'conflict', 'retry', 'fault', 'lost', 'ended'] as const

/** Something that happened to a writer at one moment. */
export const markSchema = z.strictObject({
  writer: z.number().int(),
  atMs: z.number(),
  kind: z.enum(MARK_KINDS),
  commit: z.number().int(),
  attempt: z.number().int(),
  /** The version that was made; null for none. */
  version: versionSchema.nullable(),
  /** Index into the run's tables. */
  table: z.number().int(),
  text: z.string(),
})
export type Mark = z.output<typeof markSchema>

/** A promise that was not kept, told as a chain of facts. */
export const verdictViolationSchema = z.strictObject({
  rule: ruleSchema,
  table: z.string(),
  version: versionSchema.nullable(),
  message: z.string(),
  facts: z.array(z.string()),
})

export const verdictSchema = z.strictObject({
  kind: z.enum(['sound', 'broken']),
  violations: z.array(verdictViolationSchema),
  /** How much was weighed for each rule; 0 where a run held nothing that the rule is about. */
  weighed: z.array(z.strictObject({ rule: ruleSchema, count: z.number().int() })),
})
export type Verdict = z.output<typeof verdictSchema>

/** What one writer was told about its commits. */
export const writerResultSchema = z.strictObject({
  writer: z.string(),
  operation: z.string(),
  endings: z.array(
    z.strictObject({
      commit: z.number().int(),
      ending: endingSchema,
      version: versionSchema.nullable(),
      attempts: z.number().int(),
      /** In words. */
      told: z.string(),
    }),
  ),
})
export type WriterResult = z.output<typeof writerResultSchema>

/** A step of a schedule as it was taken. */
export const transcriptLineSchema = z.strictObject({
  writer: z.number().int(),
  step: z.string(),
  /** `waits`: behind `blockedBy`; `goes-on`: what it waited for is over. */
  kind: z.enum(['step', 'waits', 'goes-on', 'crash', 'ends']),
  blockedBy: z.array(z.number().int()),
  text: z.string(),
})
export type TranscriptLine = z.output<typeof transcriptLineSchema>

/** One order of steps and what came of it. */
export const scheduleResultSchema = z.strictObject({
  schedule: z.string(),
  transcript: z.array(transcriptLineSchema),
  writers: z.array(writerResultSchema),
  verdict: verdictSchema,
})
export type ScheduleResult = z.output<typeof scheduleResultSchema>

const percentilesSchema = z.strictObject({ p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() })

/** What a free run measured. */
export const measuresSchema = z.strictObject({
  ms: z.number(),
  commits: z.number().int(),
  attempts: z.number().int(),
  commitsPerSecond: z.number(),
  /** Attempts that ended in a conflict, of all. */
  conflictRate: z.number(),
  /** Of the writers' time in commits. */
  lockWaitShare: z.number(),
  /** Milliseconds from the first attempt of a commit to its answer; null without one. */
  latencyMs: percentilesSchema.nullable(),
  endings: z.array(z.strictObject({ ending: endingSchema, count: z.number().int() })),
})
export type Measures = z.output<typeof measuresSchema>

/** Orders of steps with one outcome. */
export const outcomeClassSchema = z.strictObject({
  /** The outcome in one line, writer by writer. */
  label: z.string(),
  /** From the verdict to the single writers: where the class hangs in the tree. */
  path: z.array(z.string()),
  verdict: z.enum(['sound', 'broken']),
  rules: z.array(ruleSchema),
  count: z.number().int(),
  /** Some schedules of the class, the first ones. */
  examples: z.array(z.string()),
})
export type OutcomeClass = z.output<typeof outcomeClassSchema>

export const explorationSchema = z.strictObject({
  orders: z.bigint(),
  distinct: z.bigint(),
  runs: z.number().int(),
  isSampled: z.boolean(),
  /** Schedules in which somebody waited. */
  blocked: z.number().int(),
  schedulesPerSecond: z.number(),
  /** Commits of all schedules by how they ended. */
  endings: z.array(z.strictObject({ ending: endingSchema, count: z.number().int() })),
  classes: z.array(outcomeClassSchema),
  /** The smallest order that breaks a promise, with the scenario that it was shrunk to; null where none does. */
  minimal: z
    .strictObject({
      scenario: scenarioSchema,
      result: scheduleResultSchema,
      found: z.string(),
      tries: z.number().int(),
    })
    .nullable(),
})
export type Exploration = z.output<typeof explorationSchema>

export const matrixCellSchema = z.strictObject({
  strategy: simulatedStrategySchema,
  level: askedIsolationSchema,
  verdict: z.enum(['sound', 'broken']),
  rules: z.array(ruleSchema),
  endings: z.array(z.strictObject({ ending: endingSchema, count: z.number().int() })),
  /** Of a free run; null for explorations. */
  measures: measuresSchema.nullable(),
  /** Outcome classes of an exploration; null for free runs. */
  classes: z.number().int().nullable(),
})
export type MatrixCell = z.output<typeof matrixCellSchema>

export const runResultSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('free'),
    measures: measuresSchema,
    writers: z.array(writerResultSchema),
    verdict: verdictSchema,
  }),
  scheduleResultSchema.extend({ kind: z.literal('schedule') }),
  explorationSchema.extend({ kind: z.literal('explore'), verdict: verdictSchema }),
  z.strictObject({ kind: z.literal('matrix'), cells: z.array(matrixCellSchema) }),
])
export type RunResult = z.output<typeof runResultSchema>
