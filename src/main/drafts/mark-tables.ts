import type { DraftSummary } from '../../shared/contract/draft-contract.ts'
import type { KeptSummary } from './kept-summary.ts'

/**
 * Says of each draft whether the log has its table still, and what that is called now. `names` are of the tables that are
 * there, by their ids; undefined where the log could not be asked.
 */
export function markTables(
  drafts: readonly KeptSummary[],
  names: ReadonlyMap<string, string> | undefined,
): DraftSummary[] {
  return drafts.map(draft => {
    if (!names) return { ...draft, table: 'unknown' }
    const name = names.get(draft.tableId)
    return name === undefined ? { ...draft, table: 'gone' } : { ...draft, tableName: name, table: 'here' }
  })
}
