import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newFile } from './app.ts'
import { expect, test } from './fixtures.ts'
import { logs } from './logs.ts'

const TABLE = 'mirrored'

test('a table is mirrored, verified, checkpointed, stopped by a foreign commit, and published elsewhere', async ({
  app,
}) => {
  test.slow()
  const [log] = await logs()
  const target = await mkdtemp(join(tmpdir(), 'deltadesk-mirror-'))
  await app.importLog(log.path, TABLE)
  await app.sees(`${TABLE} is here`)

  await app.open('/mirror')
  await app.sees('No table is mirrored yet')
  await app.hasNoAxeFindings()
  await app.open(`/t/${TABLE}/mirror`)
  await app.screen.getByRole('button', { name: 'Mirror it' }).click()
  const dialog = app.page.getByRole('dialog', { name: `Mirror ${TABLE} to` })
  await dialog.getByLabel('Folder or place in a store').fill(target)
  await dialog.getByRole('button', { name: 'Mirror it' }).click()
  await app.sees(`v${log.head} of v${log.head} published`)
  expect(await readdir(join(target, '_delta_log'))).toHaveLength(log.head + 1)

  await app.screen.getByText('Full', { exact: true }).click()
  await app.screen.getByRole('button', { name: 'Verify', exact: true }).click()
  await app.sees(`${log.head + 1} byte for byte as committed`)
  await app.screen.getByRole('button', { name: 'Checkpoint now' }).click()
  await app.sees(/The checkpoint of mirrored is written and verified/)
  await expect(app.screen.getByRole('grid', { name: 'Versions and their files' })).toContainText('verified')
  await app.hasNoAxeFindings()

  await app.screen.getByRole('button', { name: 'Pause' }).click()
  const next = log.head + 1
  await writeFile(
    join(target, '_delta_log', `${String(next).padStart(20, '0')}.json`),
    `${JSON.stringify({ commitInfo: { timestamp: Date.now(), operation: 'WRITE', operationParameters: {} } })}\n${JSON.stringify(newFile('foreign.parquet'))}\n`,
  )
  await app.writeDraft(TABLE, [newFile('ours.parquet')])
  await app.commit()
  await app.sees(new RegExp(`Committed as v${next}`))
  await app.open(`/t/${TABLE}/mirror`)
  await app.screen.getByRole('button', { name: 'Resume' }).click()
  const stopped = app.screen.getByRole('region', { name: 'What stopped the mirror' })
  await expect(stopped).toContainText('foreign.parquet')
  await expect(stopped).toContainText('ours.parquet')
  await app.hasNoAxeFindings()
  await stopped.getByRole('button', { name: /^Import theirs/ }).click()
  await expect(app.screen.getByLabel('Name of the table')).toHaveValue(`${TABLE}_theirs`)
  await app.screen.getByRole('button', { name: 'Import', exact: true }).click()
  await app.sees(`${TABLE}_theirs is here`)
  await app.open(`/t/${TABLE}/mirror`)
  await stopped.getByRole('button', { name: /^Fork/ }).click()
  const fork = app.page.getByRole('dialog', { name: `Mirror ${TABLE} to` })
  await fork.getByRole('button', { name: 'Mirror it' }).click()
  await app.sees(`v${next} of v${next} published`)
  await expect(stopped).toHaveCount(0)

  await app.open('/mirror')
  await expect(app.screen.getByRole('grid', { name: 'Mirrors' })).toContainText(TABLE)
  await app.hasNoAxeFindings()
  await app.open('/copy')
  await app.press('g', 'm')
  await app.seesTitle('Mirror')
})
