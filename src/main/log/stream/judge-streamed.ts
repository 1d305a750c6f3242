import type { DraftHeader } from '../../../shared/contract/schemas.ts'
import { SYSTEM_DOMAINS } from '../../../shared/delta/domains-to-look-up.ts'
import type { Issue } from '../../../shared/delta/issue.ts'
import { type Head, lookAtHead } from '../../postgres/head.ts'
import { readDomains, readHead, readStoredFiles, readTxnVersions } from '../../postgres/write-lookups.ts'
import type { Connection } from '../../postgres/write-session.ts'
import { restrictionIssue } from '../restriction-issue.ts'
import { isError, noSuchTable } from '../validate-draft.ts'
import type { CommitThread } from './commit-thread.ts'
import type { Verdict } from './judge-commit.ts'
import type { StreamedCommit } from './read-streamed.ts'
import type { OnStreamProgress } from './stream-progress.ts'

/** What was found before the lock; it holds for as long as the head stands where it stood. */
export type StreamVerdict =
  | { readonly kind: 'accepted'; readonly issues: readonly Issue[]; readonly readded: Uint8Array }
  | { readonly kind: 'found'; readonly version: bigint; readonly committedAt: number }
  | { readonly kind: 'head-elsewhere'; readonly name: string; readonly actual: bigint }
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] }

interface Judging {
  readonly thread: CommitThread
  /** Files that look new are taken to be so, without a warning where they are not. */
  readonly trustsNew?: boolean | undefined
  readonly onProgress?: OnStreamProgress | undefined
}

/** As `lookForCommit` without a lock, for a commit that the thread has read. */
export async function judgeStreamed(
  client: Connection,
  draft: DraftHeader,
  commit: StreamedCommit,
  judging: Judging,
): Promise<StreamVerdict> {
  const { tableId, commitId, expectedVersion } = draft
  const head = await lookAtHead(client, tableId, commitId)
  if (head === undefined) return noSuchTable(tableId)
  if (head.found) return { kind: 'found', ...head.found }
  const restricted = restrictionIssue(head)
  if (restricted) return { kind: 'invalid', issues: [restricted] }
  const elsewhere = (actual: bigint): StreamVerdict => ({ kind: 'head-elsewhere', name: head.name, actual })
  if (expectedVersion !== head.version + 1n) return elsewhere(head.version)
  const { issues, readded } = await judgeAgainst(client, tableId, head, commit, judging)
  if (!issues.some(isError)) return { kind: 'accepted', issues, readded }
  // Without the lock the head may have moved between two pages; what they say together was then never true.
  const actual = await readHead(client, tableId)
  return actual === undefined || actual === head.version ? { kind: 'invalid', issues } : elsewhere(actual)
}

/** Holds a commit that the thread has read against a table as it stands, whichever version it wants to become. */
export async function judgeAgainst(
  client: Connection,
  tableId: string,
  head: Head,
  { place, summary }: StreamedCommit,
  { thread, trustsNew = false, onProgress }: Judging,
): Promise<Verdict> {
  const txns = await readTxnVersions(client, tableId, summary.appIds)
  const domainLines = await readDomains(client, tableId, [...new Set([...SYSTEM_DOMAINS, ...summary.domains])])
  return thread.judge(
    place,
    { head, txns, domainLines, trustsNew },
    // A table without a version has no files.
    async fileKeys => (head.version < 0n ? [] : readStoredFiles(client, tableId, fileKeys)),
    ({ lines, characters }) =>
      onProgress?.({ phase: 'judge', lines, linesTotal: summary.lines, bytes: characters, bytesTotal: 0 }),
  )
}
