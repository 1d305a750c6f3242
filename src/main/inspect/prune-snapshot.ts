import type {
  FilePlace,
  LiveFileLine,
  PartitionValuesByName,
  PrunedFile,
  PruneEvent,
  PruneResult,
} from '../../shared/contract/snapshots.ts'
import { parsePredicate } from '../../shared/delta/parse-predicate.ts'
import { printPredicate } from '../../shared/delta/print-predicate.ts'
import { compileFilter, type FileVerdict, type Filter, partitionFilter, pruneFile } from '../../shared/delta/prune.ts'
import { tableColumns } from '../../shared/delta/table-columns.ts'
import type { Database } from '../postgres/connection.ts'
import { scanLiveFiles } from '../postgres/scan-live-files.ts'
import type { SnapshotHeader } from '../postgres/snapshot.ts'
import { readFilesAt } from '../postgres/snapshot-files.ts'
import { readPartitions } from '../postgres/snapshot-totals.ts'
import { metadataOf } from './snapshot-metadata.ts'

export interface PruneOptions {
  readonly predicate: string
  /** Files of each verdict that come with the result, at most. */
  readonly keptShown: number
  readonly prunedShown: number
}

/** An amount that grows while files are counted. */
interface Amount {
  files: number
  bytes: bigint
}

interface Judged extends FilePlace {
  readonly verdict: FileVerdict
}

/** Lines are fetched so many at a time. */
const LINES_PAGE = 500

/**
 * Tests a predicate against the live files of a snapshot as a reader would: partitions that fall out as a whole first,
 * by their values alone; then, only where the predicate asks for data columns, file by file by statistics.
 */
export async function* pruneSnapshot(
  database: Database,
  tableId: string,
  snapshot: SnapshotHeader,
  options: PruneOptions,
  signal: AbortSignal,
): AsyncGenerator<PruneEvent, void> {
  const parsed = parsePredicate(options.predicate)
  if (parsed.kind === 'invalid') return yield { kind: 'invalid', issues: [...parsed.issues] }
  const compiled = compileFilter(parsed.value, tableColumns(metadataOf(snapshot)))
  if (compiled.kind === 'invalid') return yield { kind: 'invalid', issues: [...compiled.issues] }
  const filter = compiled.value
  const { version } = snapshot
  const count = new PruneCount(filter, options)
  const all = { tableId, version, limit: Number.MAX_SAFE_INTEGER }
  const { partitions } = await readPartitions(database, all, signal)
  const byPartition = partitionFilter(filter)
  const [open, skipped]: [string[], string[]] = [[], []]
  for (const partition of partitions) {
    const verdict = pruneFile(byPartition, { partitionValues: mapOf(partition.values), stats: undefined })
    const isSkipped = verdict.kind === 'pruned'
    if (isSkipped) count.add(verdict, partition)
    ;(isSkipped ? skipped : open).push(partition.stored)
  }
  const of = Number(snapshot.numFiles) - count.pruned.files
  const scan = { tableId, version, partitions: skipped.length > 0 ? open : undefined }
  if (open.length > 0) {
    for await (const files of scanLiveFiles(database, scan, signal)) {
      count.filesRead += files.length
      for (const file of files) count.judge(file, pruneFile(filter, file, count.wantsPruned))
      yield { kind: 'progress', files: count.filesRead, of }
    }
  }
  if (skipped.length > 0 && count.wantsPruned) {
    for await (const files of scanLiveFiles(database, { ...scan, partitions: skipped }, signal)) {
      for (const file of files) count.show(file, pruneFile(byPartition, file))
      if (!count.wantsPruned) break
    }
  }
  yield {
    ...count.result(printPredicate(parsed.value)),
    keptFiles: await withLines(database, tableId, count.keptShown),
    prunedFiles: await withLines(database, tableId, count.prunedShown),
  }
}

class PruneCount {
  readonly #filter: Filter
  readonly #options: PruneOptions
  readonly #byConjunct: Map<string, Amount>
  readonly #unknown = new Map<string, number>()
  readonly kept: Amount = { files: 0, bytes: 0n }
  readonly pruned: Amount = { files: 0, bytes: 0n }
  readonly #everyRow: Amount = { files: 0, bytes: 0n }
  readonly #withoutStatistics: Amount = { files: 0, bytes: 0n }
  readonly keptShown: Judged[] = []
  readonly prunedShown: Judged[] = []
  filesRead = 0

  constructor(filter: Filter, options: PruneOptions) {
    this.#filter = filter
    this.#options = options
    this.#byConjunct = new Map(filter.conjuncts.map(({ text }) => [text, { files: 0, bytes: 0n }]))
  }

  get wantsPruned(): boolean {
    return this.prunedShown.length < this.#options.prunedShown
  }

  /** Counts files that share a verdict. */
  add(verdict: FileVerdict, amount: Amount): void {
    if (verdict.kind === 'pruned') {
      grow(this.pruned, amount)
      const conjunct = this.#byConjunct.get(verdict.conjunct)
      if (conjunct) grow(conjunct, amount)
      return
    }
    grow(this.kept, amount)
    if (verdict.matches === 'every-row') grow(this.#everyRow, amount)
    if (verdict.unknown.length > 0) grow(this.#withoutStatistics, amount)
    for (const column of verdict.unknown) this.#unknown.set(column, (this.#unknown.get(column) ?? 0) + amount.files)
  }

  judge(file: FilePlace & { readonly size: bigint }, verdict: FileVerdict): void {
    this.add(verdict, { files: 1, bytes: file.size })
    this.show(file, verdict)
  }

  /** Remembers the file as an example, where one of its verdict is still wanted. */
  show({ version, ordinal }: FilePlace, verdict: FileVerdict): void {
    const isKept = verdict.kind === 'kept'
    const [shown, max] = isKept
      ? [this.keptShown, this.#options.keptShown]
      : [this.prunedShown, this.#options.prunedShown]
    if (shown.length < max) shown.push({ version, ordinal, verdict })
  }

  result(predicate: string): Omit<PruneResult, 'keptFiles' | 'prunedFiles'> {
    const { kept, pruned } = this
    return {
      kind: 'done',
      predicate,
      total: { files: kept.files + pruned.files, bytes: kept.bytes + pruned.bytes },
      kept,
      everyRow: this.#everyRow,
      withoutStatistics: this.#withoutStatistics,
      conjuncts: this.#filter.conjuncts.map(({ text, isPartitionOnly }) => ({
        text,
        isPartitionOnly,
        pruned: this.#byConjunct.get(text) ?? { files: 0, bytes: 0n },
      })),
      unknownColumns: [...this.#unknown].map(([column, files]) => ({ column, files })),
      filesRead: this.filesRead,
    }
  }
}

async function withLines(database: Database, tableId: string, judged: readonly Judged[]): Promise<PrunedFile[]> {
  const lines = new Map<string, LiveFileLine>()
  for (let from = 0; from < judged.length; from += LINES_PAGE) {
    const page = await readFilesAt(database, tableId, judged.slice(from, from + LINES_PAGE))
    for (const file of page) lines.set(placeKey(file), file)
  }
  return judged.flatMap(place => {
    const file = lines.get(placeKey(place))
    return file ? [{ ...file, verdict: place.verdict }] : []
  })
}

function placeKey({ version, ordinal }: FilePlace): string {
  return `${version}/${ordinal}`
}

function grow(amount: Amount, { files, bytes }: Amount): void {
  amount.files += files
  amount.bytes += bytes
}

function mapOf(values: PartitionValuesByName): ReadonlyMap<string, string | null> {
  return new Map(Object.entries(values))
}
