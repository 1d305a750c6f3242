import { RESOLVE_LOCK_MS_MAX } from '../../shared/limits.ts'
import type { Database } from '../postgres/connection.ts'
import { readCommitFate } from '../postgres/resolve-commit.ts'

export type Resolution =
  | { readonly kind: 'committed'; readonly version: bigint; readonly committedAt: number }
  | { readonly kind: 'not-committed' }
  | { readonly kind: 'in-progress' }
  | { readonly kind: 'table-gone' }

/**
 * Finds out what became of a draft whose outcome is `unknown` (C4). Only reads, and never guesses: `not-committed` is
 * certain for a draft whose COMMIT was sent; `in-progress` means that a writer, perhaps this one, still holds the table's
 * lock, and that it is worth asking again; `table-gone` means that the table was dropped, so that nobody can know.
 */
export async function resolve(
  database: Database,
  { tableId, commitId }: { readonly tableId: string; readonly commitId: string },
  signal?: AbortSignal,
): Promise<Resolution> {
  signal?.throwIfAborted()
  const fate = await readCommitFate(database, tableId, commitId, RESOLVE_LOCK_MS_MAX)
  switch (fate.kind) {
    case 'found':
      return { kind: 'committed', version: fate.commit.version, committedAt: fate.commit.committedAt }
    case 'absent':
      return { kind: 'not-committed' }
    case 'locked':
      return { kind: 'in-progress' }
    case 'table-gone':
      return { kind: 'table-gone' }
  }
  fate satisfies never
}
