import type { Protocol } from '../actions.ts'
import { canRead, canWrite } from '../protocol-access.ts'
import { missingFeatures, supportedFeatures, supports } from '../protocol-features.ts'
import type { Finding } from '../rules.ts'
import type { CommitContext } from './commit-context.ts'
import type { FindingLog } from './finding-log.ts'
import type { LineCheck } from './line-check.ts'

/** Protocol and metadata of the table after the commit: are they there, may this program work with them? */
export function accessCheck(context: CommitContext, findings: FindingLog): LineCheck | undefined {
  const { protocol, metadata, frame, view } = context
  if (!protocol && view.version >= 0n) {
    const message = 'Expected the table to have a protocol, got none'
    findings.add({ rule: 'table.protocol-missing', path: [], message })
  }
  if (!metadata && frame.concernsTable && view.version >= 0n) {
    const message = 'Expected the table to have metadata, got none'
    findings.add({ rule: 'table.metadata-missing', path: [], message })
  }
  if (!protocol) return undefined
  if (!frame.protocol) findings.addAll(checkProtocolAccess(protocol, []))
  findings.addAll(missing(protocol, context))
  findings.addAll(protocolChange(context))
  return linesCheck(protocol, context)
}

/** Whether this program may work with tables of that protocol at all. */
export function checkProtocolAccess(protocol: Protocol, path: Finding['path']): Finding[] {
  const reading = canRead(protocol)
  const unreadable = reading.kind === 'refused' ? reading.reasons : []
  const writing = canWrite(protocol, {})
  const unwritable = writing.kind === 'refused' ? writing.reasons : []
  return [
    ...unreadable.map(reason => ({ ...reason, rule: 'protocol.reader-feature-unsupported' as const })),
    ...unwritable
      .filter(({ feature }) => !unreadable.some(reason => reason.feature === feature))
      .map(reason => ({ ...reason, rule: 'protocol.writer-feature-unsupported' as const })),
  ].flatMap(({ rule, feature, message }): Finding[] => (feature === undefined ? [] : [{ rule, path, message }]))
}

function linesCheck(protocol: Protocol, { metadata, schema }: CommitContext): LineCheck | undefined {
  const writing = canWrite(protocol, { metadata, schema })
  const reasons = writing.kind === 'no-new-data' ? writing.reasons.map(({ message }) => message).join(' ') : undefined
  const hasDomains = supports(protocol, 'domainMetadata')
  if (reasons === undefined && hasDomains) return undefined
  return {
    line(action, index, findings) {
      if (action.kind === 'add' && reasons !== undefined && action.dataChange) {
        const message = `Expected no new rows, got an add with dataChange true. ${reasons}`
        findings.add({ rule: 'table.rows-unverified', path: [index, 'add', 'dataChange'], message })
      }
      if (action.kind === 'domainMetadata' && !hasDomains) {
        const message = 'Expected a protocol that supports domainMetadata, got a domain without it'
        findings.add({ rule: 'table.domain-feature-missing', path: [index, 'domainMetadata'], message })
      }
    },
  }
}

function missing(protocol: Protocol, { frame, metadata, schema }: CommitContext): Finding[] {
  const changed = frame.metadata ?? frame.protocol
  if (!changed) return []
  return missingFeatures(protocol, { metadata, schema }).map(({ name }): Finding => {
    const message = `Expected a protocol that supports ${name}, which schema or properties use, got one without it`
    return { rule: 'table.feature-missing', path: [changed.index, changed.action.kind], message }
  })
}

function protocolChange({ frame, view }: CommitContext): Finding[] {
  const newProtocol = frame.protocol
  const [before, after] = [view.protocol, newProtocol?.action]
  if (!before || !after || !newProtocol) return []
  const path = [newProtocol.index, 'protocol']
  const findings: Finding[] = []
  for (const field of ['minReaderVersion', 'minWriterVersion'] as const) {
    if (after[field] >= before[field]) continue
    const message = `Expected ${field} of at least ${before[field]}, got ${after[field]}`
    findings.push({ rule: 'table.protocol-downgrade', path: [...path, field], message })
  }
  for (const { name } of supportedFeatures(before)) {
    if (supports(after, name)) continue
    const message = `Expected the feature ${name} to stay supported, got a protocol without it`
    findings.push({ rule: 'table.feature-dropped', path, message })
  }
  return findings
}
