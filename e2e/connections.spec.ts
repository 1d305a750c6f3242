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

test('the settings are changed and taken back, keys too, and have diagnostics that are read before they leave', async ({
  freshApp: app,
}) => {
  await app.open('/settings')
  const { page } = app
  const limit = page.getByRole('textbox', { name: 'A statement may take' })
  await limit.fill('90')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Reset A statement may take' })).toBeVisible()
  await page.getByRole('button', { name: 'Reset A statement may take' }).click()
  await expect(limit).toHaveValue('120 seconds')

  await page.getByLabel('Search keys').fill('activity')
  await page.getByRole('button', { name: /^Change the keys of Activity/ }).click()
  await page.getByRole('button', { name: 'Record a key' }).click()
  await page.keyboard.press('r')
  await app.sees('“Read again or reconnect” has it.')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('F8')
  await page.getByRole('button', { name: 'Use it' }).click()
  await app.sees('changed')
  await page.keyboard.press('F8')
  await app.seesTitle('Activity')
  await app.open('/settings')
  await page.getByRole('button', { name: 'Take back the change' }).click()
  await expect(page.getByRole('button', { name: 'Take back the change' })).toHaveCount(0)
  await page.getByLabel('Search keys').fill('older')
  await app.sees('Older version')
  await app.page.getByRole('button', { name: 'Show what there is' }).click()
  await expect(app.page.getByLabel('Program, to read')).toHaveValue(/Deltadesk: \d/)
  await app.hasNoAxeFindings()
})
