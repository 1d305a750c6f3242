import type { FileChangesPage } from '../../../shared/contract/comparisons.ts'
import { type ChangeRow, changeRow } from './change-row.ts'

type Place = NonNullable<FileChangesPage['next']>

/** Every file that differs, page after page; `readPage` takes the last file of the page before. */
export async function readAllPages(
  readPage: (beyond: Place | undefined) => Promise<FileChangesPage>,
): Promise<ChangeRow[]> {
  const rows: ChangeRow[] = []
  let beyond: Place | undefined
  do {
    const page = await readPage(beyond)
    rows.push(...page.changes.map(changeRow))
    beyond = page.next ?? undefined
  } while (beyond)
  return rows
}
