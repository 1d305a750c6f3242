import type { RowsPreview } from '../../../shared/contract/rows-preview.ts'
import type { Draft } from '../../../shared/contract/schemas.ts'
import { PREVIEW_ROWS_MAX, PREVIEW_VALUE_CHARACTERS_MAX } from '../../../shared/limits.ts'
import { describeRecord, describeWrites } from '../../postgres/describe-writes.ts'
import { addActionRows, emptyActionRows } from '../action-rows.ts'
import { validateDraft } from '../validate-draft.ts'

/** The rows that `commit` would send for a draft, by the same mapping; from `copyRowsMin` rows of a table on by COPY. */
export function rowsOfDraft(draft: Draft, copyRowsMin: number): RowsPreview {
  const checked = validateDraft(draft)
  if (checked.kind === 'invalid') return { kind: 'invalid', issues: [...checked.issues] }
  const rows = emptyActionRows()
  addActionRows(rows, draft.expectedVersion, checked.value.lines)
  return {
    kind: 'rows',
    tables: describeWrites(rows, copyRowsMin).map(({ table, statement, columns, count }) => ({
      table,
      statement,
      columns: [...columns],
      rows: rows[table]
        .slice(0, PREVIEW_ROWS_MAX)
        .map(row => columns.map(column => valueText(Object.entries(row).find(([name]) => name === column)?.[1]))),
      count,
    })),
    record: describeRecord(draft.expectedVersion),
  }
}

function valueText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  const text = Array.isArray(value) ? `{${value.join(',')}}` : String(value)
  return text.length > PREVIEW_VALUE_CHARACTERS_MAX ? `${text.slice(0, PREVIEW_VALUE_CHARACTERS_MAX)}…` : text
}
