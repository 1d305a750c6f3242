import { type App, newFile } from './app.ts'
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

const forecastOf = ({ page }: App) => page.getByRole('region', { name: 'Conflict forecast' })

async function composeFrom(app: App, version: number, item: RegExp): Promise<void> {
  await app.open(`/t/${TABLE}/v/${version}`)
  await app.page.getByRole('button', { name: `Compose from v${version}` }).click()
  await app.page.getByRole('menuitem', { name: item }).click()
}

test('a draft sees a conflict come, is rebased, rehearsed and committed, and a restore takes it back', async ({
  app,
  secondApp,
}) => {
  const [{ head }] = await logs()
  await composeFrom(app, head, /Start with the same actions/)
  await app.replaceActions([newFile('mine.parquet')])
  const forecast = forecastOf(app)
  await expect(forecast.getByText(`Nothing was committed since your base, v${head}.`)).toBeVisible()
  await app.page.getByText('The whole table').click()

  await secondApp.writeDraft(TABLE, [newFile('theirs.parquet')])
  await secondApp.commit()
  await secondApp.sees(`Committed as v${head + 1}`)

  await expect(forecast.getByText('1 of 1 versions conflicts')).toBeVisible()
  await expect(forecast.getByText('added what was read')).toBeVisible()
  await expect(forecast.getByText(/theirs\.parquet/).first()).toBeVisible()
  await expect(app.page.getByRole('button', { name: /^Rebase onto/ })).toBeDisabled()
  await app.hasNoAxeFindings()

  await app.page.getByText('Nothing', { exact: true }).click()
  await expect(forecast.getByText(/The draft may follow it/)).toBeVisible()
  await app.press('ControlOrMeta+Shift+U')
  const rebase = app.page.getByRole('dialog')
  await expect(rebase.getByRole('row', { name: new RegExp(`Becomes version ${head + 1} ${head + 2}`) })).toBeVisible()
  await expect(rebase.getByText(/new commit id: the old one was never sent/)).toBeVisible()
  await app.hasNoAxeFindings()
  await app.press('Enter')

  await app.sees(`made on v${head + 1} · head is v${head + 1}`)
  await app.page.getByRole('button', { name: 'Dry run' }).click()
  const rehearsal = app.page.getByRole('region', { name: `Dry run: would be committed as v${head + 2}` })
  await expect(rehearsal.getByRole('row', { name: 'dl_add_files 1' })).toBeVisible()
  await app.hasNoAxeFindings()
  await app.sees(`head is v${head + 1}`)

  await app.commit()
  await app.sees(`Committed as v${head + 2}`)

  await composeFrom(app, head + 1, /Restore the table to/)
  await app.sees(/"operation":"RESTORE"/)
  await expect(app.page.getByRole('region', { name: 'Effect' }).getByText(/Removes 1 file/)).toBeVisible()
  await app.commit()
  await app.sees(`Committed as v${head + 3}`)
  await app.open(`/t/${TABLE}/v/${head + 3}`)
  await app.sees(/mine\.parquet/)
})

test('a template is shown before it becomes part of the draft; one that cannot be made says why', async ({ app }) => {
  await app.open(`/t/${TABLE}/compose`)
  await app.page.getByRole('button', { name: 'Templates' }).click()
  await app.page.getByRole('menuitem', { name: 'Rename a column' }).click()
  const dialog = app.page.getByRole('dialog')
  await dialog.getByLabel('Column').fill('id')
  await dialog.getByLabel('New name').fill('key')
  await app.press('Enter')
  await expect(dialog.getByText(/with column mapping alone/)).toBeVisible()
  await app.hasNoAxeFindings()
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  await app.page.getByRole('button', { name: 'Templates' }).click()
  await app.page.getByRole('menuitem', { name: 'Set or unset a property' }).click()
  await dialog.getByRole('combobox', { name: 'Property' }).fill('delta.columnMapping.mode')
  await dialog.getByLabel(/^Value/).fill('name')
  await dialog.getByRole('button', { name: 'Show what it makes' }).click()
  await expect(dialog.getByText(/A commit cannot take this back/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Add to the draft' }).click()
  await app.sees(/delta\.columnMapping\.maxColumnId/)
  await expect(app.page.getByRole('button', { name: /^Commit v\d+ …/ })).toBeEnabled()
})

test('[W1] a predicate that cannot be read is marked where it goes wrong, and the rest is judged without it', async ({
  app,
}) => {
  await app.writeDraft(TABLE, [newFile('other.parquet')])
  await app.page.getByText('Some of it').click()
  const predicate = app.page.getByRole('combobox', { name: 'Rows that satisfy' })
  await predicate.fill('id >')
  await app.sees(/At character 5/)
  await predicate.fill('id > 5')
  await expect(app.page.getByText(/At character/)).toHaveCount(0)
  await app.page.reload()
  await expect(app.page.getByRole('combobox', { name: 'Rows that satisfy' })).toHaveValue('id > 5')
})
