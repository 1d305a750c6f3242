import type { AddFile } from '../actions.ts'
import { isEnabled } from '../effective-properties.ts'
import { isInt64, parseExactInteger } from '../exact-integer.ts'
import { fileIdentity } from '../file-identity.ts'
import { jsonText, readJson } from '../json.ts'
import { supports } from '../protocol-features.ts'
import { physicalRows } from '../stats.ts'
import { type CommitContext, domainAfter } from './commit-context.ts'
import type { LineCheck } from './line-check.ts'
import { RowRanges } from './row-ranges.ts'

const DOMAIN = 'delta.rowTracking'

/**
 * Row ids of added files (Delta protocol, "Row Tracking"), as soon as the feature is supported. A file that carries rows
 * over from a path known before keeps ids and version; any other gets new ones above the high-water mark.
 */
export function rowTrackingCheck(context: CommitContext): LineCheck | undefined {
  const { protocol, metadata, view } = context
  if (!protocol || !supports(protocol, 'rowTracking')) return undefined
  if (isEnabled(metadata, 'delta.rowTrackingSuspended')) return undefined
  const before = highWaterMark(view.domain?.(DOMAIN)?.configuration) ?? -1n
  const fresh = new RowRanges()
  let highest = before
  return {
    line(action, index, findings) {
      if (action.kind !== 'add') return
      highest = max(highest, lastRowId(action))
      const { baseRowId, defaultRowCommitVersion } = action
      if (baseRowId === undefined || defaultRowCommitVersion === undefined) {
        const message = 'Expected baseRowId and defaultRowCommitVersion on a table with row tracking, got less'
        findings.add({ rule: 'rows.ids-missing', path: [index, 'add'], message })
        return
      }
      if (isCarriedOver(action, context)) return
      fresh.add(baseRowId, lastRowId(action), index)
      if (defaultRowCommitVersion === view.version + 1n) return
      const message = `Expected defaultRowCommitVersion ${view.version + 1n} for a new file, got ${defaultRowCommitVersion}`
      findings.add({ rule: 'rows.commit-version', path: [index, 'add', 'defaultRowCommitVersion'], message })
    },
    end(findings) {
      for (const { index, first, taken } of fresh.overlaps(before)) {
        const message = `Expected a baseRowId above ${taken}, got ${first}: these row ids are taken`
        findings.add({ rule: 'rows.ids-taken', path: [index, 'add', 'baseRowId'], message })
      }
      const after = highWaterMark(domainAfter(context, DOMAIN))
      if (highest === before || (after !== undefined && after >= highest)) return
      const message = `Expected the domain ${DOMAIN} with a rowIdHighWaterMark of at least ${highest}, got ${after ?? 'none'}`
      findings.add({ rule: 'rows.high-water-mark', path: [], message })
    },
  }
}

function isCarriedOver(action: AddFile, { view, frame }: CommitContext): boolean {
  if (view.file(fileIdentity(action.path, action.deletionVector))) return true
  return view.file(fileIdentity(action.path)) !== undefined || frame.removed.lineOfPath(action.path) !== undefined
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
