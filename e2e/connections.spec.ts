import { expect, test } from './fixtures.ts'

test('a connection is pasted, examined, kept as production and forgotten, and nothing reaches its server unasked', async ({
  freshApp: app,
}) => {
  const { page } = app
  await app.open('/connections')
  await app.seesTitle('Connections')
  await page.getByRole('button', { name: 'New connection' }).click()
  await page.getByLabel('Paste anything').fill('psql -h 127.0.0.1 -p 1 -U etl lake')
  await expect(page.getByRole('textbox', { name: 'Port' })).toHaveValue('1')
  await app.sees('Understood 4 of 4')

  await page.getByRole('button', { name: 'Test' }).click()
  await app.sees('One step failed')
  await app.sees(/that the server runs and listens there/)
  await app.hasNoAxeFindings()

  await page.getByRole('combobox', { name: 'Environment' }).click()
  await page.getByRole('option', { name: 'Production' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const row = page.getByRole('navigation', { name: 'Connections' }).getByRole('button', { name: /lake on 127.0.0.1/ })
  await expect(row).toContainText('Production')

  await page.getByRole('button', { name: 'Save and connect' }).click()
  await app.sees('lake on 127.0.0.1 could not be opened')
  await app.sees('PRODUCTION · READ-ONLY')

  await page.getByRole('button', { name: 'Look at the connection' }).click()
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: /^Forget lake on/ }).click()
  await expect(row).toHaveCount(0)
})

test('the settings have every key by what it does, and diagnostics that are read before they leave', async ({
  freshApp: app,
}) => {
  await app.open('/settings')
  await app.page.getByLabel('Search keys').fill('older')
  await app.sees('Older version')
  await app.page.getByRole('button', { name: 'Show what there is' }).click()
  await expect(app.page.getByLabel('Program, to read')).toHaveValue(/Deltadesk: \d/)
  await app.hasNoAxeFindings()
})
