import { z } from 'zod'
import { SCENARIO_TEXT_CHARACTERS_MAX } from '../limits.ts'
import { runModeSchema, scenarioSchema, simulatedStrategySchema } from './scenarios.ts'
import { askedIsolationSchema, timeMsSchema, versionSchema } from './schemas.ts'
import { runResultSchema } from './simulation-results.ts'

/** A scenario that can be run, with both of its forms. */
export const listedScenarioSchema = z.strictObject({
  scenario: scenarioSchema,
  text: z.string(),
  /** `built-in` scenarios cannot be changed; `own` ones are kept in the data folder. */
  origin: z.enum(['built-in', 'own']),
  /** What it is about: the heading that it stands under. */
  group: z.string(),
})
export type ListedScenario = z.output<typeof listedScenarioSchema>

/** Where a text is no scenario; lines and columns count from 1. */
export const specIssueSchema = z.strictObject({
  line: z.number().int(),
  column: z.number().int(),
  expected: z.string(),
  message: z.string(),
})
export const scenarioTextSchema = z.string().max(SCENARIO_TEXT_CHARACTERS_MAX)
export const readScenarioSchema = z.discriminatedUnion('kind', [
  /** `text` and `json`: the scenario in both forms as this program writes them. */
  z.strictObject({ kind: z.literal('ok'), scenario: scenarioSchema, text: z.string(), json: z.string() }),
  z.strictObject({ kind: z.literal('invalid'), issues: z.array(specIssueSchema) }),
])

/** How a scenario is to be run; what is absent is the scenario's own. */
export const runWishSchema = z.strictObject({
  scenario: scenarioSchema,
  /** `matrix`: the scenario's own mode, once under each strategy and level. */
  mode: z.union([
    runModeSchema,
    z.strictObject({
      kind: z.literal('matrix'),
      strategies: z.array(simulatedStrategySchema).min(1).max(6),
      levels: z.array(askedIsolationSchema).min(1).max(2),
    }),
  ]),
  /**
   * Runs against a real table instead of the run's own: its name, and once more as a person has typed it. Refused for
   * explorations, without guards and where the connection is marked as production.
   */
  realTable: z.strictObject({ name: z.string(), typed: z.string() }).nullable(),
})
export type RunWish = z.output<typeof runWishSchema>

/** What a run would take. */
export const estimateSchema = z.strictObject({
  writers: z.number().int(),
  connections: z.number().int(),
  /** Connections that the server still has to give; null where it does not say. */
  connectionsFree: z.number().int().nullable(),
  /** Orders of steps in all, and those that can differ in their outcome; null for a free run. */
  orders: z.bigint().nullable(),
  distinct: z.bigint().nullable(),
  /** How many will be run; fewer than `distinct` are a sample drawn with the scenario's seed. */
  runs: z.number().int().nullable(),
  isSampled: z.boolean(),
  /** Expected; a guess from earlier runs on this server. */
  ms: z.number().nullable(),
  /** Why it cannot be run, with what would help; null where it can. */
  refusal: z.strictObject({ reason: z.string(), remedy: z.string().nullable() }).nullable(),
})
export type Estimate = z.output<typeof estimateSchema>

/**
 * `finished`: ran to its end; `stalled`: everybody waited; `failed`: the database or this program failed; `interrupted`:
 * the program was closed meanwhile.
 */
export const runStateSchema = z.enum(['running', 'finished', 'cancelled', 'stalled', 'failed', 'interrupted'])

export const runProgressSchema = z.strictObject({
  /** Commits, schedules or cells. */
  unit: z.enum(['commits', 'schedules', 'cells']),
  done: z.number().int(),
  total: z.number().int().nullable(),
  /** In words: what it does now. */
  phase: z.string(),
})

