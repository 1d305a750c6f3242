import type { App } from './app.ts'
import { expect, test } from './fixtures.ts'

async function runBenchmark(app: App, rows: '50 K' | '1 M'): Promise<void> {
  await app.open('/copy')
  await app.screen.getByRole('button', { name: /^Benchmark/ }).click()
  const dialog = app.page.getByRole('dialog', { name: 'Built-in benchmark' })
  await dialog.getByText(rows, { exact: true }).click()
  await dialog.getByRole('button', { name: 'Run the benchmark' }).click()
  await app.seesTitle(/^Run #\d+ · Benchmark/)
}

test('the built-in benchmark is watched to its end, and cancelled in its middle', async ({ app }) => {
  test.slow()
  await runBenchmark(app, '50 K')
  await app.sees('finished')
  await app.sees('50,000 of 50,000 rows')
  await app.sees('Committed: everything is durable')
  await expect(app.screen.getByRole('list', { name: 'Stages of the pipeline' }).getByRole('listitem')).toHaveCount(5)
  await expect(app.screen.getByRole('region', { name: 'By table' })).toContainText('dl_add_files')
  await app.hasNoAxeFindings()

  await runBenchmark(app, '1 M')
  await app.sees('running')
  await expect(app.screen.getByText(/^[1-9][\d,]* of 1,000,000 rows$/)).toBeVisible()
  await app.press('ControlOrMeta+.')
  const course = app.screen.getByRole('list', { name: 'Course of the cancellation' })
  await expect(course).toContainText('Rolled back: nothing is durable')
  await app.sees('cancelled')
  await app.hasNoAxeFindings()
})

test('runs are kept, marked by key and compared side by side', async ({ app }) => {
  test.slow()
  await runBenchmark(app, '50 K')
  await app.sees('finished')
  await runBenchmark(app, '50 K')
  await app.sees('finished')
  await app.open('/copy')
  const grid = app.screen.getByRole('grid', { name: 'COPY runs' })
  await expect(grid.getByText('finished').nth(1)).toBeVisible()
  await grid.focus()
  await app.press('x', 'j', 'x')
  await app.sees('Two runs are marked')
  await app.hasNoAxeFindings()
  await app.press('c')
  await expect(app.screen.getByRole('region', { name: 'Compared' }).getByText(/^× \d/).first()).toBeVisible()
  await app.page.reload()
  await expect(app.screen.getByRole('region', { name: 'Compared' })).toBeVisible()

  await app.open('/copy/00000000-0000-4000-8000-000000000000')
  await app.sees('There is no such run')
})
