import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'

/** A folder for one test file, which is removed at its end; its path is known once the tests run. */
export function temporaryFolder(): () => string {
  let folder: string | undefined
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'deltadesk-test-')))
  })
  afterAll(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })
  return () => {
    if (folder === undefined) throw new Error('the folder exists while tests run')
    return folder
  }
}

/** Writes files by their paths relative to a folder, which is made where it is missing. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  return folder
}
