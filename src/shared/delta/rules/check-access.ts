import type { Protocol } from '../actions.ts'
import { canRead, canWrite } from '../protocol-access.ts'
import { missingFeatures, supportedFeatures, supports } from '../protocol-features.ts'
import type { Finding } from '../rules.ts'
import type { CommitContext } from './commit-context.ts'

/** Protocol and metadata of the table after the commit: are they there, may this program work with them? */
export function checkAccess(context: CommitContext): Finding[] {
  const { protocol, metadata } = context
  const findings: Finding[] = []
  const needsTable = context.lines.some(({ action }) => action.kind !== 'commitInfo' && action.kind !== 'unknown')
  if (!protocol && context.view.version >= 0n) {
    findings.push({
      rule: 'table.protocol-missing',
      path: [],
      message: 'Expected the table to have a protocol, got none',
    })
  }
  if (!metadata && needsTable && context.view.version >= 0n) {
    findings.push({
      rule: 'table.metadata-missing',
      path: [],
      message: 'Expected the table to have metadata, got none',
    })
  }
  if (!protocol) return findings
  return [
    ...findings,
    ...(context.newProtocol ? [] : checkProtocolAccess(protocol, [])),
    ...unverifiedRows(protocol, context),
    ...missing(protocol, context),
    ...domainsWithoutFeature(protocol, context),
    ...protocolChange(context),
  ]
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

function unverifiedRows(protocol: Protocol, { adds, metadata, schema }: CommitContext): Finding[] {
  const writing = canWrite(protocol, { metadata, schema })
  if (writing.kind !== 'no-new-data') return []
  const reasons = writing.reasons.map(({ message }) => message).join(' ')
  return adds.flatMap(({ action, index }): Finding[] => {
    if (!action.dataChange) return []
    const message = `Expected no new rows, got an add with dataChange true. ${reasons}`
    return [{ rule: 'table.rows-unverified', path: [index, 'add', 'dataChange'], message }]
  })
}

function missing(protocol: Protocol, { newMetadata, newProtocol, metadata, schema }: CommitContext): Finding[] {
  const changed = newMetadata ?? newProtocol
  if (!changed) return []
  return missingFeatures(protocol, { metadata, schema }).map(({ name }): Finding => {
    const message = `Expected a protocol that supports ${name}, which schema or properties use, got one without it`
    return { rule: 'table.feature-missing', path: [changed.index, changed.action.kind], message }
  })
}

function domainsWithoutFeature(protocol: Protocol, { lines }: CommitContext): Finding[] {
  if (supports(protocol, 'domainMetadata')) return []
  return lines.flatMap(({ action }, index): Finding[] => {
    if (action.kind !== 'domainMetadata') return []
    const message = 'Expected a protocol that supports domainMetadata, got a domain without it'
    return [{ rule: 'table.domain-feature-missing', path: [index, 'domainMetadata'], message }]
  })
}

function protocolChange({ newProtocol, view }: CommitContext): Finding[] {
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
