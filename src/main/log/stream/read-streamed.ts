import { stat } from 'node:fs/promises'
import type { DraftHeader } from '../../../shared/contract/schemas.ts'
import type { Checked, Issue } from '../../../shared/delta/issue.ts'
import {
  DRAFT_ACTIONS_MAX,
  DRAFT_BYTES_MAX,
  STREAM_ACTIONS_MAX,
  STREAM_LARGE_BYTES_MIN,
} from '../../../shared/limits.ts'
import type { Database } from '../../postgres/connection.ts'
import type { LaidOutRows } from '../../postgres/insert-laid-out.ts'
import { headerIssue, oversized } from '../validate-draft.ts'
import type { CommitSummary } from './commit-intake.ts'
import type { CommitSource } from './commit-source.ts'
import { type CommitThread, CommitThreadFailure } from './commit-thread.ts'
import type { RowSpool } from './row-spool.ts'
import { countRows } from './spooled-rows.ts'
import type { OnStreamProgress } from './stream-progress.ts'

/** A commit that has passed every rule that needs no table, whose rows are laid out. */
export interface StreamedCommit {
  /** Under which its thread knows it. */
  readonly place: number
  readonly summary: CommitSummary
  rowsIn(spool: RowSpool, onProgress?: OnStreamProgress): LaidOutRows
}

interface Reading {
  readonly thread: CommitThread
  /** Another one for each of several commits. */
  readonly place?: number | undefined
  /** Nothing is laid out where absent. */
  readonly spool?: RowSpool | undefined
  readonly onProgress?: OnStreamProgress | undefined
}

/** As `validateDraft`, for actions of any number. */
export async function readStreamed(
  database: Database,
  draft: DraftHeader,
  source: CommitSource,
  { thread, place = 0, spool, onProgress }: Reading,
): Promise<Checked<StreamedCommit>> {
  const wrong = headerIssue(draft)
  if (wrong) return refuse(wrong)
  const { copyFormat } = database.capabilities
  if (source.kind === 'text' && source.text.length > DRAFT_BYTES_MAX) return refuse(oversized(source.text))
  const size = await sizeOf(source)
  const request = {
    source,
    version: draft.expectedVersion,
    actionsMax: source.kind === 'text' ? DRAFT_ACTIONS_MAX : STREAM_ACTIONS_MAX,
    isLarge: size >= STREAM_LARGE_BYTES_MIN,
    layout: spool && {
      file: spool.file,
      // Servers without COPY get the fields of the text form by `values`.
      format: copyFormat === 'none' ? ('text' as const) : copyFormat,
      tableId: draft.tableId,
    },
  }
  try {
    const { issues, summary } = await thread.read(place, request, ({ lines, characters }) =>
      onProgress?.({ phase: 'read', lines, linesTotal: undefined, bytes: characters, bytesTotal: size }),
    )
    if (summary === undefined) return { kind: 'invalid', issues }
    return { kind: 'ok', value: streamedCommit(place, summary), warnings: issues }
  } catch (error) {
    // What the system refuses is no fault of this program: a full disk, above all.
    if (!(error instanceof CommitThreadFailure) || error.code === undefined) throw error
    const message = `The rows cannot be laid out in a file before they are sent: ${error.code}.`
    return refuse({ rule: 'draft.spool', severity: 'error', path: [], message })
  }
}

/** Whether memory has to be spared while it is read. */
export async function isLargeSource(source: CommitSource): Promise<boolean> {
  return (await sizeOf(source)) >= STREAM_LARGE_BYTES_MIN
}

/** A file that is not there is the reader's to tell. */
async function sizeOf(source: CommitSource): Promise<number> {
  if (source.kind === 'text') return source.text.length
  return stat(source.path).then(
    ({ size }) => size,
    () => 0,
  )
}

function refuse(issue: Issue): Checked<never> {
  return { kind: 'invalid', issues: [issue] }
}

function streamedCommit(place: number, summary: CommitSummary): StreamedCommit {
  return {
    place,
    summary,
    rowsIn(spool, onProgress) {
      const linesTotal = [...summary.rows.values()].reduce((sum, chunks) => sum + countRows(chunks), 0)
      const bytesTotal = [...summary.rows.values()].flat().reduce((sum, { length }) => sum + length, 0)
      let [lines, bytes] = [0, 0]
      return {
        has: table => summary.rows.has(table),
        bytes: table => (summary.rows.get(table) ?? []).reduce((sum, { length }) => sum + length, 0),
        async *chunks(table) {
          for await (const chunk of spool.read(summary.rows.get(table) ?? [])) {
            lines += chunk.rows
            bytes += chunk.length
            onProgress?.({ phase: 'send', lines, linesTotal, bytes, bytesTotal })
            yield chunk
          }
        },
      }
    },
  }
}
