import type { Issue } from '../../shared/delta/issue.ts'
import type { Head } from '../postgres/head.ts'

/** Why nothing can be committed to a table, whatever the commit; undefined for an ordinary table. */
export function restrictionIssue({ name, restriction }: Pick<Head, 'name' | 'restriction'>): Issue | undefined {
  if (restriction === null) return undefined
  const reason = REASONS[restriction] ?? `is marked as ${JSON.stringify(restriction)}`
  const message = `Expected a table that can be committed to; ${name} ${reason}.`
  return { rule: `table.${restriction}`, severity: 'error', path: [], message }
}

const REASONS: Readonly<Record<string, string | undefined>> = {
  importing: 'is being imported, or its import was left unfinished: take the import up again to complete it',
  'inspection-only': 'holds a log that is broken, or not what its source says: it can be looked at only',
}
