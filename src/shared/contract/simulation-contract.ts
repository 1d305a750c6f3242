import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { TICK_SPANS_MAX } from '../limits.ts'
import { op } from './operation.ts'
import { scenarioSchema } from './scenarios.ts'
import { runStatementSchema } from './simulation-results.ts'
import {
  estimateSchema,
  exportFormatSchema,
  leftoverSchema,
  listedScenarioSchema,
  readScenarioSchema,
  runComparisonSchema,
  runExportSchema,
  runIdSchema,
  runReportSchema,
  runsEventSchema,
  runTickSchema,
  runWishSchema,
  scenarioTextSchema,
  startAnswerSchema,
} from './simulations.ts'

/** Concurrent writers as an experiment: scenarios, their runs and what is kept of them. */
export const simulationContract = {
  simulations: {
    /** The built-in scenarios and one's own. */
    scenarios: op.output(z.array(listedScenarioSchema)),
    /** Reads a scenario's text or JSON; gives both forms back, or every line that is wrong. */
    validate: op.input(z.strictObject({ text: scenarioTextSchema })).output(readScenarioSchema),
    /** Keeps a scenario under its name; `INVALID` where a built-in one has it. */
    save: op.input(z.strictObject({ scenario: scenarioSchema })).output(listedScenarioSchema),
    forget: op.input(z.strictObject({ name: z.string() })).output(z.strictObject({})),
    /** What a run would take, and whether it can be run at all. */
    estimate: op.input(runWishSchema).output(estimateSchema),
    /** Begins a run; it goes on when the page is closed. */
    start: op.input(runWishSchema).output(startAnswerSchema),
    /** Every run in one line, those under way and those that are kept; live. */
    watch: op.output(eventIterator(runsEventSchema)),
    /** One run as it goes; ends with the run. */
    watchRun: op.input(runIdSchema).output(eventIterator(runTickSchema)),
    get: op.input(runIdSchema).output(runReportSchema),
    /** The kept spans and marks of a run in the order in which they ended, from one place on, as `packEvents` writes them. */
    spans: op
      .input(
        runIdSchema.extend({
          after: z.number().int().min(0),
          limit: z
            .number()
            .int()
            .min(1)
            .max(TICK_SPANS_MAX * 10),
        }),
      )
      .output(z.strictObject({ events: z.string(), next: z.number().int().nullable() })),
    /** What a run has sent to the server at one of its steps: the statement that `sql` of a span names. */
    statement: op.input(runIdSchema.extend({ index: z.number().int().min(0) })).output(runStatementSchema),
    /** Stops a run within two seconds and leaves nothing behind. */
    cancel: op.input(runIdSchema).output(runReportSchema),
    /** Forgets a run that is over. */
    remove: op.input(runIdSchema).output(z.strictObject({})),
    compare: op.input(z.strictObject({ a: z.uuid(), b: z.uuid() })).output(runComparisonSchema),
    export: op.input(runIdSchema.extend({ format: exportFormatSchema })).output(runExportSchema),
    /** Schemas of runs that ended without tidying up. */
    leftovers: op.output(z.array(leftoverSchema)),
    removeLeftover: op.input(z.strictObject({ schema: z.string() })).output(z.strictObject({})),
  },
}
