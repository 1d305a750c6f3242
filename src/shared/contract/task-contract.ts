import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import {
  benchmarkRequestSchema,
  benchmarkStartSchema,
  cancelAnswerSchema,
  copiesEventSchema,
  copyRunIdSchema,
  copyRunSchema,
} from './copies.ts'
import { importMarkSchema } from './import-mark.ts'
import { op } from './operation.ts'
import { tableIdSchema } from './schemas.ts'
import { breakpointsSchema, taskInputSchema } from './task-inputs.ts'
import { taskAnswerSchema, taskCommandSchema, taskIdSchema, taskSchema, tasksEventSchema } from './tasks.ts'

/** Long work, and the COPYs that it runs. */
export const taskContract = {
  imports: {
    /** Sub-folders of a folder of the machine that the main process runs on; absent: the home folder. */
    browse: op.input(z.strictObject({ path: z.string().max(4096).optional(), files: z.boolean().optional() })).output(
      z.strictObject({
        path: z.string(),
        parent: z.string().nullable(),
        folders: z.array(z.strictObject({ name: z.string(), path: z.string(), hasDeltaLog: z.boolean() })),
        hasDeltaLog: z.boolean(),
        /** Where they were asked for; then the path may be one of them. */
        files: z.array(z.strictObject({ name: z.string(), path: z.string(), sizeBytes: z.number() })),
        /** True where the listing was cut at its limit. */
        truncated: z.boolean(),
      }),
    ),
    /** What the import of a table has found wrong with its log; null for a table of another origin. */
    mark: op.input(z.strictObject({ tableId: tableIdSchema })).output(importMarkSchema.omit({ run: true }).nullable()),
  },
  tasks: {
    /** Every task, then those that change: long work is followed here and nowhere else. */
    watch: op.output(eventIterator(tasksEventSchema)),
    /** Begins long work: an import, an export, a replay, the making of a sample. */
    start: op.input(taskInputSchema).output(taskSchema),
    /** Pauses, continues, steps or cancels at the next boundary; `INVALID` where that means nothing to the task now. */
    command: op.input(taskCommandSchema).output(taskSchema),
    /** Where a replay that runs stops from its next version on; `INVALID` for any other task. */
    setBreakpoints: op.input(taskIdSchema.extend({ breakpoints: breakpointsSchema })).output(taskSchema),
    /** Answers what a task asks. */
    answer: op.input(taskIdSchema.extend({ answer: taskAnswerSchema })).output(taskSchema),
    /** Forgets a task that does not run; what it has made stays. */
    remove: op.input(taskIdSchema).output(z.strictObject({})),
  },
  copies: {
    /** Every run of this program's COPYs in one line, those under way and those that are kept; live. */
    watch: op.output(eventIterator(copiesEventSchema)),
    /** One run in full, whenever it has changed; ends with the run. */
    watchRun: op.input(copyRunIdSchema).output(eventIterator(copyRunSchema)),
    /** Stops a run and says what came of it: rolled back, committed before, or not known. */
    cancel: op.input(copyRunIdSchema).output(cancelAnswerSchema),
    /** Begins to copy generated rows into a scratch table, which is dropped when the run is over. */
    benchmark: op.input(benchmarkRequestSchema).output(benchmarkStartSchema),
  },
}