/** A run in one line. */
export const runSummarySchema = z.strictObject({
  runId: z.uuid(),
  /** Counts up in one data folder. */
  number: z.number().int(),
  scenario: z.string(),
  title: z.string(),
  mode: z.enum(['free', 'schedule', 'explore', 'matrix']),
  strategy: simulatedStrategySchema,
  seed: z.number().int(),
  server: z.string(),
  state: runStateSchema,
  startedAt: timeMsSchema,
  ms: z.number(),
  progress: runProgressSchema,
  /** null while it runs, and where nothing could be judged. */
  verdict: z.enum(['sound', 'broken']).nullable(),
  /** Whether the run ended as its scenario claims; null where it claims nothing, or before the end. */
  asClaimed: z.boolean().nullable(),
})
export type RunSummary = z.output<typeof runSummarySchema>

/** A run in full, but for its spans. */
export const runReportSchema = runSummarySchema.extend({
  wish: runWishSchema,
  writers: z.array(z.string()),
  tables: z.array(z.string()),
  /** Heads of the tables as the run began; null where they are not known. Empty before the tables are made. */
  bases: z.array(versionSchema.nullable()),
  result: runResultSchema.nullable(),
  /** What an exploration or a matrix under way has come to; its verdict is of what was run until then. */
  soFar: runResultSchema.nullable(),
  /** Why it ended without a result, in sentences. */
  problem: z.string().nullable(),
  spans: z.number().int(),
  marks: z.number().int(),
  /** Spans and marks that happened and were not kept. */
  dropped: z.number().int(),
})
export type RunReport = z.output<typeof runReportSchema>

/** News of a run: what happened since the event before. */
export const runTickSchema = z.strictObject({
  /** How the run stands; null where only its course has grown. The last event has it. */
  report: runReportSchema.nullable(),
  /** Spans and marks as `packEvents` writes them. */
  events: z.string(),
  /** Spans and marks that this event leaves out because there were too many; `spans` has those that were kept. */
  skipped: z.number().int(),
})
export type RunTick = z.output<typeof runTickSchema>

/** Every run at first, newest first; later those that changed. */
export const runsEventSchema = z.strictObject({ runs: z.array(runSummarySchema), removed: z.array(z.uuid()) })
export type RunsEvent = z.output<typeof runsEventSchema>

export const startAnswerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('started'), runId: z.uuid() }),
  /** `remedy`: what would help, for example a GRANT to be run by an administrator. */
  z.strictObject({ kind: z.literal('refused'), reason: z.string(), remedy: z.string().nullable() }),
])
export type StartAnswer = z.output<typeof startAnswerSchema>

export const EXPORT_FORMATS = ['perfetto', 'elle', 'spec', 'markdown', 'scenario'] as const
export const exportFormatSchema = z.enum(EXPORT_FORMATS)
export type ExportFormat = z.infer<typeof exportFormatSchema>
export const runExportSchema = z.strictObject({ fileName: z.string(), mediaType: z.string(), text: z.string() })
export type RunExport = z.output<typeof runExportSchema>

/** What two runs have in common and where they differ, line by line. */
export const runComparisonSchema = z.strictObject({
  lines: z.array(
    z.strictObject({
      label: z.string(),
      /** In words; null where the run has no such thing. */
      a: z.string().nullable(),
      b: z.string().nullable(),
      /** b / a where both are amounts. */
      ratio: z.number().nullable(),
    }),
  ),
  /** Outcome classes of either exploration by their label, with the schedules in each. */
  classes: z.array(z.strictObject({ label: z.string(), a: z.number().int(), b: z.number().int() })),
})
export type RunComparison = z.output<typeof runComparisonSchema>

/** A schema that a run has left behind. */
export const leftoverSchema = z.strictObject({
  schema: z.string(),
  /** null where the server does not say. */
  bytes: z.number().nullable(),
  /** A run of this or another program is using it. */
  isInUse: z.boolean(),
})

export const runIdSchema = z.strictObject({ runId: z.uuid() })
