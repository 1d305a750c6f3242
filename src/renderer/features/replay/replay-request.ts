import type { TableSummary } from '../../../shared/contract/schemas.ts'
import type { Breakpoint, ReplayInput, ReplaySource } from '../../../shared/contract/task-inputs.ts'
import { parseVersion } from '../../app/search-params.ts'
import type { ReplayChoices } from './choice-list.tsx'

export interface Range {
  readonly from: bigint
  readonly to: bigint
}

/** Undefined where the table has no such versions. A base version is no commit: it can be replayed and not exported. */
export function rangeOf(source: TableSummary, from: string, to: string, into: 'table' | 'files'): Range | undefined {
  const oldest = source.firstVersion
  if (oldest === null) return undefined
  const first = oldest > 0n && into === 'files' ? oldest + 1n : oldest
  const range = { from: from === '' ? first : parseVersion(from), to: to === '' ? source.head : parseVersion(to) }
  if (range.from === undefined || range.to === undefined) return undefined
  const fits = range.from >= oldest && range.from <= range.to && range.to <= source.head
  return fits ? { from: range.from, to: range.to } : undefined
}

/** Commit files as a source; undefined where a bound is no version, or they are the wrong way round. */
export function filesSource(path: string, from: string, to: string): ReplaySource | undefined {
  const [first, last] = [boundOf(from), boundOf(to)]
  if (path === '' || first === 'none' || last === 'none') return undefined
  if (first !== undefined && last !== undefined && first > last) return undefined
  return { kind: 'log', path, from: first, to: last }
}

function boundOf(text: string): bigint | undefined | 'none' {
  return text === '' ? undefined : (parseVersion(text) ?? 'none')
}

export function replayInput(
  source: ReplaySource,
  name: string,
  existing: TableSummary | undefined,
  choices: ReplayChoices,
  breakpoints: readonly Breakpoint[],
): ReplayInput {
  const { renew, dropCommitInfo, ask, dryRun, step, rewriteFrom, rewriteTo } = choices
  return {
    kind: 'replay',
    source,
    target: existing ? { kind: 'existing', tableId: existing.tableId } : { kind: 'new', name },
    options: {
      timestamps: renew ? 'renew' : 'keep',
      ...(rewriteFrom === '' && rewriteTo === '' ? {} : { rewritePaths: { from: rewriteFrom, to: rewriteTo } }),
      dropCommitInfo,
      onConflict: ask ? 'ask' : 'stop',
      dryRun,
      step,
      breakpoints: [...breakpoints],
    },
  }
}
