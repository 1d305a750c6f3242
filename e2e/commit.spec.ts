import { newFile } from './app.ts'
import { expect, test } from './fixtures.ts'
import { logs } from './logs.ts'

const TABLE = 'raced'

test.beforeEach(async ({ app }) => {
  const [log] = await logs()
  await app.open('/tables')
  await expect(app.screen.getByText(/No tables yet|Size/).first()).toBeVisible()
  if ((await app.screen.getByText(TABLE, { exact: true }).count()) > 0) return
  await app.importLog(log.path, TABLE)
  await app.sees(`${TABLE} is here`)
})

test('[C2] of two pages that commit one version, one wins and the other is told by whom it lost', async ({
  app,
  secondApp,
}) => {
  await app.writeDraft(TABLE, [newFile('first.parquet')])
  await secondApp.writeDraft(TABLE, [newFile('second.parquet')])

  await app.commit()
  await app.sees(/Committed as v5/)
  await app.hasNoAxeFindings()

  await expect(secondApp.page.getByText(/head is v5/i).first()).toBeVisible()
  await secondApp.commit()
  const outcome = secondApp.page.getByRole('region', { name: /v5/ })
  await expect(outcome).toBeVisible()
  await expect(outcome.getByRole('table', { name: 'Commits that were quicker' }).getByText('v5')).toBeVisible()
  await secondApp.hasNoAxeFindings()

  await outcome.getByRole('button', { name: /Take the next version, v6/ }).click()
  await secondApp.commit()
  await secondApp.sees(/Committed as v6/)
  await secondApp.open(`/t/${TABLE}/v/6`)
  await secondApp.sees(/second\.parquet/)
})

test('[C5] a draft that breaks a rule cannot be sent, and the check names its line', async ({ app }) => {
  await app.writeDraft(TABLE, [newFile('twice.parquet'), newFile('twice.parquet')])
  await expect(
    app.page
      .getByRole('region', { name: 'Checks' })
      .getByText(/line 2|action 2/i)
      .first(),
  ).toBeVisible()
  await expect(app.page.getByRole('button', { name: /^Commit v\d+ …/ })).toBeDisabled()
})

test('a reload loses nothing of a draft', async ({ app }) => {
  await app.writeDraft(TABLE, [newFile('kept.parquet')])
  await expect(app.page.getByText(/autosaved/).first()).toBeVisible()
  await app.page.reload()
  await expect(app.page.getByText(/kept\.parquet/).first()).toBeVisible()
})
