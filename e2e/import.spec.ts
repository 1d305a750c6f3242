import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './fixtures.ts'
import { logs, tornLog } from './logs.ts'

const COMMIT_0 = '00000000000000000000.json'

test('a log is looked through, planned, imported and compared; a second time nothing is written', async ({ app }) => {
  const [log] = await logs()
  await app.scanLog(log.path)
  await app.sees('Every commit was read and checked')
  await app.hasNoAxeFindings()
  await app.page.getByLabel('Name of the table').fill('planned')
  await app.page.getByRole('button', { name: 'Import', exact: true }).click()
  await app.sees('planned is here')
  await app.sees('The state at the head is the source’s')
  await app.hasNoAxeFindings()

  await app.importLog(log.path, 'planned')
  await app.sees(`${log.head + 1} were there already`)
})

test('a broken log can be inspected: its table can be walked and takes no commit', async ({ app }) => {
  await app.scanLog(await tornLog())
  await app.sees('The log breaks rules')
  await app.sees('Readers fail')
  await app.hasNoAxeFindings()
  await app.page.getByLabel('Name of the table').fill('broken')
  await app.page.getByRole('button', { name: 'Inspect', exact: true }).click()
  await app.sees('broken is here')
  await app.sees('For inspection only')
  await app.screen.getByRole('link', { name: 'Open its history' }).click()
  await app.seesTitle('broken')
  await app.open('/t/broken/v/1?tab=json')
  await app.sees(/a\.parq/)
})

test('tasks outlive a reload, and their drawer opens by key', async ({ app }) => {
  const [log] = await logs()
  await app.scanLog(log.path)
  await app.page.reload()
  await expect(app.page.getByRole('form', { name: 'Plan of the import' })).toBeVisible()
  await app.press('Escape', 'ControlOrMeta+j')
  const drawer = app.page.getByRole('region', { name: 'Tasks' })
  await expect(drawer.getByText('Waits for an answer').first()).toBeVisible()
  await app.hasNoAxeFindings()
  await drawer.getByRole('button', { name: 'Cancel' }).first().click()
  await app.sees('was cancelled')
  await app.sees('Nothing was written')
})

test('versions are exported byte for byte', async ({ app }) => {
  const [log] = await logs()
  await app.importLog(log.path, 'exported')
  await app.sees('exported is here')
  const folder = await mkdtemp(join(tmpdir(), 'deltadesk-export-'))
  await app.open('/replay?table=exported&into=files')
  await app.page.getByLabel('Folder of the table').fill(folder)
  await app.page.getByRole('button', { name: 'Export', exact: true }).click()
  await app.sees('The files are written')
  const [source, written] = await Promise.all(
    [log.path, folder].map(path => readFile(join(path, '_delta_log', COMMIT_0), 'utf8')),
  )
  expect(written).toBe(source)
})

test('commit files are stepped through, with breakpoints that come and go, into a table of their own', async ({
  app,
}) => {
  const [log] = await logs()
  await app.open(`/replay?of=files&path=${encodeURIComponent(log.path)}`)
  await app.sees('A Delta log is here')
  await app.page.getByLabel('Onto the table').fill('stepped-copy')
  await app.page.getByLabel(/^Step through/).check()
  await app.hasNoAxeFindings()
  await app.page.getByRole('button', { name: 'Replay', exact: true }).click()
  await app.sees('Next: version 0')
  await app.sees('stepped-copy has no version yet')
  await app.page.getByRole('button', { name: 'Step', exact: true }).click()
  await app.sees('Next: version 1')
  await app.sees('stepped-copy at v0')
  await app.page.getByRole('button', { name: 'Add', exact: true }).click()
  await app.hasNoAxeFindings()
  await app.page.getByRole('button', { name: 'Remove the breakpoint: the schema changes' }).click()
  await app.page.getByRole('button', { name: 'Continue', exact: true }).first().click()
  await app.sees('Replayed onto stepped-copy')
  await app.screen.getByRole('link', { name: 'Open its history' }).click()
  await app.seesTitle('stepped-copy')
  await app.sees(`head v${log.head}`)
})
