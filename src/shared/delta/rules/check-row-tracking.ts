import type { AddFile } from '../actions.ts'
import { isEnabled } from '../effective-properties.ts'
import { isInt64, parseExactInteger } from '../exact-integer.ts'
import { fileIdentity } from '../file-identity.ts'
import { jsonText, readJson } from '../json.ts'
import { supports } from '../protocol-features.ts'
import type { Finding } from '../rules.ts'
import { physicalRows } from '../stats.ts'
import { type CommitContext, domainAfter, type Placed } from './commit-context.ts'

const DOMAIN = 'delta.rowTracking'

/**
 * Row ids of added files (Delta protocol, "Row Tracking"), as soon as the feature is supported. A file that carries rows
 * over from a path known before keeps ids and version; any other gets new ones above the high-water mark.
 */
export function checkRowTracking(context: CommitContext): Finding[] {
  const { protocol, metadata, view, adds } = context
  if (!protocol || !supports(protocol, 'rowTracking')) return []
  if (isEnabled(metadata, 'delta.rowTrackingSuspended')) return []
  const findings: Finding[] = []
  const fresh: Placed<AddFile>[] = []
  for (const add of adds) {
    const { baseRowId, defaultRowCommitVersion } = add.action
    if (baseRowId === undefined || defaultRowCommitVersion === undefined) {
      const message = 'Expected baseRowId and defaultRowCommitVersion on a table with row tracking, got less'
      findings.push({ rule: 'rows.ids-missing', path: [add.index, 'add'], message })
    } else if (!isCarriedOver(add.action, context)) {
      fresh.push(add)
      if (defaultRowCommitVersion !== view.version + 1n) {
        const message = `Expected defaultRowCommitVersion ${view.version + 1n} for a new file, got ${defaultRowCommitVersion}`
        findings.push({ rule: 'rows.commit-version', path: [add.index, 'add', 'defaultRowCommitVersion'], message })
      }
    }
  }
  return [...findings, ...checkRanges(fresh, context)]
}

function isCarriedOver(action: AddFile, { view, removes }: CommitContext): boolean {
  if (view.file(fileIdentity(action.path, action.deletionVector))) return true
  return (
    view.file(fileIdentity(action.path)) !== undefined || removes.some(remove => remove.action.path === action.path)
  )
}

function checkRanges(fresh: readonly Placed<AddFile>[], context: CommitContext): Finding[] {
  const before = highWaterMark(context.view.domain?.(DOMAIN)?.configuration) ?? -1n
  const sorted = fresh.toSorted((a, b) => ((a.action.baseRowId ?? 0n) < (b.action.baseRowId ?? 0n) ? -1 : 1))
  const findings: Finding[] = []
  let taken = before
  for (const { action, index } of sorted) {
    const first = action.baseRowId ?? 0n
    if (first <= taken) {
      const message = `Expected a baseRowId above ${taken}, got ${first}: these row ids are taken`
      findings.push({ rule: 'rows.ids-taken', path: [index, 'add', 'baseRowId'], message })
    }
    taken = max(taken, lastRowId(action))
  }
  const highest = context.adds.reduce((found, { action }) => max(found, lastRowId(action)), before)
  const after = highWaterMark(domainAfter(context, DOMAIN))
  if (highest === before || (after !== undefined && after >= highest)) return findings
  const message = `Expected the domain ${DOMAIN} with a rowIdHighWaterMark of at least ${highest}, got ${after ?? 'none'}`
  return [...findings, { rule: 'rows.high-water-mark', path: [], message }]
}

/** The id of the last row of a file; a file that does not say how many rows it has is taken to have one. */
function lastRowId({ baseRowId, stats }: AddFile): bigint {
  return baseRowId === undefined ? -1n : baseRowId + max(physicalRows(stats) ?? 1n, 1n) - 1n
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

function highWaterMark(configuration: string | undefined): bigint | undefined {
  const read = configuration === undefined ? undefined : readJson(configuration)
  const value =
    read?.kind === 'ok' && read.value.kind === 'object' ? read.value.members.get('rowIdHighWaterMark') : undefined
  const number = value?.kind === 'number' ? parseExactInteger(jsonText(value)) : undefined
  return number !== undefined && isInt64(number) ? number : undefined
}
