import { isEnabled } from '../effective-properties.ts'
import { supports } from '../protocol-features.ts'
import type { Finding } from '../rules.ts'
import type { CommitContext } from './commit-context.ts'

/** In-commit timestamps (Delta protocol, "In-Commit Timestamps"). The lines are those that the writer gave their time to under its lock. */
export function checkTimestamps({ frame, protocol, metadata, view }: CommitContext): Finding[] {
  const isActive =
    protocol !== undefined &&
    supports(protocol, 'inCommitTimestamp') &&
    isEnabled(metadata, 'delta.enableInCommitTimestamps')
  if (!isActive) return []
  const { commitInfo, metadata: newMetadata } = frame
  const path = commitInfo ? [commitInfo.index, 'commitInfo'] : []
  if (commitInfo?.action.inCommitTimestamp === undefined) {
    return [{ rule: 'ict.missing', path, message: 'Expected a commitInfo with inCommitTimestamp, got none' }]
  }
  const { index } = commitInfo
  const time = commitInfo.action.inCommitTimestamp
  const findings: Finding[] = []
  if (index > 0) {
    const message = `Expected the commitInfo on the first line of a commit with its time, got it on line ${index + 1}`
    findings.push({ rule: 'ict.commit-info-not-first', path, message })
  }
  if (view.inCommitTimestamp !== undefined && time <= view.inCommitTimestamp) {
    const message = `Expected an inCommitTimestamp above ${view.inCommitTimestamp}, got ${time}`
    findings.push({ rule: 'ict.not-increasing', path: [...path, 'inCommitTimestamp'], message })
  }
  const property = 'delta.inCommitTimestampEnablementTimestamp'
  const start = newMetadata?.action.configuration.get(property)
  const isStart = start !== undefined && !isEnabled(view.metadata, 'delta.enableInCommitTimestamps')
  if (newMetadata && isStart && start !== time.toString()) {
    const message = `Expected the time of this commit, ${time}, as ${property}, got ${start}`
    findings.push({ rule: 'ict.enablement', path: [newMetadata.index, 'metaData', 'configuration', property], message })
  }
  return findings
}
