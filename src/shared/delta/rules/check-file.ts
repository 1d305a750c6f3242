import type { AddFile, CdcFile, RemoveFile } from '../actions.ts'
import type { Finding } from '../rules.ts'
import { checkDeletionVector } from './check-deletion-vector.ts'
import { checkPath } from './check-path.ts'
import { checkStats } from './check-stats.ts'
import type { FindingLog } from './finding-log.ts'

/** One file action by itself. */
export function checkFile(action: AddFile | RemoveFile | CdcFile, index: number, findings: FindingLog): void {
  const base = [index, action.kind]
  findings.addAll(checkPath(action.path, base))
  if (action.size !== undefined && action.size < 0n) {
    findings.add(negative('file.size-negative', 'size', action.size, base))
  }
  switch (action.kind) {
    case 'add':
      findings.addAll(checkTime('modificationTime', action.modificationTime, base))
      findings.addAll(checkDeletionVector(action.deletionVector, action.stats, base))
      findings.addAll(checkStats(action.stats, base))
      return
    case 'remove':
      findings.addAll(checkDeletionVector(action.deletionVector, undefined, base))
      findings.addAll(removeParts(action, base))
      return
    case 'cdc':
      findings.addAll(changeDataParts(action, base))
      return
  }
  action satisfies never
}

function negative(
  rule: 'file.size-negative' | 'file.time-negative',
  field: string,
  value: bigint,
  base: Finding['path'],
): Finding {
  return { rule, path: [...base, field], message: `Expected a number that is not negative, got ${value}` }
}

const NO_FINDINGS: readonly Finding[] = []
const TIME_MS_PLAUSIBLE_MIN = 100_000_000_000n
const TIME_MS_PLAUSIBLE_MAX = 100_000_000_000_000n

/** Zero is a common way of saying nothing. */
function checkTime(field: string, time: bigint | undefined, base: Finding['path']): readonly Finding[] {
  if (time === undefined || time === 0n) return NO_FINDINGS
  if (time >= TIME_MS_PLAUSIBLE_MIN && time <= TIME_MS_PLAUSIBLE_MAX) return NO_FINDINGS
  if (time < 0n) return [negative('file.time-negative', field, time, base)]
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
