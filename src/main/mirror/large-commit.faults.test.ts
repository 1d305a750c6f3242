import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { LARGE_COMMIT_BYTES_MIN, tableWithLargeCommit } from '../../../test/large-commit.ts'
import { publishAndVerify } from '../../../test/publish-and-verify.ts'
import { temporaryFolder } from '../../../test/temporary-folder.ts'

const database = useDatabase()
const folder = temporaryFolder()

test('[M1] a commit that is longer than a text may be is published and comes back the same', async () => {
  const target = join(folder(), 'large')
  await mkdir(target)
  await publishAndVerify(database, await tableWithLargeCommit(database), target)
  const { size } = await stat(join(target, '_delta_log', '00000000000000000001.json'))
  expect(size).toBeGreaterThan(LARGE_COMMIT_BYTES_MIN)
}, 1_800_000)
