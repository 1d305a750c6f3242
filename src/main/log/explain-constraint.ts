import type { CommitOutcome } from '../../shared/contract/outcome.ts'
import type { DraftHeader } from '../../shared/contract/schemas.ts'
import { fileIdentity } from '../../shared/delta/file-identity.ts'
import { parseCommit } from '../../shared/delta/parse-commit.ts'
import { fileKeyOfIdentity } from '../postgres/file-key.ts'
import { constraintOf, signalOf } from '../postgres/sqlstate.ts'
import { readStoredFiles } from '../postgres/write-lookups.ts'
import type { WriteSession } from '../postgres/write-session.ts'

export type Explanation = NonNullable<Extract<CommitOutcome, { kind: 'database-error' }>['explanation']>

/** A draft whose actions may lie elsewhere. */
export type FailedDraft = DraftHeader & { readonly actions?: string | undefined }

interface Guard {
  readonly protects: string
  readonly advice: string
}

const REBUILD = 'Look at the table as it is now and make the draft anew.'
const FOREIGN = 'Another program writes these tables without taking the lock of the table; find it and stop it.'

/** What each constraint of the log is for. */
const GUARDS: Readonly<Record<string, Guard | undefined>> = {
  dl_add_files_live: { protects: 'A file is live once.', advice: 'Remove the file first, or leave out the add.' },
  dl_add_files_removed_after: { protects: 'A file is retired after it was added.', advice: REBUILD },
  dl_table_versions_pkey: { protects: 'A version is won once (C2).', advice: REBUILD },
  dl_table_versions_commit_id_key: {
    protects: 'A draft commits at most once (C4).',
    advice: 'The draft is committed already; ask for its commit id.',
  },
  dl_table_versions_no_gap: { protects: 'Versions are 0, 1, 2 ... without a gap (C1).', advice: FOREIGN },
  dl_table_versions_head: { protects: 'The head stands on the newest version (C1).', advice: FOREIGN },
  dl_table_versions_time_order: { protects: 'The times of a table strictly increase (C1).', advice: FOREIGN },
  dl_table_versions_clock: { protects: 'The times of a table are those of its server’s clock (C1).', advice: FOREIGN },
  dl_table_versions_complete: { protects: 'Every action of a commit is there, or none (C3).', advice: FOREIGN },
  dl_table_versions_running_totals: {
    protects: 'Running totals follow from the actions (C3).',
    advice: 'The stored totals do not fit the stored files: check the table before anything else is committed to it.',
  },
  dl_table_versions_totals: { protects: 'A table has no negative number of files or bytes.', advice: REBUILD },
  dl_table_versions_counts: { protects: 'A version counts its actions by kind (C3).', advice: FOREIGN },
  dl_actions_version_open: { protects: 'No action is added to a committed version (C7).', advice: FOREIGN },
  dl_actions_table: { protects: 'Actions belong to a table.', advice: 'The table is gone; leave the draft.' },
  dl_history_kept: {
    protects: 'Committed history is never rewritten (C7).',
    advice: 'Commit a version that undoes it.',
  },
  dl_tables_head_recorded: { protects: 'The head stands on a recorded version (C1).', advice: FOREIGN },
  dl_tables_head_forward: { protects: 'The head never moves back (C7).', advice: FOREIGN },
}

/**
 * What a violated constraint protects, what to do, and which file of the draft it is about; undefined where it is no
 * constraint of the log.
 */
export async function explainConstraint(
  session: WriteSession | undefined,
  draft: FailedDraft,
  error: unknown,
): Promise<Explanation | undefined> {
  const guard = GUARDS[constraintOf(error) ?? '']
  if (guard === undefined) return undefined
  const live = signalOf(error) === 'file-already-live' ? await findLiveFile(session, draft) : undefined
  return { ...guard, file: live?.file ?? null, liveSince: live?.liveSince ?? null }
}

/** The first file that the draft adds and that is live. The server's own words name its key alone, in its own language. */
async function findLiveFile(
  session: WriteSession | undefined,
  { tableId, actions }: FailedDraft,
): Promise<{ file: string; liveSince: bigint } | undefined> {
  if (actions === undefined) return undefined
  const parsed = parseCommit(actions)
  if (session === undefined || session.lost || parsed.kind === 'invalid') return undefined
  const paths = new Map(
    parsed.value.lines.flatMap(({ action }) =>
      action.kind === 'add'
        ? [[fileKeyOfIdentity(fileIdentity(action.path, action.deletionVector)), action.path] as const]
        : [],
    ),
  )
  try {
    if (!(await session.rollback())) return undefined
    const stored = await readStoredFiles(session.client, tableId, [...paths.keys()])
    for (const { fileKey, addedVersion, removedVersion } of stored) {
      const file = paths.get(fileKey)
      if (file !== undefined && removedVersion === null && addedVersion !== null)
        return { file, liveSince: addedVersion }
    }
  } catch {}
  return undefined
}
