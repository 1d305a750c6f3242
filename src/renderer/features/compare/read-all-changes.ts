import { FILE_PAGE_MAX } from '../../../shared/limits.ts'
import type { Client } from '../../api/client.ts'
import type { ComparedVersions } from '../../api/comparison-queries.ts'
import { type ChangeRow, changeRow } from './change-row.ts'

/** Every file that differs, page after page. */
export async function readAllChanges(client: Client, compared: ComparedVersions): Promise<ChangeRow[]> {
  const rows: ChangeRow[] = []
  let after: { readonly path: string; readonly delta: bigint } | null = null
  do {
    const page: Awaited<ReturnType<Client['comparisons']['files']>> = await client.comparisons.files({
      ...compared,
      limit: FILE_PAGE_MAX,
      ...(after ? { after } : {}),
    })
    rows.push(...page.changes.map(changeRow))
    after = page.next
  } while (after)
  return rows
}
