import { type Activity, activityKindSchema } from '../../shared/contract/activity.ts'
import { ACTIVITY_PAGE_MAX } from '../../shared/limits.ts'
import type { Command } from './command.ts'
import { commandActivity } from './command-activity.ts'
import { CommandFailure } from './command-failure.ts'
import { formatTime } from './format.ts'
import { printColumns, visible } from './print-columns.ts'
import { textOption } from './read-arguments.ts'

const LIMIT_DEFAULT = 50

export const activityCommand: Command = {
  name: 'activity',
  positionals: [],
  options: { search: { type: 'string' }, kind: { type: 'string' }, limit: { type: 'string' } },
  summary: 'list what was done to tables from this computer',
  help: `Lists every attempt to commit by the app and the command, dry runs and discarded drafts, with their outcome, the newest
first. The log is kept in the data folder.

  --search TEXT   only entries with this in a table's name, sentence, operation, commit id, or as v12
  --kind KIND     ${activityKindSchema.options.join(', ')}
  --limit N       at most so many (default ${LIMIT_DEFAULT}, at most ${ACTIVITY_PAGE_MAX})

With --json: {"activities": [{"at", "kind", "actor", "tableName", "version", "commitId", "outcome", "summary", ...}],
"hasMore"}.`,
  async run({ database, values, surroundings }) {
    const kind = activityKindSchema.optional().safeParse(textOption(values, 'kind'))
    if (!kind.success) {
      throw new CommandFailure('usage', `Expected one of ${activityKindSchema.options.join(', ')} as --kind.`)
    }
    const page = await commandActivity(database, values, surroundings).list({
      search: textOption(values, 'search'),
      kind: kind.data,
      limit: readLimit(textOption(values, 'limit')),
    })
    const activities = page.activities.map(activity => ({ ...activity }))
    return { text: printActivities(page.activities), json: { activities, hasMore: page.hasMore } }
  },
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return LIMIT_DEFAULT
  const limit = Number(text)
  if (/^\d+$/.test(text) && limit >= 1 && limit <= ACTIVITY_PAGE_MAX) return limit
  throw new CommandFailure('usage', `Expected a number from 1 to ${ACTIVITY_PAGE_MAX} as --limit, got ${text}.`)
}

function printActivities(activities: readonly Activity[]): string {
  if (activities.length === 0) return 'Nothing was done yet that fits.'
  return printColumns(
    [{ title: 'WHEN' }, { title: 'BY' }, { title: 'WHAT' }, { title: 'TABLE' }, { title: 'OUTCOME' }, { title: '' }],
    activities.map(({ at, actor, kind, tableName, outcome, summary }) => [
      formatTime(at),
      actor,
      kind,
      visible(tableName ?? '–'),
      outcome,
      visible(summary),
    ]),
  )
}
