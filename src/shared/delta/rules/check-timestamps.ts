import { isEnabled } from '../effective-properties.ts'
import { supports } from '../protocol-features.ts'
import type { Finding } from '../rules.ts'
import type { CommitContext } from './commit-context.ts'

/** In-commit timestamps (Delta protocol, "In-Commit Timestamps"). The lines are those that the writer gave their time to under its lock. */
export function checkTimestamps({ lines, protocol, metadata, view, newMetadata }: CommitContext): Finding[] {
  const isActive =
    protocol !== undefined &&
    supports(protocol, 'inCommitTimestamp') &&
    isEnabled(metadata, 'delta.enableInCommitTimestamps')
  if (!isActive) return []
  const index = lines.findIndex(({ action }) => action.kind === 'commitInfo')
  const action = lines[index]?.action
  const path = index < 0 ? [] : [index, 'commitInfo']
  if (action?.kind !== 'commitInfo' || action.inCommitTimestamp === undefined) {
    return [{ rule: 'ict.missing', path, message: 'Expected a commitInfo with inCommitTimestamp, got none' }]
  }
  const findings: Finding[] = []
  if (index > 0) {
    const message = `Expected the commitInfo on the first line of a commit with its time, got it on line ${index + 1}`
    findings.push({ rule: 'ict.commit-info-not-first', path, message })
  }
  if (view.inCommitTimestamp !== undefined && action.inCommitTimestamp <= view.inCommitTimestamp) {
    const message = `Expected an inCommitTimestamp above ${view.inCommitTimestamp}, got ${action.inCommitTimestamp}`
    findings.push({ rule: 'ict.not-increasing', path: [...path, 'inCommitTimestamp'], message })
  }
  const property = 'delta.inCommitTimestampEnablementTimestamp'
  const start = newMetadata?.action.configuration.get(property)
  const isStart = start !== undefined && !isEnabled(view.metadata, 'delta.enableInCommitTimestamps')
  if (newMetadata && isStart && start !== action.inCommitTimestamp.toString()) {
    const message = `Expected the time of this commit, ${action.inCommitTimestamp}, as ${property}, got ${start}`
    findings.push({ rule: 'ict.enablement', path: [newMetadata.index, 'metaData', 'configuration', property], message })
  }
  return findings
}
