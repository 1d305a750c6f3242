import type {
  AcrossFilesRequest,
  AcrossPartitionsRequest,
  AcrossRequest,
  AcrossSide,
  AcrossState,
  AcrossSummary,
} from '../../shared/contract/across.ts'
import type { FileChangesPage, PartitionChanges } from '../../shared/contract/comparisons.ts'
import type { KeptDraft } from '../../shared/contract/kept-draft.ts'
import type { FilePlace } from '../../shared/contract/snapshots.ts'
import {
  type AcrossFile,
  readAcrossPage,
  readAcrossPartitions,
  readAcrossTotals,
  readSideTotals,
} from '../postgres/across-changes.ts'
import type { Database } from '../postgres/connection.ts'
import { readHeadVersion } from '../postgres/head-version.ts'
import { readSnapshotHeader } from '../postgres/snapshot.ts'
import { readFilesAt } from '../postgres/snapshot-files.ts'
import { type DraftOverlay, overlayOf } from './draft-overlay.ts'

/** Finds a kept draft; undefined where there is none. */
export type ReadDraft = (draftId: string) => Promise<KeptDraft | undefined>

/**
 * Two states that need not be of one log: versions of different tables, or what a draft would make of its own. Files are
 * the same where their paths are. Undefined where a side does not exist.
 */
export async function compareAcross(
  database: Database,
  readDraft: ReadDraft,
  request: AcrossRequest,
  signal: AbortSignal,
): Promise<AcrossSummary | undefined> {
  const sides = await resolveSides(database, readDraft, request)
  if (!sides) return undefined
  const [before, after, files] = await Promise.all([
    stateOf(database, sides.before, signal),
    stateOf(database, sides.after, signal),
    readAcrossTotals(database, sides, signal),
  ])
  return { before, after, files }
}

/** The files that differ between the two states, a page at a time; undefined where a side does not exist. */
export async function readAcrossFiles(
  database: Database,
  readDraft: ReadDraft,
  { before, after, kind, beyond, limit }: AcrossFilesRequest,
  signal: AbortSignal,
): Promise<FileChangesPage | undefined> {
  const sides = await resolveSides(database, readDraft, { before, after })
  if (!sides) return undefined
  const found = await readAcrossPage(database, { ...sides, kind, beyond, limit: limit + 1 }, signal)
  const shown = found.slice(0, limit)
  const [old, now] = await Promise.all([
    linesOf(
      database,
      sides.before,
      shown.map(change => change.before),
    ),
    linesOf(
      database,
      sides.after,
      shown.map(change => change.after),
    ),
  ])
  const last = found.length > limit ? shown.at(-1) : undefined
  return {
    changes: shown.map(({ kind: of, path, before: gone, after: came }, index) => ({
      kind: of,
      path,
      version: versionOf(came, sides.after) ?? versionOf(gone, sides.before) ?? sides.after.shown,
      before: old[index] ?? null,
      after: now[index] ?? null,
    })),
    next: last ? { path: last.path, delta: last.delta } : null,
  }
}

/** The partitions in which their files differ; undefined where a side does not exist. */
export async function readAcrossPartitionChanges(
  database: Database,
  readDraft: ReadDraft,
  { limit, ...request }: AcrossPartitionsRequest,
  signal: AbortSignal,
): Promise<PartitionChanges | undefined> {
  const sides = await resolveSides(database, readDraft, request)
  return sides && readAcrossPartitions(database, { ...sides, limit }, signal)
}

/** A side with what its draft lays over the version. */
interface ResolvedSide extends DraftOverlay {
  readonly tableId: string
  /** What the files are of; -1 for none. */
  readonly version: bigint
  /** What it is, or of a draft would become. */
  readonly shown: bigint
  readonly draft: KeptDraft | undefined
}

async function resolveSides(
  database: Database,
  readDraft: ReadDraft,
  request: AcrossRequest,
): Promise<{ before: ResolvedSide; after: ResolvedSide } | undefined> {
  const [before, after] = await Promise.all(
    [request.before, request.after].map(side => resolveSide(database, readDraft, side)),
  )
  return before && after ? { before, after } : undefined
}

async function resolveSide(
  database: Database,
  readDraft: ReadDraft,
  side: AcrossSide,
): Promise<ResolvedSide | undefined> {
  const draft = side.kind === 'draft' ? await readDraft(side.draftId) : undefined
  const tableId = side.kind === 'version' ? side.tableId : draft?.tableId
  const head = tableId === undefined ? undefined : await readHeadVersion(database, tableId)
  if (tableId === undefined || head === undefined) return undefined
  if (side.kind === 'version') {
    const { version } = side
    return version > head ? undefined : { tableId, version, shown: version, draft: undefined, ...overlayOf('') }
  }
  if (!draft) return undefined
  const expected = draft.expectedVersion - 1n
  const version = expected < head ? expected : head
  return { tableId, version, shown: version + 1n, draft, ...overlayOf(draft.text) }
}

async function stateOf(database: Database, side: ResolvedSide, signal: AbortSignal): Promise<AcrossState> {
  const { tableId, version, shown, draft, besides, unreadable } = side
  const header = await readSnapshotHeader(database, tableId, version)
  const totals = draft ? await readSideTotals(database, side, signal) : undefined
  return {
    tableId,
    version: shown,
    numFiles: totals?.files ?? header?.numFiles ?? 0n,
    sizeInBytes: totals?.bytes ?? header?.sizeInBytes ?? 0n,
    numRows: totals ? totals.rows : (header?.numRows ?? null),
    protocol: besides.protocol ?? header?.protocol ?? null,
    metaData: besides.metaData ?? header?.metaData ?? null,
    protocolVersion: besides.protocol === undefined ? (header?.protocolVersion ?? null) : shown,
    metadataVersion: besides.metaData === undefined ? (header?.metadataVersion ?? null) : shown,
    // The draft's come last and win.
    txns: [...(header?.txns ?? []), ...besides.txns],
    domains: [...(header?.domains ?? []), ...besides.domains],
    draft: draft ? { base: version, title: draft.title, unreadable } : null,
  }
}

/** The add lines of files of a side, in their order. */
async function linesOf(
  database: Database,
  { tableId, added }: ResolvedSide,
  files: readonly AcrossFile[],
): Promise<(string | undefined)[]> {
  const places = files.filter((file): file is FilePlace => file !== undefined && 'ordinal' in file)
  const lines = new Map(
    (await readFilesAt(database, tableId, places)).map(({ version, ordinal, line }) => [`${version}/${ordinal}`, line]),
  )
  return files.map(file => {
    if (file === undefined) return undefined
    return 'ordinal' in file ? lines.get(`${file.version}/${file.ordinal}`) : added[file.added]?.line
  })
}

function versionOf(file: AcrossFile, side: ResolvedSide): bigint | undefined {
  if (file === undefined) return undefined
  return 'ordinal' in file ? file.version : side.shown
}
