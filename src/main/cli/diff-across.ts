import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { AcrossRequest, AcrossSide, AcrossState, AcrossSummary } from '../../shared/contract/across.ts'
import type { FileChange, PartitionChanges } from '../../shared/contract/comparisons.ts'
import { type KeptDraft, READS_NOTHING } from '../../shared/contract/kept-draft.ts'
import type { TableSummary } from '../../shared/contract/schemas.ts'
import { diffSnapshots, type TableDiff } from '../../shared/delta/diff.ts'
import { snapshotOfLines } from '../../shared/delta/snapshot-of-lines.ts'
import { FILE_PAGE_MAX, PARTITIONS_MAX } from '../../shared/limits.ts'
import {
  compareAcross,
  type ReadDraft,
  readAcrossFiles,
  readAcrossPartitionChanges,
} from '../inspect/compare-across.ts'
import type { Database } from '../postgres/connection.ts'
import { versionAt } from './choose-version.ts'
import type { CommandResult } from './command.ts'
import { CommandFailure } from './command-failure.ts'
import { fileChangeJson, printFileTotals, printStateDiff, SIGNS, stateDiffJson } from './diff-parts.ts'
import { findTable } from './find-table.ts'
import { formatBytes, formatCount } from './format.ts'
import { visible } from './print-columns.ts'
import type { Json } from './print-json.ts'
import { readActionsFile } from './read-actions-file.ts'

export const SIDE_HELP = `Either may also be table:NAME or table:NAME@PLACE, a version of another table, or draft:FILE.json, what the table would be with
the actions of that file (- for standard input) committed on its head. Files are then the same where their paths are.`

/** Whether an argument names something else than a version of the table itself. */
export function reachesBeyond(place: string | undefined): boolean {
  return /^(table|draft):/.test(place ?? '')
}

/** Compares what `diff` is asked to where that is not two versions of one table. */
export async function diffAcross(
  database: Database,
  table: TableSummary,
  places: { readonly a: string; readonly b: string },
  withFiles: boolean,
  { stdin, signal }: { readonly stdin: Readable; readonly signal: AbortSignal },
): Promise<CommandResult> {
  const drafts = new Map<string, KeptDraft>()
  const readDraft: ReadDraft = async draftId => drafts.get(draftId)
  const [a, b] = [
    await readSide(database, table, places.a, '<a>', { drafts, stdin }),
    await readSide(database, table, places.b, '<b>', { drafts, stdin }),
  ]
  const request: AcrossRequest = { before: a.side, after: b.side }
  const [summary, partitions] = await Promise.all([
    compareAcross(database, readDraft, request, signal),
    readAcrossPartitionChanges(database, readDraft, { ...request, limit: PARTITIONS_MAX }, signal),
  ])
  if (!summary || !partitions) throw new CommandFailure('not-found', 'One of the sides is not recorded.')
  const diff = diffSnapshots(snapshotOfLines(summary.before), snapshotOfLines(summary.after))
  const files = withFiles ? await readAllFiles(database, readDraft, request, signal) : undefined
  const compared = { summary, partitions, diff, files, names: { before: a.name, after: b.name } }
  return { text: printAcross(compared), json: acrossJson(compared) }
}

interface ReadingDrafts {
  readonly drafts: Map<string, KeptDraft>
  readonly stdin: Readable
}

async function readSide(
  database: Database,
  table: TableSummary,
  place: string,
  what: string,
  { drafts, stdin }: ReadingDrafts,
): Promise<{ readonly side: AcrossSide; readonly name: string }> {
  if (place.startsWith('draft:')) {
    const file = place.slice('draft:'.length)
    const draft = draftOf(table, file, await readActionsFile(file, stdin))
    drafts.set(draft.draftId, draft)
    return { side: { kind: 'draft', draftId: draft.draftId }, name: table.name }
  }
  const [, named, at = 'head'] = /^table:(.+?)(?:@([^@]*))?$/s.exec(place) ?? []
  const of = named === undefined ? table : await findTable(database, named)
  const version = await versionAt(database, of, named === undefined ? place : at, what)
  return { side: { kind: 'version', tableId: of.tableId, version }, name: of.name }
}

function draftOf({ tableId, name, head }: TableSummary, file: string, text: string): KeptDraft {
  return {
    draftId: randomUUID(),
    commitId: randomUUID(),
    revision: 1,
    title: file,
    tableId,
    tableName: name,
    text,
    notes: [],
    readVersion: head,
    expectedVersion: head + 1n,
    operation: 'WRITE',
    committer: '',
    phase: 'open',
    wasSent: false,
    reads: READS_NOTHING,
    isolationLevel: null,
    madeAtMs: 0,
    editedAtMs: 0,
  }
}

async function readAllFiles(
  database: Database,
  readDraft: ReadDraft,
  request: AcrossRequest,
  signal: AbortSignal,
): Promise<FileChange[]> {
  const changes: FileChange[] = []
  for (let beyond: { path: string; delta: bigint } | undefined, isMore = true; isMore; ) {
    const page = await readAcrossFiles(database, readDraft, { ...request, beyond, limit: FILE_PAGE_MAX }, signal)
    changes.push(...(page?.changes ?? []))
    beyond = page?.next ?? undefined
    isMore = beyond !== undefined
  }
  return changes
}

interface Compared {
  readonly summary: AcrossSummary
  readonly partitions: PartitionChanges
  readonly diff: TableDiff
  readonly files: readonly FileChange[] | undefined
  readonly names: { readonly before: string; readonly after: string }
}

function acrossJson({ summary, partitions, diff, files, names }: Compared): Json {
  const side = ({ version, draft, numFiles, sizeInBytes, numRows }: AcrossState, table: string): Json => ({
    table,
    version,
    draft: draft && { ...draft },
    files: numFiles,
    bytes: sizeInBytes,
    rows: numRows,
  })
  return {
    from: side(summary.before, names.before),
    to: side(summary.after, names.after),
    totals: summary.files.map(totals => ({ ...totals })),
    partitions: partitions.partitions.map(({ values, ...changed }) => ({ values: { ...values }, ...changed })),
    ...stateDiffJson(diff),
    files: files?.map(fileChangeJson),
  }
}

function printAcross({ summary: { before, after, files: totals }, partitions, diff, files, names }: Compared): string {
  const nameOf = ({ version, draft }: AcrossState, table: string) =>
    draft ? `${table} with ${draft.title} as v${version}` : `${table} v${version}`
  const unreadable = [before, after].reduce((sum, { draft }) => sum + (draft?.unreadable ?? 0), 0)
  const lines = [
    `${nameOf(before, names.before)} → ${nameOf(after, names.after)}`,
    ...(unreadable > 0
      ? [`${formatCount(unreadable)} ${unreadable === 1 ? 'line is no action' : 'lines are no actions'}; left out`]
      : []),
    ...printFileTotals(totals),
    `total  ${formatCount(before.numFiles)} → ${formatCount(after.numFiles)} files, ${formatBytes(before.sizeInBytes)} → ${formatBytes(after.sizeInBytes)}`,
    ...(partitions.total > 1 ? [`files differ in ${formatCount(partitions.total)} partitions`] : []),
    ...printStateDiff(diff),
    ...(files ?? []).map(({ kind, path, version }) => `${SIGNS[kind]} ${path}  (v${version})`),
  ]
  return lines.map(visible).join('\n')
}
