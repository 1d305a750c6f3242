import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { forecastSchema, rebaseReportSchema, rebaseRequestSchema } from './forecast.ts'
import { op } from './operation.ts'
import { commitNewsSchema, commitOutcomeSchema, dryRunReportSchema, togetherOutcomeSchema } from './outcome.ts'
import { restoreReportSchema } from './restore.ts'
import { rowsPreviewSchema } from './rows-preview.ts'
import { commitIdSchema, draftSchema, issueSchema, readVersionSchema, tableIdSchema, versionSchema } from './schemas.ts'
import { appendRequestSchema, appendTogetherRequestSchema } from './strategy.ts'
import { makeTemplateSchema, pickedFilesSchema, pickFilesSchema, templateReportSchema } from './templates.ts'
import { commitFateSchema, unresolvedReportSchema } from './unresolved.ts'

/** What becomes of a draft. */
export const commitContract = {
  commits: {
    /** The rules of the writer without the writing: what would be refused and what is odd. */
    check: op.input(draftSchema).output(z.strictObject({ head: readVersionSchema, issues: z.array(issueSchema) })),
    append: op.input(appendRequestSchema).output(commitOutcomeSchema),
    /** As `append`, telling each step; leaving the stream cancels the commit as long as COMMIT is not sent. */
    appendWatched: op.input(appendRequestSchema).output(eventIterator(commitNewsSchema)),
    /** Drafts for several tables in one transaction: all become versions or none does; one outcome for each, in order. */
    appendTogether: op.input(appendTogetherRequestSchema).output(z.array(togetherOutcomeSchema)),
    /** Everything that `append` does, rolled back at the end. */
    dryRun: op.input(draftSchema).output(dryRunReportSchema),
    /** The rows that a draft becomes and the statements that bring them in; nothing is sent. */
    previewRows: op.input(draftSchema).output(rowsPreviewSchema),
    /** What the versions since the draft's base mean for it, one verdict each; only reads. */
    forecast: op.input(draftSchema).output(forecastSchema),
    /** The same draft on the head, where no version since its base forbids it; only reads. */
    rebase: op.input(rebaseRequestSchema).output(rebaseReportSchema),
    /** The commit that makes the head look like an earlier version; only reads. */
    planRestore: op
      .input(z.strictObject({ tableId: tableIdSchema, target: versionSchema }))
      .output(restoreReportSchema),
    /** The actions of a commit that does one thing, made for the head; only reads. */
    makeTemplate: op.input(makeTemplateSchema).output(templateReportSchema),
    /** Files to do something with, by partitions, statistics and path; only reads. */
    pickFiles: op.input(pickFilesSchema).output(pickedFilesSchema),
    /** What became of a draft whose answer was lost; only reads. */
    resolve: op.input(z.strictObject({ tableId: tableIdSchema, commitId: commitIdSchema })).output(commitFateSchema),
    /** Commits that were begun here and whose outcome nobody was told: what became of them; only reads. */
    unresolved: op.output(unresolvedReportSchema),
    /** Takes one of them off the list. */
    strike: op.input(z.strictObject({ commitId: commitIdSchema })),
  },
}
