import { isAsCommitted } from '../../shared/contract/mirror-verification.ts'
import type { Task, TaskOutcome } from '../../shared/contract/tasks.ts'
import type { ActivityLog, NewActivity } from './activity-log.ts'

/** Writes down that long work was begun, and where nothing of it runs any more, how it ended. */
export async function recordTask(activity: Pick<ActivityLog, 'record'>, task: Task): Promise<void> {
  const { outcome, title, startedAt, endedAt } = task
  const took = endedAt === null ? 0 : Math.max(0, endedAt - startedAt)
  const about = { kind: 'task', tookMs: took, commitId: null, operation: null, ...tableOf(outcome) } as const
  if (endedAt === null) {
    await activity.record({ ...about, outcome: 'started', summary: `${title} was begun.` })
  } else {
    const end = outcome === null ? INTERRUPTED : endOf(outcome)
    await activity.record({ ...about, outcome: end.word, summary: `${title}: ${end.sentence}` })
  }
}

interface End {
  /** The end in one word. */
  readonly word: string
  readonly sentence: string
}

const INTERRUPTED: End = { word: 'interrupted', sentence: 'The program ended first; it can be taken up again.' }

function endOf(outcome: TaskOutcome): End {
  switch (outcome.kind) {
    case 'imported':
      return done(`${count(outcome.versions, 'version')} of ${outcome.name} came in, up to v${outcome.head}.`)
    case 'made':
      return done(`${outcome.name} was made, up to v${outcome.head}.`)
    case 'committed':
      return done(
        `${outcome.name} v${outcome.version} ${outcome.found ? 'was in the log already' : outcome.dryRun ? 'would be committed' : 'was committed'}.`,
      )
    case 'exported':
      return done(`${count(outcome.files, 'file')} written to ${outcome.folder}.`)
    case 'replayed':
      return done(
        `${count(outcome.committed, 'version')} ${outcome.dryRun ? 'would be committed to' : 'committed to'} ${outcome.name}.`,
      )
    case 'verified':
      return isAsCommitted(outcome.report)
        ? done(`The files of ${outcome.name} are as they were committed.`)
        : { word: 'differs', sentence: `The files of ${outcome.name} are not as they were committed.` }
    case 'checkpointed':
      return done(`A ${outcome.form} checkpoint of ${outcome.name} v${outcome.version} was written.`)
    case 'stopped':
      return { word: 'stopped', sentence: `v${outcome.version} could not be committed; the versions before it stay.` }
    case 'refused':
      return { word: 'refused', sentence: outcome.problems[0]?.message ?? 'The input breaks rules.' }
    case 'cancelled':
      return { word: 'cancelled', sentence: outcome.message }
    case 'failed':
      return { word: 'failed', sentence: outcome.message }
  }
  return outcome satisfies never
}

function done(sentence: string): End {
  return { word: 'done', sentence }
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}

/** The table that came of it or was worked on, and its head where the work moved it. */
function tableOf(outcome: TaskOutcome | null): Pick<NewActivity, 'tableId' | 'tableName' | 'version'> {
  const kept = outcome && 'kept' in outcome ? outcome.kept : outcome
  if (!kept || !('tableId' in kept)) return { tableId: null, tableName: null, version: null }
  const version = 'head' in kept ? kept.head : 'version' in kept ? kept.version : undefined
  return {
    tableId: kept.tableId,
    tableName: kept.name,
    version: version !== undefined && version >= 0n ? version : null,
  }
}
