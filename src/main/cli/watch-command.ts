import { join } from 'node:path'
import { CopyRuns, type WatchedWork } from '../copy-runs/copy-runs.ts'
import { mayNeedCopy } from '../copy-runs/watch-commit.ts'
import type { CommitSource } from '../log/stream/commit-source.ts'
import type { Database } from '../postgres/connection.ts'
import { dataFolder } from '../settings/data-folder.ts'
import type { OptionValues, Surroundings } from './command.ts'
import { commandSettings } from './command-settings.ts'
import { textOption } from './read-arguments.ts'
import { savedConnectionId } from './saved-connection.ts'

/**
 * Does work of a command and keeps what it copies as a run beside those of the app on the same connection, whose pipeline
 * shows it from then on.
 * Work that is too small for a COPY is just done.
 */
export async function watchCommand<T>(
  database: Database,
  values: OptionValues,
  { environment, signal, stderr }: Pick<Surroundings, 'environment' | 'signal' | 'stderr'>,
  source: CommitSource,
  work: WatchedWork<T>,
): Promise<T> {
  if (source.kind === 'text' && !mayNeedCopy(source.text)) return work.work(() => () => {}, signal)
  const runs = await CopyRuns.open({
    database,
    folder: join(dataFolder(environment), 'copy-runs', ...(await ownFolder(values, environment))),
    onProblem: error => {
      const reason = error instanceof Error ? error.message : String(error)
      stderr.write(`deltadesk: the COPY cannot be watched or kept: ${reason}\n`)
    },
  })
  try {
    return await runs.watch(work, signal)
  } finally {
    await runs.close()
  }
}

/** Runs of a saved connection lie in a folder of their own. */
async function ownFolder(values: OptionValues, environment: Surroundings['environment']): Promise<string[]> {
  const name = textOption(values, 'connection')
  if (name === undefined) return []
  return [await savedConnectionId(name, { environment }, await commandSettings(values, environment))]
}
