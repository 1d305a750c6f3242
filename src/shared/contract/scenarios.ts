import { z } from 'zod'
import {
  COMMIT_LIMIT_MS_MAX,
  PREDICATE_CHARACTERS_MAX,
  SCENARIO_NAME_CHARACTERS_MAX,
  SIMULATION_COMMIT_FILES_MAX,
  SIMULATION_COMMITS_MAX,
  SIMULATION_FAULTS_MAX,
  SIMULATION_TABLE_FILES_MAX,
  SIMULATION_TABLES_MAX,
  SIMULATION_WRITERS_MAX,
} from '../limits.ts'
import { COMMIT_STEPS } from './outcome.ts'
import { askedIsolationSchema, tableNameSchema, versionSchema } from './schemas.ts'
import { STRATEGY_NAMES } from './strategy.ts'
import { textSchema } from './text.ts'

/** Names of scenarios, tables, writers and partitions inside a scenario: one word. */
const wordSchema = z
  .string()
  .max(SCENARIO_NAME_CHARACTERS_MAX)
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'a word of letters, digits, - and _ that begins with a letter')
/** A scenario is a text of lines in UTF-8: whatever it quotes must fit in one. */
const lineSchema = textSchema.refine(text => !/[\r\n]/.test(text), 'text of one line')
const sentenceSchema = textSchema.max(1_000).refine(text => !/[\r\n"]/.test(text), 'one line without quotes')
const durationMsSchema = z.number().int().min(0).max(600_000)

/** How writers of a simulation keep each other out; `unprotected` is for simulations alone. */
export const SIMULATED_STRATEGIES = [...STRATEGY_NAMES, 'unprotected'] as const
export const simulatedStrategySchema = z.enum(SIMULATED_STRATEGIES)
export type SimulatedStrategy = z.infer<typeof simulatedStrategySchema>

export const OPERATIONS = [
  'append',
  'overwrite',
  'delete',
  'compact',
  'upsert',
  'change-schema',
  'stream',
  'together',
  'foreign',
  'read',
] as const

/** A table as the run begins: made of so many files, or a copy of a real table as it was. */
export const scenarioTableSchema = z.strictObject({
  name: wordSchema,
  source: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('made'),
      /** Spread over the partitions, one after the other. */
      files: z.number().int().min(0).max(SIMULATION_TABLE_FILES_MAX),
      /** Values of the column `part`; none: the table has no partitions. */
      partitions: z.array(wordSchema).max(50),
    }),
    z.strictObject({ kind: z.literal('clone'), table: tableNameSchema, version: versionSchema.nullable() }),
  ]),
  /** `delta.isolationLevel`. */
  isolation: askedIsolationSchema,
})
export type ScenarioTable = z.output<typeof scenarioTableSchema>

/** What a writer says that it has read. */
export const scenarioReadsSchema = z.discriminatedUnion('kind', [
  /** What its operation depends on. */
  z.strictObject({ kind: z.literal('operation') }),
  /** Nothing, whatever its operation depends on. */
  z.strictObject({ kind: z.literal('nothing') }),
  z.strictObject({ kind: z.literal('table') }),
  /** A predicate as a query would have it. */
  z.strictObject({ kind: z.literal('scan'), predicate: lineSchema.min(1).max(PREDICATE_CHARACTERS_MAX) }),
])

/** What a writer does when somebody else was first. */
export const onConflictSchema = z.discriminatedUnion('kind', [
  /** Gives the commit up. */
  z.strictObject({ kind: z.literal('fail') }),
  /** Reads again and makes the commit anew, after a pause that doubles up to its limit. */
  z.strictObject({
    kind: z.literal('retry'),
    attempts: z.number().int().min(1).max(1_000),
    backoffMs: durationMsSchema,
    backoffMaxMs: durationMsSchema,
  }),
  /** Puts the same commit on the new head where the rules of Delta allow it. */
  z.strictObject({ kind: z.literal('rebase'), attempts: z.number().int().min(1).max(1_000) }),
  /** Gives the same commit the next number and asks nobody: what careless writers do. */
  z.strictObject({ kind: z.literal('renumber'), attempts: z.number().int().min(1).max(1_000) }),
])
export type OnConflict = z.output<typeof onConflictSchema>

export const scenarioWriterSchema = z.strictObject({
  name: wordSchema,
  /** More than one: A1, A2, A3 ... */
  count: z.number().int().min(1).max(SIMULATION_WRITERS_MAX),
  operation: z.enum(OPERATIONS),
  /** Of the scenario; `together` and `foreign` take several and lock them in the order given here, if they may. */
  tables: z.array(wordSchema).min(1).max(SIMULATION_TABLES_MAX),
  commits: z.number().int().min(1).max(SIMULATION_COMMITS_MAX),
  /** Files that one commit adds, removes or rewrites. */
  files: z.number().int().min(0).max(SIMULATION_COMMIT_FILES_MAX),
  /** The partition that is written to; null: the first of the table, or all of it where a whole table is meant. */
  partition: wordSchema.nullable(),
  /** The application of a stream's transactions. */
  app: wordSchema.nullable(),
  /** Between two commits; a schedule does not wait. */
  thinkMs: durationMsSchema,
  reads: scenarioReadsSchema,
  /** The level that the writer asks for; null: the table's. */
  isolation: askedIsolationSchema.nullable(),
  /** null: the scenario's. */
  strategy: simulatedStrategySchema.nullable(),
  onConflict: onConflictSchema,
  /** A writer whose client has crashed begins anew, knowing nothing. */
  restarts: z.boolean(),
})
export type ScenarioWriter = z.output<typeof scenarioWriterSchema>

