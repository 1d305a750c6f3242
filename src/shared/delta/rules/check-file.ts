import type { AddFile, CdcFile, RemoveFile } from '../actions.ts'
import type { Finding } from '../rules.ts'
import { checkDeletionVector } from './check-deletion-vector.ts'
import { checkPath } from './check-path.ts'
import { checkStats } from './check-stats.ts'

/** One file action by itself. */
export function checkFile(action: AddFile | RemoveFile | CdcFile, index: number): Finding[] {
  const base = [index, action.kind]
  switch (action.kind) {
    case 'add':
      return [
        ...checkPath(action.path, base),
        ...notNegative('file.size-negative', 'size', action.size, base),
        ...checkTime('modificationTime', action.modificationTime, base),
        ...checkDeletionVector(action.deletionVector, action.stats, base),
        ...checkStats(action.stats, base),
      ]
    case 'remove':
      return [
        ...checkPath(action.path, base),
        ...notNegative('file.size-negative', 'size', action.size, base),
        ...checkDeletionVector(action.deletionVector, undefined, base),
        ...removeParts(action, base),
      ]
    case 'cdc':
      return [
        ...checkPath(action.path, base),
        ...notNegative('file.size-negative', 'size', action.size, base),
        ...changeDataParts(action, base),
      ]
  }
  return action satisfies never
}

function notNegative(
  rule: 'file.size-negative' | 'file.time-negative',
  field: string,
  value: bigint | undefined,
  base: Finding['path'],
): Finding[] {
  if (value === undefined || value >= 0n) return []
  return [{ rule, path: [...base, field], message: `Expected a number that is not negative, got ${value}` }]
}

const TIME_MS_PLAUSIBLE_MIN = 100_000_000_000n
const TIME_MS_PLAUSIBLE_MAX = 100_000_000_000_000n

/** Zero is a common way of saying nothing. */
function checkTime(field: string, time: bigint | undefined, base: Finding['path']): Finding[] {
  if (time === undefined || time === 0n) return []
  if (time < 0n) return notNegative('file.time-negative', field, time, base)
  if (time >= TIME_MS_PLAUSIBLE_MIN && time <= TIME_MS_PLAUSIBLE_MAX) return []
  const message = `Expected milliseconds since 1970, got ${time}, which is probably another unit`
  return [{ rule: 'file.time-implausible', path: [...base, field], message }]
}

function removeParts(action: RemoveFile, base: Finding['path']): Finding[] {
  const findings: Finding[] = [...checkTime('deletionTimestamp', action.deletionTimestamp, base)]
  if (action.deletionTimestamp === undefined) {
    const message = 'Expected deletionTimestamp, got nothing: the tombstone counts as expired'
    findings.push({ rule: 'file.remove-without-time', path: [...base, 'deletionTimestamp'], message })
  }
  if (action.extendedFileMetadata === true) {
    for (const field of ['partitionValues', 'size'] as const) {
      if (action[field] !== undefined) continue
      const message = `Expected ${field} because extendedFileMetadata is true, got nothing`
      findings.push({ rule: 'file.remove-incomplete', path: [...base, field], message })
    }
  }
  return findings
}

function changeDataParts(action: CdcFile, base: Finding['path']): Finding[] {
  const findings: Finding[] = []
  if (action.dataChange) {
    const message = 'Expected dataChange false for change data, got true'
    findings.push({ rule: 'file.change-data-flag', path: [...base, 'dataChange'], message })
  }
  if (!action.path.startsWith('_change_data/') && !action.path.includes('/_change_data/')) {
    const message = `Expected a path below _change_data, got ${JSON.stringify(action.path)}`
    findings.push({ rule: 'file.change-data-folder', path: [...base, 'path'], message })
  }
  return findings
}
