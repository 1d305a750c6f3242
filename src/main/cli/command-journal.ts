import { openJournal, type StoredJournal } from '../log/journal/commit-journal.ts'
import { journalFolder, journalPlace } from '../log/journal/journal-place.ts'
import type { Database } from '../postgres/connection.ts'
import { dataFolder } from '../settings/data-folder.ts'
import type { OptionValues, Surroundings } from './command.ts'
import { meansEmbedded } from './open-command-database.ts'

/** The journal of commits that this command shares with the app. */
export function commandJournal(
  { config }: Database,
  values: OptionValues,
  { environment }: Pick<Surroundings, 'environment'>,
): StoredJournal {
  const embedded = meansEmbedded(values, environment)
  return openJournal(journalFolder(dataFolder(environment)), journalPlace(config, embedded))
}