export const FAULT_STEPS = ['read', ...COMMIT_STEPS] as const
export const faultStepSchema = z.enum(FAULT_STEPS)

export const FAULT_KINDS = ['kill', 'cut', 'lose-answer', 'delay', 'crash', 'crash-after', 'restart-server'] as const

/** Something that goes wrong before a step of one commit of one writer; `restart-server` at a moment of the run. */
export const scenarioFaultSchema = z.strictObject({
  /**
   * `kill`: the server ends the writer's session. `cut`: the connection dies and the writer notices. `lose-answer`: COMMIT is
   * executed and its answer is lost. `delay`: the writer stops for a while. `crash`: the writer's program ends.
   * `crash-after`: it ends once COMMIT is executed, before it hears of it.
   */
  kind: z.enum(FAULT_KINDS),
  /** With its number where there are several; null: whoever is the first to come there. */
  writer: wordSchema.nullable(),
  /** From 1. */
  commit: z.number().int().min(1).max(SIMULATION_COMMITS_MAX),
  step: faultStepSchema,
  /** Of a delay. */
  ms: durationMsSchema,
})
export type ScenarioFault = z.output<typeof scenarioFaultSchema>

/** What the judge weighs; `stale-write`: the committed order breaks the conflict rules of Delta. */
export const RULES = [
  'dense-versions',
  'one-winner',
  'acknowledged-once',
  'rejected-absent',
  'unknown-once',
  'all-or-nothing',
  'head',
  'totals',
  'file-live-once',
  'increasing-time',
  'read-prefix',
  'stale-write',
  'stuck',
] as const
export const ruleSchema = z.enum(RULES)

/** What became of one commit of a simulated writer in the end. */
export const ENDINGS = [
  'committed',
  'conflict',
  'gave-up',
  'logical-conflict',
  'refused',
  'deadlock',
  'failed',
  'timeout',
  'unknown',
  'crashed',
  'skipped',
  'read',
  'cancelled',
] as const
export const endingSchema = z.enum(ENDINGS)
export type Ending = z.infer<typeof endingSchema>

/** What the author claims of every run: the verdict, the rule that is broken, and what must be seen at least once. */
export const claimSchema = z.strictObject({
  verdict: z.enum(['sound', 'broken']),
  rules: z.array(ruleSchema).max(RULES.length),
  sees: z.array(endingSchema).max(ENDINGS.length),
})

/** How a scenario is run. */
export const runModeSchema = z.discriminatedUnion('kind', [
  /** Every writer as fast as it can, until its commits are made or the time is up. */
  z.strictObject({ kind: z.literal('free'), seconds: z.number().int().min(1).max(3_600) }),
  /** One exact order of steps: see `shared/scenario/schedule.ts`. Empty: one writer after the other. */
  z.strictObject({
    kind: z.literal('schedule'),
    schedule: z
      .string()
      .regex(/^[A-Za-z]*$/)
      .max(2_000),
  }),
  /** Every order of steps that can make a difference, or a sample of them where there are more than `max`. */
  z.strictObject({
    kind: z.literal('explore'),
    max: z.number().int().min(1).max(100_000),
    /** Crashes that are tried in every order: none, or one at each step. */
    crashes: z.number().int().min(0).max(1),
  }),
])
export type RunMode = z.output<typeof runModeSchema>

/** Who writes what to which tables, what goes wrong, and what is to come of it. */
export const scenarioSchema = z.strictObject({
  name: wordSchema,
  title: sentenceSchema,
  teaches: sentenceSchema,
  seed: z.number().int().min(0).max(4_294_967_295),
  strategy: simulatedStrategySchema,
  /** False: the run's own schema has no keys and triggers that defend the log. Never for a real table. */
  guards: z.boolean(),
  lockMs: z.number().int().min(1).max(COMMIT_LIMIT_MS_MAX).nullable(),
  statementMs: z.number().int().min(1).max(COMMIT_LIMIT_MS_MAX).nullable(),
  tables: z.array(scenarioTableSchema).min(1).max(SIMULATION_TABLES_MAX),
  writers: z.array(scenarioWriterSchema).min(1).max(SIMULATION_WRITERS_MAX),
  faults: z.array(scenarioFaultSchema).max(SIMULATION_FAULTS_MAX),
  run: runModeSchema,
  claim: claimSchema.nullable(),
})
export type Scenario = z.output<typeof scenarioSchema>
