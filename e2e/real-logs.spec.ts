import { expect, test } from './fixtures.ts'
import { realLog } from './logs.ts'

const DELETES = realLog('golden__basic-with-inserts-deletes-checkpoint')
const RENAME = realLog('delta-rs__table_with_partitioning_mapping')
const REMOVED = 'part-00000-0869ab64'

test('in logs of Spark and Databricks a removal, a rename and the files of a predicate are found without a mouse', async ({
  app,
}) => {
  test.skip(!DELETES || !RENAME, 'the real logs are not at hand')
  await app.importLog(DELETES ?? '', 'deletes')
  await app.sees('deletes is here')
  await app.importLog(RENAME ?? '', 'renamed')
  await app.sees('renamed is here')

  await test.step('the commit that removed a file is found by the name of the file, and compared with the head', async () => {
    await app.open('/t/deletes/history')
    await app.sees('head v13')
    await app.press('/')
    await expect(app.page.getByRole('combobox', { name: 'Filter the versions' })).toBeFocused()
    await app.page.keyboard.type(`path:${REMOVED}`)
    await app.press('Enter')
    await app.sees(/^2 of 14 versions match$/)
    await expect(app.screen.getByRole('grid')).toBeFocused()
    await expect(app.screen.getByRole('row', { selected: true })).toContainText('DELETE')
    await app.press('Enter')
    await app.seesTitle(/^v6 DELETE/)
    await app.sees(new RegExp(REMOVED))
    await app.press('t')
    await app.seesTitle(/as of v6/)
    await app.press('c')
    await app.seesTitle('deletes: v6 → v13')
    await app.sees(/files differ/)
  })

  await test.step('a renamed column is a rename', async () => {
    await app.open('/t/renamed/at/2/schema')
    await app.seesTitle(/as of v2/)
    await app.press('c')
    await app.seesTitle('renamed: v2 → v4')
    await app.sees('renamed from id')
  })

  await test.step('a predicate opens the one file that may hold its rows', async () => {
    await app.open('/t/deletes/at/head/files')
    await app.seesTitle(/as of v13/)
    await app.press('6')
    await expect(app.page.getByRole('textbox', { name: 'Predicate' })).toBeFocused()
    await app.page.keyboard.type('id >= 30 and id < 33')
    await app.press('Enter')
    await app.sees('1 of 7 files')
  })
})
