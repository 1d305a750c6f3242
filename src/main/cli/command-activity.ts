import { join } from 'node:path'
import { ActivityLog } from '../activity/activity-log.ts'
import { journalPlace } from '../log/journal/journal-place.ts'
import type { Database } from '../postgres/connection.ts'
import { dataFolder } from '../settings/data-folder.ts'
import type { OptionValues, Surroundings } from './command.ts'
import { meansEmbedded } from './open-command-database.ts'

/** The log of what was done to tables, which this command shares with the app. */
export function commandActivity(
  { config }: Database,
  values: OptionValues,
  { environment, stderr }: Pick<Surroundings, 'environment' | 'stderr'>,
): ActivityLog {
  const embedded = meansEmbedded(values, environment)
  return new ActivityLog({
    folder: join(dataFolder(environment), 'activity'),
    place: journalPlace(config, embedded),
    actor: 'command',
    onProblem: error => {
      const reason = error instanceof Error ? error.message : String(error)
      stderr.write(`deltadesk: what was done cannot be written down: ${reason}\n`)
    },
  })
}
