import { physicalName } from '../column-metadata.ts'
import { isEnabled } from '../effective-properties.ts'
import { readJson } from '../json.ts'
import { supports } from '../protocol-features.ts'
import type { Finding } from '../rules.ts'
import { physicalRows } from '../stats.ts'
import { type CommitContext, domainAfter, mappingMode } from './commit-context.ts'

/** What a table keeps besides its rows: transactions, change data, clustering, statistics. */
export function checkUpkeep(context: CommitContext): Finding[] {
  return [...txns(context), ...changeData(context), ...clustering(context), ...statsColumns(context)]
}

function txns({ lines, view }: CommitContext): Finding[] {
  return lines.flatMap(({ action }, index): Finding[] => {
    const known = action.kind === 'txn' ? view.txn(action.appId) : undefined
    if (action.kind !== 'txn' || !known || action.version > known.version) return []
    const message = `Expected a txn version above ${known.version} for ${JSON.stringify(action.appId)}, got ${action.version}`
    return [{ rule: 'txn.not-growing', path: [index, 'txn', 'version'], message }]
  })
}

function changeData({ lines, adds, removes, protocol, metadata }: CommitContext): Finding[] {
  const isActive =
    protocol !== undefined && supports(protocol, 'changeDataFeed') && isEnabled(metadata, 'delta.enableChangeDataFeed')
  const first = lines.findIndex(({ action }) => action.kind === 'cdc')
  if (!isActive) {
    if (first < 0) return []
    const message = 'Expected change data only where delta.enableChangeDataFeed is true, got a cdc action'
    return [{ rule: 'change-data.disabled', path: [first, 'cdc'], message }]
  }
  const rewrites = adds.some(({ action }) => action.dataChange) && removes.some(({ action }) => action.dataChange)
  if (first >= 0 || !rewrites) return []
  const message = 'Expected cdc actions in a commit that adds and removes rows, got none: whole files count as changed'
  return [{ rule: 'change-data.missing', path: [], message }]
}

function clustering(context: CommitContext): Finding[] {
  const { protocol, metadata, adds, newMetadata } = context
  if (!protocol || !supports(protocol, 'clustering')) return []
  if (domainAfter(context, 'delta.clustering') === undefined && context.view.domain) return []
  const findings: Finding[] = []
  if (newMetadata && metadata && metadata.partitionColumns.length > 0) {
    const message = `Expected no partition columns beside clustering, got [${metadata.partitionColumns.join(', ')}]`
    findings.push({
      rule: 'clustering.partitioned',
      path: [newMetadata.index, 'metaData', 'partitionColumns'],
      message,
    })
  }
  for (const { action, index } of adds) {
    if (physicalRows(action.stats) !== undefined) continue
    const message = 'Expected statistics for a file of a clustered table, got none'
    findings.push({ rule: 'clustering.stats-missing', path: [index, 'add', 'stats'], message })
  }
  return findings
}

function statsColumns({ adds, schema, metadata }: CommitContext): Finding[] {
  if (!schema) return []
  const isMapped = mappingMode(metadata) !== 'none'
  const names = new Set(schema.fields.map(field => (isMapped ? physicalName(field) : field.name)))
  return adds.flatMap(({ action, index }): Finding[] => {
    const unknown = statsColumnNames(action.stats).find(name => !names.has(name))
    if (unknown === undefined) return []
    const message = `Expected statistics of columns of the table, got some of ${JSON.stringify(unknown)}`
    return [{ rule: 'table.stats-column', path: [index, 'add', 'stats'], message }]
  })
}

function statsColumnNames(text: string | undefined): readonly string[] {
  const read = text === undefined ? undefined : readJson(text)
  const object = read?.kind === 'ok' && read.value.kind === 'object' ? read.value : undefined
  return ['minValues', 'maxValues', 'nullCount'].flatMap(part => {
    const columns = object?.member(part)
    return columns?.kind === 'object' ? columns.names : []
  })
}
