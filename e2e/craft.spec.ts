import type { TestInfo } from '@playwright/test'
import { type App, newFile } from './app.ts'
import { expect, test } from './fixtures.ts'
import { logs } from './logs.ts'

const TABLE = 'crafted'

test('by keyboard: a difference becomes a draft, loses its base, is rebased, tried, committed and undone', async ({
  app,
  secondApp,
}, info) => {
  test.slow()
  const { page } = app
  const [log] = await logs()
  await app.importLog(log.path, TABLE)
  await app.sees(`${TABLE} is here`)
  await app.open(`/t/${TABLE}/compare?a=head&b=1`)
  await expect(page.getByRole('link', { name: 'Compose this difference' })).toBeVisible()
  await app.press('e')
  const forecast = page.getByRole('region', { name: 'Conflict forecast' })
  await expect(forecast.getByText(`Nothing was committed since your base, v${log.head}.`)).toBeVisible()
  await app.sees(/No rule is broken/)
  await picture(app, info, '1 a difference as a draft')

  await secondApp.writeDraft(TABLE, [newFile('theirs.parquet')])
  await secondApp.commit()
  await secondApp.sees(/Committed as v/)
  await expect(forecast.getByText('1 of 1 versions conflicts')).toBeVisible()
  await expect(forecast.getByText('added what was read')).toBeVisible()
  await picture(app, info, '2 the forecast is red')
  await app.hasNoAxeFindings()

  await app.press('ControlOrMeta+Shift+U')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('heading', { name: /is in the way: added what was read/ })).toBeVisible()
  await picture(app, info, '3 what is in the way')
  await app.press('Enter')
  await expect(dialog.getByRole('region', { name: 'What the rebase changes' })).toContainText(`${log.head + 2}`)
  await picture(app, info, '4 what the rebase changes')
  await app.press('Enter')
  await expect(forecast.getByText(`Nothing was committed since your base, v${log.head + 1}.`)).toBeVisible()
  await app.sees(/No rule is broken/)

  await app.press('ControlOrMeta+Shift+Enter')
  await app.sees(`Dry run: would be committed as v${log.head + 2}`)
  await picture(app, info, '5 a dry run')
  await commitByKeys(app, log.head + 2, () => picture(app, info, '6 the last question'))
  await picture(app, info, '7 committed')

  await app.press('ControlOrMeta+k')
  await page.getByRole('combobox', { name: 'Search or run' }).fill('History of the table')
  await app.press('Enter')
  await app.seesTitle(TABLE)
  await expect(page.getByRole('row', { selected: true })).toContainText(String(log.head + 2))
  await page.getByRole('grid').focus()
  await app.press('g', 'g', 'j', 'm')
  await chooseByKeys(app, /^Restore/)
  await app.sees(/No rule is broken/)
  await commitByKeys(app, log.head + 3)
  await picture(app, info, '8 restored')
  await app.open(`/t/${TABLE}/compare?a=${log.head + 1}&b=${log.head + 3}`)
  await app.sees('The files are the same on both sides.')

  await app.press('g', 'a')
  const activity = page.getByRole('grid', { name: 'Activity' })
  await expect(activity.getByText('RESTORE').first()).toBeVisible()
  await app.hasNoAxeFindings()
  await page.getByLabel('Search the activity').fill('rolled back')
  await expect(activity.getByText(/Would have been committed/).first()).toBeVisible()
})

async function commitByKeys(app: App, version: number, look?: () => Promise<void>): Promise<void> {
  await expect(app.page.getByRole('button', { name: `Commit v${version} …` })).toBeEnabled()
  await app.press('ControlOrMeta+Enter')
  await expect(app.page.getByRole('dialog').getByRole('button', { name: `Commit v${version}` })).toBeVisible()
  await look?.()
  await app.press('Enter')
  await app.sees(`Committed as v${version}`)
}

async function chooseByKeys({ page }: App, item: RegExp): Promise<void> {
  for (let down = 0; down < 20; down++) {
    await page.keyboard.press('ArrowDown')
    const focused = await page.evaluate(() => document.activeElement?.textContent ?? '')
    if (item.test(focused)) return page.keyboard.press('Enter')
  }
  throw new Error(`no ${item} in the menu`)
}

async function picture({ page }: App, info: TestInfo, name: string): Promise<void> {
  await info.attach(name, {
    body: await page.screenshot({ path: info.outputPath(`${name}.png`) }),
    contentType: 'image/png',
  })
}
