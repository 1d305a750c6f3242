import { join } from 'node:path'
import { CopyRuns, type WatchedWork } from '../copy-runs/copy-runs.ts'
import { mayNeedCopy } from '../copy-runs/watch-commit.ts'
import type { CommitSource } from '../log/stream/commit-source.ts'
import type { Database } from '../postgres/connection.ts'
import { dataFolder } from '../settings/data-folder.ts'
import type { Surroundings } from './command.ts'

/**
 * Does work of a command and keeps what it copies as a run beside those of the app, whose pipeline shows it from then on.
 * Work that is too small for a COPY is just done.
 */
export async function watchCommand<T>(
  database: Database,
  { environment, signal, stderr }: Pick<Surroundings, 'environment' | 'signal' | 'stderr'>,
  source: CommitSource,
  work: WatchedWork<T>,
): Promise<T> {
  if (source.kind === 'text' && !mayNeedCopy(source.text)) return work.work(() => () => {}, signal)
  const runs = await CopyRuns.open({
    database,
    folder: join(dataFolder(environment), 'copy-runs'),
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
