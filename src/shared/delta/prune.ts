import { type BoundPredicate, bindPredicate, type FindColumn } from './bind-predicate.ts'
import { type ColumnDomain, FileView, type PrunableFile } from './file-domain.ts'
import type { Checked } from './issue.ts'
import { FALSE, NULL, possibleOutcomes, TRUE } from './possible-outcomes.ts'
import { columnsOf, conjunctsOf, type Predicate } from './predicate.ts'
import { printValue } from './predicate-value.ts'
import { printColumn, printPredicate } from './print-predicate.ts'

/** A predicate made ready for many files: the parts that must all hold, those over partition columns alone first. */
export interface Filter {
  readonly conjuncts: readonly Conjunct[]
  readonly findColumn: FindColumn
}

interface Conjunct {
  readonly predicate: Predicate
  readonly text: string
  readonly bound: BoundPredicate
  /** Names partition columns only, so that it is decided exactly. */
  readonly isPartitionOnly: boolean
}

export type FileVerdict =
  /** No row can match, because of `conjunct`: `reason` says what is known about the columns that it names. */
  | { readonly kind: 'pruned'; readonly conjunct: string; readonly reason: string }
  /**
   * Rows may match; `every-row` where all are known to. `unknown` names the columns that the file says nothing about:
   * no statistics, or unreadable or contradictory ones.
   */
  | { readonly kind: 'kept'; readonly matches: 'every-row' | 'some-rows'; readonly unknown: readonly string[] }

/** Binds a predicate to a table's columns; `issues` name the place in its text. */
export function compileFilter(predicate: Predicate, findColumn: FindColumn): Checked<Filter> {
  const conjuncts: Conjunct[] = []
  for (const part of conjunctsOf(predicate)) {
    const bound = bindPredicate(part, findColumn)
    if (bound.kind === 'invalid') return bound
    const isPartitionOnly = columnsOf(part).every(({ path }) => findColumn(path)?.isPartition ?? false)
    conjuncts.push({ predicate: part, text: printPredicate(part), bound: bound.value, isPartitionOnly })
  }
  conjuncts.sort((a, b) => Number(b.isPartitionOnly) - Number(a.isPartitionOnly))
  return { kind: 'ok', value: { conjuncts, findColumn }, warnings: [] }
}

/** The filter without the parts that look at data: what decides whether a partition was read. */
export function partitionFilter(filter: Filter): Filter {
  return { ...filter, conjuncts: filter.conjuncts.filter(({ isPartitionOnly }) => isPartitionOnly) }
}

/** False only where it is certain that no row of the file matches. */
export function mayMatch(filter: Filter, file: PrunableFile): boolean {
  return viewMayMatch(filter, new FileView(file))
}

/** Like `mayMatch`, with the reason, which is empty where nobody wants it. */
export function pruneFile(filter: Filter, file: PrunableFile, isExplained = true): FileVerdict {
  const view = new FileView(file)
  let isCertain = true
  for (const conjunct of filter.conjuncts) {
    const outcomes = possibleOutcomes(conjunct.bound, view)
    if ((outcomes & TRUE) === 0) {
      return {
        kind: 'pruned',
        conjunct: conjunct.text,
        reason: isExplained ? explain(conjunct.predicate, filter, view) : '',
      }
    }
    if ((outcomes & (FALSE | NULL)) !== 0) isCertain = false
  }
  const unknown = isCertain ? [] : unknownColumns(filter, view)
  return { kind: 'kept', matches: isCertain ? 'every-row' : 'some-rows', unknown }
}

export interface PruneReport<F> {
  readonly kept: readonly F[]
  readonly prunedFiles: number
  readonly keptBytes: bigint
  readonly prunedBytes: bigint
  /** Kept files that lack a statistic which might have pruned them. */
  readonly withoutStatistics: number
}

/** Splits files into those that a reader with this predicate opens and those that it skips. */
export function pruneFiles<F extends PrunableFile & { readonly size: bigint }>(
  filter: Filter,
  files: Iterable<F>,
): PruneReport<F> {
  const kept: F[] = []
  let [prunedFiles, keptBytes, prunedBytes, withoutStatistics] = [0, 0n, 0n, 0]
  for (const file of files) {
    const view = new FileView(file)
    if (viewMayMatch(filter, view)) {
      kept.push(file)
      keptBytes += file.size
      if (unknownColumns(filter, view).length > 0) withoutStatistics++
    } else {
      prunedFiles++
      prunedBytes += file.size
    }
  }
  return { kept, prunedFiles, keptBytes, prunedBytes, withoutStatistics }
}

function viewMayMatch({ conjuncts }: Filter, view: FileView): boolean {
  return conjuncts.every(({ bound }) => (possibleOutcomes(bound, view) & TRUE) !== 0)
}

function unknownColumns(filter: Filter, view: FileView): string[] {
  const names = new Set<string>()
  for (const { predicate, isPartitionOnly } of filter.conjuncts) {
    if (isPartitionOnly) continue
    for (const { path } of columnsOf(predicate)) {
      const column = filter.findColumn(path)
      const source = column && view.domain(column).source
      const isUnknown = source === 'nothing' || (source === 'null-count' && !asksForNull(predicate))
      if (column && isUnknown) names.add(printColumn(column.path))
    }
  }
  return [...names]
}

function asksForNull(predicate: Predicate): boolean {
  return predicate.kind === 'not' ? asksForNull(predicate.operand) : predicate.kind === 'is-null'
}

/** `dt is '2026-11-18'; id lies between 1 and 900000 (statistics)`. */
function explain(predicate: Predicate, filter: Filter, view: FileView): string {
  const reasons = columnsOf(predicate).flatMap(({ path }) => {
    const column = filter.findColumn(path)
    return column ? [`${printColumn(column.path)} ${describeDomain(view.domain(column))}`] : []
  })
  return reasons.length > 0 ? [...new Set(reasons)].join('; ') : 'no row ever satisfies it'
}

function describeDomain({ ranges, nulls, source }: ColumnDomain): string {
  const range = ranges[0]
  if (!range) return nulls ? 'is null in every row' : 'has no rows in this file'
  const { low, high } = range
  const [from, to] = [low && printValue(low), high && printValue(high)]
  const tail = source === 'partition' ? '' : ' (statistics)'
  if (from !== undefined && from === to) return `is ${from}${tail}`
  if (from !== undefined && to !== undefined) return `lies between ${from} and ${to}${tail}`
  if (from !== undefined) return `is at least ${from}${tail}`
  if (to !== undefined) return `is at most ${to}${tail}`
  return nulls ? `may be anything${tail}` : `is never null${tail}`
}
