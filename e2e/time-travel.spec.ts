import { newFile } from './app.ts'
import { expect, test } from './fixtures.ts'
import { REMOVED_FILE, travelLog } from './travel-log.ts'

const TABLE = 'travels'

test.beforeEach(async ({ app }) => {
  await app.open('/tables')
  await expect(app.screen.getByText(/No tables yet|Size/).first()).toBeVisible()
  if ((await app.screen.getByText(TABLE, { exact: true }).count()) > 0) return
  await app.importLog((await travelLog()).path, TABLE)
  await app.sees(`${TABLE} is here`)
})

test('the commit that removed a file is found, compared with the head, and its table pruned, all by keyboard', async ({
  app,
}) => {
  await app.open(`/t/${TABLE}/v/1`)
  await app.seesTitle(/^v1/)
  await app.sees(/part-a/)
  await app.press('j', 'b')
  await app.seesTitle(/History of the file/)
  await app.sees(REMOVED_FILE)
  await app.sees('Removed')
  await app.hasNoAxeFindings()

  await app.press('v')
  await app.seesTitle(/^v3 DELETE/)
  await app.press('[', '[')
  await app.seesTitle(/^v1/)
  await app.press('t')
  await app.seesTitle(/as of v1/)
  await app.sees('8.3 MB')
  await app.hasNoAxeFindings()

  await app.press('c')
  await app.seesTitle(`${TABLE}: v1 → v4`)
  await app.sees('renamed from note')
  await app.sees('3 files differ')
  await app.press('n', 'n')
  await expect(app.screen.getByRole('row', { selected: true })).toContainText('part-')
  await app.hasNoAxeFindings()
  await app.press('s')
  await app.seesTitle(`${TABLE}: v4 → v1`)
  await app.sees('renamed from remark')

  await app.open(`/t/${TABLE}/at/head/files`)
  await app.seesTitle(/as of v4/)
  await app.press('6')
  const predicate = app.page.getByRole('textbox', { name: 'Predicate' })
  await expect(predicate).toBeFocused()
  await app.page.keyboard.type("dt >= '2026-11-19' and id > ")
  await app.sees(/At character \d+/)
  await app.page.keyboard.type('250')
  await app.press('Enter')
  await app.sees('1 of 3 files')
  await expect(app.screen.getByRole('grid', { name: 'Files that are opened' })).toContainText('part-d')
  await app.hasNoAxeFindings()
})

test('a deep link holds version, tab, filter and order; every tab of a snapshot stands by itself', async ({ app }) => {
  await app.open(`/t/${TABLE}/at/4/files?part=%7B"c3":"2026-11-18"%7D&sort=path&dir=asc`)
  await app.sees('1 of 3 files, 4.1 MB')
  await expect(app.screen.getByRole('grid', { name: 'Files of v4' })).toContainText('part-c')
  await app.screen.getByRole('button', { name: 'Remove the filter dt=2026-11-18' }).press('Enter')
  await app.sees('3 files')

  for (const [key, text] of [
    ['2', '3 partitions'],
    ['3', 'remark'],
    ['4', '3 of 3 files have statistics'],
    ['5', 'delta.columnMapping.mode'],
  ] as const) {
    await app.press(key)
    await app.sees(new RegExp(text.replaceAll('.', '\\.')))
    await app.hasNoAxeFindings()
  }
})

test('actions of a version are ordered, added up and grouped, and a reload shows them as they were', async ({
  app,
}) => {
  await app.open(`/t/${TABLE}/v/3`)
  const grid = app.screen.getByRole('grid', { name: 'Actions of v3' })
  await expect(grid).toContainText('part-c')
  await grid.getByRole('columnheader', { name: 'Path or subject' }).getByRole('button').press('Enter')
  await expect(grid.getByRole('row').nth(1)).toContainText('DELETE')
  await grid.focus()
  await app.press('ArrowDown', 'Shift+ArrowDown')
  await app.sees('2 actions selected')
  await app.sees('+1 file, 4.1 MB, 100 rows')
  await app.sees('−1 file, 4.1 MB')
  await expect.poll(() => app.page.url()).toMatch(/sort=subject.*at=/)
  await app.hasNoAxeFindings()
  await app.page.reload()
  await expect(grid.getByRole('row', { selected: true })).toContainText('part-c')

  await app.screen.getByRole('button', { name: 'Group by partition' }).press('Enter')
  const groups = app.screen.getByRole('grid', { name: /^Partitions of v3/ })
  await expect(groups).toContainText('c3=2026-11-18')
  await groups.focus()
  await app.press('Enter')
  await app.sees('2 of 3 actions')
  await app.page.goBack()
  await app.page.goForward()
  await app.sees('2 of 3 actions')
})

test('the history of a column goes through its rename', async ({ app }) => {
  await app.open(`/t/${TABLE}/at/4/schema`)
  await app.sees('remark')
  await app.screen.getByRole('grid', { name: 'Columns of v4' }).focus()
  await app.press('j', 'b')
  await app.seesTitle(/History of the column/)
  await app.sees('Renamed')
  await app.sees('note → remark')
  await app.hasNoAxeFindings()
})

test('a time in an address leads to the version that the table had then, with the rule that was used', async ({
  app,
}) => {
  await app.open(`/t/${TABLE}/at/now`)
  await app.seesTitle(/as of v4/)
  await app.sees(/As of .*: v4, committed .* by /)
  await app.hasNoAxeFindings()
  await app.open(`/t/${TABLE}/at/1999-01-01`)
  await app.sees(/did not exist at/)
})

test('the folders of a snapshot are walked by keyboard, and a filter of the history is turned round', async ({
  app,
}) => {
  await app.open(`/t/${TABLE}/at/4/files?tree=on`)
  const tree = app.screen.getByRole('tree', { name: 'Folders of the files' })
  await expect(tree).toContainText('All files')
  await tree.focus()
  await app.press('ArrowDown', 'Enter')
  await expect(app.screen.getByRole('treeitem', { selected: true })).toContainText('/')
  await app.sees(/^1 of 3 files/)
  await app.hasNoAxeFindings()

  await app.open(`/t/${TABLE}/history?q=-op:DELETE`)
  const list = app.screen.getByRole('grid')
  await expect(list.getByRole('link', { name: '4', exact: true })).toBeVisible()
  await expect(list.getByRole('link', { name: '3', exact: true })).toHaveCount(0)
})

test('a draft is compared with the head before it is committed', async ({ app }) => {
  await app.writeDraft(TABLE, [newFile('c3=2026-11-20/drafted.parquet')])
  await app.sees(/autosaved/)
  await app.screen.getByRole('button', { name: 'Drafts', exact: true }).click()
  await app.page.getByRole('menuitem', { name: 'Compare with the head' }).click()
  await app.sees(/What the draft would make as v5/)
  await app.sees('1 file differs')
  await expect(app.screen.getByRole('grid')).toContainText('drafted')
  await app.hasNoAxeFindings()
})
