import type { Action, CommitLine, Version } from './actions.ts'
import type { Issue } from './issue.ts'
import { checkProtocolAccess } from './rules/check-access.ts'
import { DuplicateCheck } from './rules/check-duplicates.ts'
import { checkFile } from './rules/check-file.ts'
import { checkMetadata } from './rules/check-metadata.ts'
import { checkProtocol } from './rules/check-protocol.ts'
import { checkText } from './rules/check-text.ts'
import type { MakeLineIndex } from './rules/file-lines.ts'
import { FindingLog } from './rules/finding-log.ts'
import type { Purpose } from './rules.ts'

/**
 * Everything that can be said about a commit from its own lines: no table, no database. `version` is the one that the
 * commit is to become. The first step of each path is the zero-based index in `lines`; shapes are `parseAction`'s affair.
 */
export function validateCommit(lines: readonly CommitLine[], version: Version, purpose: Purpose = 'writing'): Issue[] {
  const check = new CommitCheck(version)
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]
    if (line) check.line(line.action, index)
  }
  return check.issues(purpose)
}

/** As `validateCommit`, for lines that come one after the other; what is kept of a file is its line in an index. */
export class CommitCheck {
  readonly #version: Version
  readonly #findings = new FindingLog()
  readonly #duplicates: DuplicateCheck
  #lines = 0

  constructor(version: Version, makeIndex?: MakeLineIndex) {
    this.#version = version
    this.#duplicates = new DuplicateCheck(this.#findings, makeIndex)
  }

  line(action: Action, index: number): void {
    this.#lines++
    this.#duplicates.line(action, index)
    checkText(action, index, this.#findings)
    checkAlone(action, index, this.#findings)
  }

  /** The verdict, after the last line. */
  issues(purpose: Purpose = 'writing'): Issue[] {
    const missing = (rule: 'commit.no-actions' | 'commit.protocol-missing' | 'commit.metadata-missing', what: string) =>
      this.#findings.add({ rule, path: [], message: `Expected ${what}, got none` })
    if (this.#lines === 0) missing('commit.no-actions', 'at least one action')
    if (this.#version === 0n) {
      if (!this.#duplicates.has('protocol')) missing('commit.protocol-missing', 'a protocol in version 0')
      if (!this.#duplicates.has('metaData')) missing('commit.metadata-missing', 'a metaData in version 0')
    }
    return this.#findings.issues(purpose)
  }
}

function checkAlone(action: Action, index: number, findings: FindingLog): void {
  switch (action.kind) {
    case 'add':
    case 'remove':
    case 'cdc':
      checkFile(action, index, findings)
      return
    case 'metaData':
      findings.addAll(checkMetadata(action, [index, 'metaData']))
      return
    case 'protocol':
      findings.addAll(checkProtocol(action, [index, 'protocol']))
      findings.addAll(checkProtocolAccess(action, [index, 'protocol']))
      return
    case 'domainMetadata': {
      if (!action.domain.startsWith('delta.') || action.domain === ROW_TRACKING) return
      const message = `Expected a domain of an application, got ${JSON.stringify(action.domain)}, which belongs to Delta`
      findings.add({ rule: 'domain.system-controlled', path: [index, 'domainMetadata', 'domain'], message })
      return
    }
    case 'unknown': {
      const rule = CHECKPOINT_ACTIONS.has(action.name) ? 'commit.checkpoint-action' : 'commit.unknown-action'
      const expected = CHECKPOINT_ACTIONS.has(action.name) ? 'an action of a commit' : 'a known action'
      const message = `Expected ${expected}, got ${JSON.stringify(action.name)}`
      findings.add({ rule, path: [index, action.name], message })
      return
    }
    case 'txn':
    case 'commitInfo':
      return
  }
  action satisfies never
}

/** Held against the row ids of a commit by rules of its own. */
const ROW_TRACKING = 'delta.rowTracking'

const CHECKPOINT_ACTIONS: ReadonlySet<string> = new Set(['checkpointMetadata', 'sidecar'])
