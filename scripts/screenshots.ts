/** Makes the screenshots of the README from the running app: the sample tables, a lost race and a simulation, in both themes. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { App, newFile } from '../e2e/app.ts'
import { startLoopback } from '../e2e/hosts.ts'
import { findChromium } from './chromium.ts'

const FOLDER = join('docs', 'screenshots')
const SETTLED_MS = 1_500
const SIMULATION_MS_MAX = 120_000
const TABLE = 'sample-orders'
const SECTIONS = [
  ['files', TABLE],
  ['schema', 'sample-evolution'],
  ['stats', TABLE],
  ['properties', 'sample-evolution'],
] as const
const PREDICATE = "country = 'JP' and order_id > 14000000"

const found = findChromium()
if (found.kind === 'missing') throw new Error(found.reason)
await mkdir(FOLDER, { recursive: true })
const host = await startLoopback()
const browser = await chromium.launch({
  executablePath: found.path,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
try {
  const app = new App(await host.newPage(browser), host.origin)
  await app.open('/tables')
  await app.seesTitle('Tables')
  await shoot(app.page, 'first-run')
  await app.makeSamples()
  await app.open(`/t/${TABLE}/history`)
  await app.seesTitle(TABLE)
  await shoot(app.page, 'history')
  await app.open('/tables')
  await app.screen.getByRole('grid').getByText('diverged').waitFor()
  for (const health of await app.screen.getByRole('button', { name: /^Health of/ }).all()) await health.click()
  await app.screen
    .getByText(/^(unchecked|measuring …)$/)
    .first()
    .waitFor({ state: 'detached' })
  await shoot(app.page, 'catalog')
  await app.open(`/t/${TABLE}/v/30?at=4`)
  await app.seesTitle(/v30/)
  await shoot(app.page, 'version')

  await app.open(`/t/${TABLE}/history?view=timeline`)
  await app.sees('adds files')
  await shoot(app.page, 'timeline')

  await app.open(`/t/${TABLE}/at/head/partitions`)
  await app.seesTitle(TABLE)
  await shoot(app.page, 'snapshot')
  for (const [section, table] of SECTIONS) {
    await app.open(`/t/${table}/at/head/${section}`)
    await app.seesTitle(table)
    await shoot(app.page, `snapshot-${section}`)
  }
  await app.open(`/t/${TABLE}/at/head/prune?where=${encodeURIComponent(PREDICATE)}`)
  await app.sees(/\d+ of \d+ files/)
  await shoot(app.page, 'snapshot-prune')
  await app.open(`/t/${TABLE}/compare?a=12&b=38`)
  await app.seesTitle(/v12 → v38/)
  await shoot(app.page, 'compare')
  await app.open('/t/sample-evolution/blame?column=buyer_id')
  await app.seesTitle(/History of the column/)
  await shoot(app.page, 'blame')

  const rival = new App(await host.newPage(browser), host.origin)
  await rival.writeDraft(TABLE, [partitioned('country=SE/rival.parquet')])
  await app.writeDraft(TABLE, [partitioned('country=SE/ours.parquet')])
  await app.sees(/No rule is broken/)
  await shoot(app.page, 'composer')
  await rival.commit()
  await rival.sees(/Committed as v/)
  await app.sees(/head is v40/i)
  await app.commit()
  await app.sees(/was taken by/)
  await shoot(app.page, 'conflict')

  await app.open('/t/sample-mirror/mirror')
  await app.seesTitle(/sample-mirror/)
  await shoot(app.page, 'mirror')
  await app.open('/sim/unprotected')
  await app.screen.getByRole('button', { name: 'Run', exact: true }).click()
  await app.screen.getByText('broken, as claimed').waitFor({ timeout: SIMULATION_MS_MAX })
  await shoot(app.page, 'verdict')
  await app.screen.getByRole('button', { name: 'Replay it' }).click()
  await app.screen.getByRole('tab', { name: 'Steps' }).waitFor()
  await shoot(app.page, 'lanes')
} finally {
  await browser.close()
  await host.stop()
}

function partitioned(path: string): object {
  const { add } = Object(newFile(path))
  return { add: { ...add, partitionValues: { country: 'SE' } } }
}

async function shoot(page: Page, name: string): Promise<void> {
  // A page behind another one is not painted anew.
  await page.bringToFront()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: 'attached' })
    await page.waitForTimeout(SETTLED_MS)
    // A notice stands over what the picture is of, and goes by itself.
    await page.locator('output[data-shown="true"]').waitFor({ state: 'detached' })
    await page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`) })
  }
}
