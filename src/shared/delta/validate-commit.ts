import type { CommitLine, Version } from './actions.ts'
import type { Issue } from './issue.ts'
import { checkProtocolAccess } from './rules/check-access.ts'
import { checkDuplicates } from './rules/check-duplicates.ts'
import { checkFile } from './rules/check-file.ts'
import { checkMetadata } from './rules/check-metadata.ts'
import { checkProtocol } from './rules/check-protocol.ts'
import { checkText } from './rules/check-text.ts'
import { type Finding, type Purpose, toIssues } from './rules.ts'

/**
 * Everything that can be said about a commit from its own lines: no table, no database. `version` is the one that the
 * commit is to become. The first step of each path is the zero-based index in `lines`; shapes are `parseAction`'s affair.
 */
export function validateCommit(lines: readonly CommitLine[], version: Version, purpose: Purpose = 'writing'): Issue[] {
  const findings = [
    ...checkWhole(lines, version),
    ...checkDuplicates(lines),
    ...lines.flatMap(({ action }, index) => [...checkText(action, index), ...checkAlone({ action }, index)]),
  ]
  return toIssues(findings, purpose)
}

function checkWhole(lines: readonly CommitLine[], version: Version): Finding[] {
  const findings: Finding[] = []
  const has = (kind: string) => lines.some(({ action }) => action.kind === kind)
  if (lines.length === 0) {
    findings.push({ rule: 'commit.no-actions', path: [], message: 'Expected at least one action, got none' })
  }
  if (version === 0n && !has('protocol')) {
    findings.push({ rule: 'commit.protocol-missing', path: [], message: 'Expected a protocol in version 0, got none' })
  }
  if (version === 0n && !has('metaData')) {
    findings.push({ rule: 'commit.metadata-missing', path: [], message: 'Expected a metaData in version 0, got none' })
  }
  return findings
}

function checkAlone({ action }: Pick<CommitLine, 'action'>, index: number): Finding[] {
  switch (action.kind) {
    case 'add':
    case 'remove':
    case 'cdc':
      return checkFile(action, index)
    case 'metaData':
      return checkMetadata(action, [index, 'metaData'])
    case 'protocol':
      return [...checkProtocol(action, [index, 'protocol']), ...checkProtocolAccess(action, [index, 'protocol'])]
    case 'domainMetadata': {
      if (!action.domain.startsWith('delta.') || action.domain === ROW_TRACKING) return []
      const message = `Expected a domain of an application, got ${JSON.stringify(action.domain)}, which belongs to Delta`
      return [{ rule: 'domain.system-controlled', path: [index, 'domainMetadata', 'domain'], message }]
    }
    case 'unknown': {
      const rule = CHECKPOINT_ACTIONS.has(action.name) ? 'commit.checkpoint-action' : 'commit.unknown-action'
      const expected = CHECKPOINT_ACTIONS.has(action.name) ? 'an action of a commit' : 'a known action'
      return [{ rule, path: [index, action.name], message: `Expected ${expected}, got ${JSON.stringify(action.name)}` }]
    }
    case 'txn':
    case 'commitInfo':
      return []
  }
  return action satisfies never
}

/** Held against the row ids of a commit by rules of its own. */
const ROW_TRACKING = 'delta.rowTracking'

const CHECKPOINT_ACTIONS: ReadonlySet<string> = new Set(['checkpointMetadata', 'sidecar'])
