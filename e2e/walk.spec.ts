import { expect, test } from './fixtures.ts'
import { logs, tornLog } from './logs.ts'

test('real logs are imported, walked by keyboard and opened by link', async ({ app }) => {
  const found = await logs()
  for (const { path, name, head } of found) {
    await app.importLog(path, name)
    await app.screen.getByRole('link', { name: 'Open its history' }).click()
    await app.seesTitle(name)
    await app.sees(`head v${head}`)
  }

  const [first] = found
  await app.open('/tables')
  await app.screen.getByRole('grid').getByText(first.name, { exact: true }).click()
  await app.seesTitle(first.name)
  await app.screen.getByRole('grid').focus()
  await app.press('j', 'j', 'Enter')
  await app.seesTitle(`v${first.head - 2}`)
  await app.press('[')
  await app.seesTitle(`v${first.head - 3}`)
  await app.press(']', ']')
  await app.seesTitle(`v${first.head - 1}`)
  await app.press('2')
  await expect(app.screen.getByText('"commitInfo"').first()).toBeVisible()
  await app.hasNoAxeFindings()

  await app.open(`/t/${first.name}/v/0?tab=commit`)
  await app.seesTitle('v0')
  await expect(app.screen.getByText(/operation/i).first()).toBeVisible()
  await app.open(`/t/${first.name}/v/999`)
  await app.sees(/v?999/)
  await app.sees(new RegExp(`v${first.head}\\b`))
})

test('a torn log is refused with its file and line, and leaves no table behind', async ({ app }) => {
  await app.scanLog(await tornLog())
  await app.sees(/00000000000000000001\.json/)
  await app.hasNoAxeFindings()
  await app.open('/tables')
  await expect(app.screen.getByText('torn', { exact: true })).toHaveCount(0)
})

test('the palette finds a table and goes to a version', async ({ app }) => {
  const [log] = await logs()
  await app.importLog(log.path, 'findable')
  await app.sees('findable is here')
  await app.press('ControlOrMeta+k')
  await app.page.getByRole('combobox', { name: 'Search or run' }).fill('findable')
  await app.press('Enter')
  await app.seesTitle('findable')
  await app.press('ControlOrMeta+k')
  await app.page.getByRole('combobox', { name: 'Search or run' }).fill('1')
  await app.page
    .getByRole('option', { name: /version 1\b|v1\b/ })
    .first()
    .click()
  await app.seesTitle(/^v1\b/)
})
