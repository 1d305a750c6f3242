import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { add, creation } from '../test/drafts.ts'
import { expect, test } from './fixtures.ts'

const ndjson = (lines: readonly object[]) => lines.map(line => `${JSON.stringify(line)}\n`).join('')

test('a file of actions is refused with its line, tried, and committed', async ({ app }) => {
  const folder = await mkdtemp(join(tmpdir(), 'deltadesk-files-'))
  await mkdir(join(folder, '_delta_log'))
  await writeFile(join(folder, '_delta_log', '00000000000000000000.json'), ndjson(creation()))
  await app.importLog(folder, 'from-files')
  await app.sees('from-files is here')

  const path = join(folder, 'actions.ndjson')
  await writeFile(path, 'no json\n')
  await app.open('/t/from-files/commit-file')
  await app.screen.getByLabel('File of actions').fill(folder)
  await app.screen.getByRole('button', { name: /^_delta_log/ }).click()
  await app.screen.getByRole('button', { name: 'The folder above' }).click()
  await app.screen.getByRole('button', { name: /^actions\.ndjson/ }).click()
  await expect(app.screen.getByLabel('File of actions')).toHaveValue(/actions\.ndjson$/)
  await app.hasNoAxeFindings()
  await app.screen.getByRole('button', { name: 'Commit v1' }).click()
  await app.sees('This file cannot be committed')
  await app.sees('line 1')
  await app.hasNoAxeFindings()

  await writeFile(path, ndjson(Array.from({ length: 3_000 }, (_, file) => add(`part-${file}`))))
  await app.screen.getByRole('button', { name: /^Begin again/ }).click()
  await app.screen.getByRole('button', { name: /^Try it/ }).click()
  await app.sees('The file would become v1 of from-files')
  await app.screen.getByRole('button', { name: /^Commit it/ }).click()
  await app.hasNoAxeFindings()
  await app.screen.getByRole('button', { name: 'Commit v1' }).click()
  await app.sees('The file is v1 of from-files')
  await app.open('/copy')
  await expect(app.screen.getByText('Commit from-files v1')).toBeVisible()
  await rm(folder, { recursive: true })
})
