import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connectClient } from '../src/main/postgres/connect-client.ts'
import { startEmbeddedServer } from '../src/main/postgres/embedded/embedded-server.ts'
import { App, newFile } from './app.ts'
import { expect, test } from './fixtures.ts'
import { startLoopback } from './hosts.ts'
import { logs } from './logs.ts'

const TABLE = 'cut_off'
/** No process has it: beyond what Linux numbers. */
const DEAD_PID = 2 ** 30

test('a commit that was cut off is told after the next start, and who held the lock of one that timed out', async ({
  browser,
}) => {
  test.setTimeout(180_000)
  const host = await startLoopback()
  const server = await startEmbeddedServer({ folder: join(host.home, 'postgres'), log: { info() {}, warn() {} } })
  const client = await connectClient(server.config, { applicationName: 'nightly job' })
  try {
    const page = await host.newPage(browser)
    const app = new App(page, host.origin)
    const [log] = await logs()
    await app.importLog(log.path, TABLE)
    await app.sees(`${TABLE} is here`)
    const { rows } = await client.query<{ table_id: string; commit_id: string }>(
      'select table_id, commit_id from dl_table_versions where version = $1',
      [log.head],
    )
    const { table_id: tableId = '', commit_id: committed = '' } = rows[0] ?? {}
    await mkdir(join(host.home, 'journal'), { recursive: true })
    for (const commitId of [committed, randomUUID()]) {
      const entry = { commitId, tableId, expectedVersion: String(log.head), digest: '', place: 'embedded public' }
      const text = JSON.stringify({ ...entry, pid: DEAD_PID, startedAt: Date.now() - 3_600_000 })
      await writeFile(join(host.home, 'journal', `${commitId}.commit.json`), text)
    }
    await page.reload()
    await app.sees(/2 commits were cut off before the answer arrived: 1 in the log, 1 not in the log/)
    await page.getByRole('button', { name: 'Resolve' }).click()
    const dialog = page.getByRole('dialog', { name: 'Commits that were cut off' })
    await expect(dialog.getByRole('link', { name: `committed as v${log.head}` })).toBeVisible()
    await expect(dialog.getByText(/nothing was written/)).toBeVisible()
    await app.hasNoAxeFindings()
    await dialog.getByRole('button', { name: 'Strike out the 2 settled' }).click()
    await expect(page.getByText(/were cut off/)).toHaveCount(0)

    await app.writeDraft(TABLE, [newFile('late.parquet')])
    await client.query('begin')
    await client.query('select from dl_tables where table_id = $1 for update', [tableId])
    await app.commit()
    await expect(page.getByRole('table', { name: 'Who held the lock' })).toContainText('nightly job', {
      timeout: 60_000,
    })
    await app.hasNoAxeFindings()
    await client.query('rollback')
    await page.getByRole('button', { name: 'Send again' }).click()
    await app.sees(/Committed as v/)
    await page.setViewportSize({ width: 1600, height: 900 })
    await app.open('/tables')
    await expect(app.screen.getByText(TABLE, { exact: true }).first()).toBeVisible()
    const timings = page.getByRole('region', { name: `About ${TABLE}` }).getByRole('table')
    await expect(timings.getByRole('rowheader', { name: 'lock' })).toBeVisible()
  } finally {
    await client.end()
    await server.stop()
    await host.stop()
  }
})
