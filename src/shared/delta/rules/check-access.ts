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
    ...accessFindings(protocol, context),
    ...missing(protocol, context),
    ...domainsWithoutFeature(protocol, context),
    ...protocolChange(context),
  ]
}

function accessFindings(protocol: Protocol, { newProtocol, adds, metadata, schema }: CommitContext): Finding[] {
  const path = newProtocol ? [newProtocol.index, 'protocol'] : []
  const reading = canRead(protocol)
  const unreadable = reading.kind === 'refused' ? reading.reasons : []
  const findings = unreadable.flatMap(({ feature, message }): Finding[] =>
    feature === undefined ? [] : [{ rule: 'protocol.reader-feature-unsupported', path, message }],
  )
  const writing = canWrite(protocol, { metadata, schema })
  if (writing.kind === 'refused') {
    for (const { feature, message } of writing.reasons) {
      if (feature === undefined || unreadable.some(reason => reason.feature === feature)) continue
      findings.push({ rule: 'protocol.writer-feature-unsupported', path, message })
    }
  }
  if (writing.kind === 'no-new-data') {
    for (const { action, index } of adds) {
      if (!action.dataChange) continue
      const message = `Expected no new rows, got an add with dataChange true. ${writing.reasons.map(({ message }) => message).join(' ')}`
      findings.push({ rule: 'table.rows-unverified', path: [index, 'add', 'dataChange'], message })
    }
  }
  return findings
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
