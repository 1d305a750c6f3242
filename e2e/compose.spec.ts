import { readFile } from 'node:fs/promises'
import { newFile } from './app.ts'
import { expect, test } from './fixtures.ts'
import { logs } from './logs.ts'

const TABLE = 'composed'

test.beforeEach(async ({ app }) => {
  const [log] = await logs()
  await app.open('/tables')
  await expect(app.screen.getByText(/No tables yet|Size/).first()).toBeVisible()
  if ((await app.screen.getByText(TABLE, { exact: true }).count()) > 0) return
  await app.importLog(log.path, TABLE)
  await app.sees(`${TABLE} is here`)
})

test('a draft is a document: listed, exported, shown in full before it becomes another one', async ({ app }) => {
  const { page } = app
  await app.writeDraft(TABLE, [newFile('document.parquet')])
  await page.getByLabel('Name of the draft').fill('backfill fix')
  await app.sees(/autosaved/)
  await page.evaluate(() => localStorage.clear())
  await app.open('/drafts')
  await app.sees('backfill fix')
  await app.hasNoAxeFindings()
  await app.screen.getByRole('button', { name: 'Open', exact: true }).click()
  await app.sees(/document\.parquet/)

  await page.getByRole('button', { name: 'Drafts' }).click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Export as a file' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('backfill-fix.dldraft.json')
  const text = await readFile(await download.path(), 'utf8')

  await page.getByRole('button', { name: 'Drafts' }).click()
  await page.getByRole('menuitem', { name: /Open a draft or commit file/ }).click()
  await page.getByLabel(/Or paste Delta JSON/).fill(text.replace('backfill fix', 'from ana'))
  await page.getByRole('button', { name: 'Look at it' }).click()
  const review = page.getByRole('dialog')
  await expect(review.getByText('“from ana”')).toBeVisible()
  await expect(review.getByText(/document\.parquet/)).toBeVisible()
  await app.hasNoAxeFindings()
  await review.getByRole('button', { name: `Make it a draft for ${TABLE}` }).click()
  await expect(page.getByLabel('Name of the draft')).toHaveValue('from ana')
})

test('forms and text are one draft; the preview shows rows and the table then', async ({ app }) => {
  const { page } = app
  await page.setViewportSize({ width: 1600, height: 900 })
  await app.writeDraft(TABLE, [newFile('one.parquet'), { txn: { appId: 'etl', version: 7 } }])
  const forms = page.getByRole('region', { name: 'Forms' })
  await expect(forms.getByLabel('appId', { exact: true })).toHaveValue('etl')
  await forms.getByLabel('version', { exact: true }).fill('9007199254740993')
  await app.sees(/"version":9007199254740993/)
  await forms.getByRole('grid').click({ position: { x: 150, y: 40 } })
  await forms.getByLabel('size', { exact: true }).fill('777')
  await app.sees(/"size":777/)
  await app.hasNoAxeFindings()
  await page.getByRole('button', { name: 'Preview' }).click()
  await page.getByRole('tab', { name: 'SQL and rows' }).click()
  await app.sees(/insert into dl_add_files/)
  await app.hasNoAxeFindings()
})

test('[C3] drafts for two tables become versions together; a recipe makes files for one of them', async ({ app }) => {
  const { page } = app
  const [log] = await logs()
  await app.importLog(log.path, 'second')
  await app.sees('second is here')
  await app.writeDraft('second', [newFile('with-the-other.parquet')])
  await page.getByLabel('Name of the draft').fill('pair two')
  await app.sees(/autosaved/)
  await app.open(`/t/${TABLE}/compose`)
  await page.getByRole('button', { name: 'Templates' }).click()
  await page.getByRole('menuitem', { name: /Make up files for a test/ }).click()
  await page.getByLabel('Files', { exact: true }).fill('20')
  await page.getByRole('button', { name: 'Show what it makes' }).click()
  await page.getByRole('button', { name: 'Add to the draft' }).click()
  await page.getByLabel('Name of the draft').fill('pair one')
  await app.sees(/No rule is broken/)
  await app.sees(/autosaved/)
  await app.open('/drafts')
  await page.getByLabel(`Mark pair one for ${TABLE}`).check()
  await page.getByLabel('Mark pair two for second').check()
  await page.getByRole('button', { name: 'Commit 2 together …' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/Type/).fill('commit all')
  await app.hasNoAxeFindings()
  await dialog.getByRole('button', { name: 'Commit 2 tables' }).click()
  await expect(dialog.getByText(/Committed as v/)).toHaveCount(2)
})

test('live files are picked by a part of their path, and removing all of them asks for the name', async ({ app }) => {
  const { page } = app
  await app.open(`/t/${TABLE}/compose`)
  await page.getByRole('button', { name: 'Pick files …' }).click()
  await page.getByRole('checkbox', { name: /^All/ }).check()
  await app.hasNoAxeFindings()
  await page.getByRole('button', { name: /^Remove \d+ files?$/ }).click()
  await app.sees(/Removes/)
  await page.getByRole('button', { name: /^Commit v\d+ …/ }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('It removes every file that the table has.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: /^Commit v/ })).toBeDisabled()
  await dialog.getByLabel(/^Type/).fill('composed v0')
  await expect(dialog.getByRole('button', { name: /^Commit v/ })).toBeDisabled()
})

test('[C4] of two windows with one draft, the second does not overwrite what the first has kept', async ({ app }) => {
  await app.writeDraft(TABLE, [newFile('mine.parquet')])
  await app.sees(/autosaved/)
  const other = await app.page.context().newPage()
  await other.goto(app.page.url())
  await expect(other.getByText(/mine\.parquet/).first()).toBeVisible()
  await app.replaceActions([newFile('newer.parquet')])
  await app.sees(/autosaved/)
  await other.getByLabel('Name of the draft').fill('theirs')
  await expect(other.getByRole('alert').getByText(/changed in another window/)).toBeVisible()
  await other.getByRole('button', { name: 'Show that one' }).click()
  await expect(other.getByText(/newer\.parquet/).first()).toBeVisible()
  await other.close()
})
