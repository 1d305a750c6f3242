import { App, newFile } from './app.ts'
import { expect, test } from './fixtures.ts'
import { startLoopback } from './hosts.ts'
import { logs } from './logs.ts'

test('an empty desk offers three doors; six samples come with one click and go with one; drafts for them stay', async ({
  freshApp: app,
}) => {
  test.slow()
  await app.open('/tables')
  await app.sees('No tables yet')
  await expect(app.screen.getByRole('link', { name: /^Paste an address/ })).toBeVisible()
  await expect(app.screen.getByRole('link', { name: /^Found on this machine/ })).toBeVisible()
  await app.hasNoAxeFindings()

  await app.screen.getByRole('button', { name: /Make six sample tables/ }).click()
  await expect(app.screen.getByRole('grid').getByText('sample-mirror')).toBeVisible()
  await expect(app.screen.getByRole('button', { name: 'Remove the samples' })).toBeVisible()
  await app.open('/t/sample-orders/history')
  await app.seesTitle(/sample-orders/)
  await expect(app.screen.getByRole('grid').getByRole('row')).not.toHaveCount(0)
  await app.hasNoAxeFindings()

  await app.writeDraft('sample-orders', [newFile('outlives.parquet')])
  await app.sees(/autosaved/)

  await app.open('/tables')
  // One that is still being made is changed while one looks.
  await expect(app.page.getByText(/^Make the sample/)).toHaveCount(0, { timeout: 60_000 })
  await app.screen.getByRole('button', { name: 'Remove the samples' }).click()
  await app.sees('No tables yet')

  const [log] = await logs()
  await app.importLog(log.path, 'new home')
  await app.sees('new home is here')
  await app.open('/drafts')
  await expect(app.screen.getByRole('row', { name: /sample-orders\s*gone/ })).toBeVisible()
  await app.screen.getByRole('button', { name: 'Open', exact: true }).click()
  await app.sees('The table sample-orders is gone')
  await app.sees(/there is nothing to judge the draft by/)
  await app.hasNoAxeFindings()
  await app.screen.getByRole('button', { name: /^Move it to another table/ }).click()
  const dialog = app.page.getByRole('dialog')
  await dialog.getByLabel('Table').fill('new home')
  await expect(dialog.getByText(`it would become v${log.head + 1}`)).toBeVisible()
  await app.page.keyboard.press('Enter')
  await app.sees(`made on v${log.head} · head is v${log.head}`)
  await app.sees(/outlives\.parquet/)
})

test('[W4] the printed address lets one page in once; without it a page sees nothing', async ({
  browser,
  hostKind,
}) => {
  test.skip(hostKind !== 'loopback', 'a window needs no token')
  const host = await startLoopback()
  try {
    const stranger = await (await browser.newContext()).newPage()
    await stranger.goto(host.origin)
    await expect(stranger.getByText('No tables yet')).toHaveCount(0)
    await expect(stranger.getByText(/address/i).first()).toBeVisible()

    const context = await browser.newContext()
    const first = await context.newPage()
    await first.goto(host.address)
    await new App(first, host.origin).sees('No tables yet')
    expect(first.url()).not.toContain('code=')

    const replay = await (await browser.newContext()).newPage()
    await replay.goto(host.address)
    await expect(replay.getByText(/address/i).first()).toBeVisible()
    await expect(replay.getByText('No tables yet')).toHaveCount(0)
  } finally {
    await host.stop()
  }
})
