import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Writes pieces of text into a file that is there for as long as `work` needs it. */
export async function withLinesFile<T>(
  pieces: Iterable<string> | AsyncIterable<string>,
  work: (path: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'deltadesk-replay-'))
  try {
    const path = join(folder, 'actions.json')
    const file = await open(path, 'wx', 0o600)
    try {
      for await (const piece of pieces) await file.write(piece)
    } finally {
      await file.close()
    }
    return await work(path)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
