import type { FindColumn } from '../../../../shared/delta/bind-predicate.ts'
import type { Issue } from '../../../../shared/delta/issue.ts'
import { parsePredicate } from '../../../../shared/delta/parse-predicate.ts'
import { compileFilter } from '../../../../shared/delta/prune.ts'

export interface ScanProblem {
  readonly message: string
  /** Offset of the character where it goes wrong. */
  readonly at: number
}

/** Why a predicate cannot be judged by; undefined where it can, or is still empty. Without `findColumn` only its grammar. */
export function scanProblem(scan: string, findColumn: FindColumn | undefined): ScanProblem | undefined {
  if (scan.trim() === '') return undefined
  const parsed = parsePredicate(scan)
  if (parsed.kind === 'invalid') return problemOf(parsed.issues, '')
  const filter = findColumn && compileFilter(parsed.value, findColumn)
  return filter?.kind === 'invalid'
    ? problemOf(filter.issues, '. Until then this part counts as every row.')
    : undefined
}

function problemOf([issue]: readonly Issue[], consequence: string): ScanProblem {
  const at = issue?.path.at(-1)
  const message = (issue?.message ?? 'It cannot be read').replace(/\.$/, '')
  return { message: `${message}${consequence}`, at: typeof at === 'number' ? at : 0 }
}
