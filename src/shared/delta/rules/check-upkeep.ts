import type { Txn } from '../actions.ts'
import { physicalName } from '../column-metadata.ts'
import { isEnabled } from '../effective-properties.ts'
import { shapedStats } from '../known-shapes.ts'
import { supports } from '../protocol-features.ts'
import type { Finding } from '../rules.ts'
import { physicalRows, readStats } from '../stats.ts'
import { type CommitContext, domainAfter, mappingMode } from './commit-context.ts'
import type { FindingLog } from './finding-log.ts'
import type { LineCheck } from './line-check.ts'

/** What a table keeps besides its rows: transactions, change data, clustering, statistics. */
export function upkeepCheck(context: CommitContext): LineCheck {
  const isClustered = clusters(context)
  const columns = columnNames(context)
  return {
    line(action, index, findings) {
      if (action.kind === 'txn') checkTxn(action, index, context, findings)
      if (action.kind !== 'add') return
      if (isClustered && physicalRows(action.stats) === undefined) {
        const message = 'Expected statistics for a file of a clustered table, got none'
        findings.add({ rule: 'clustering.stats-missing', path: [index, 'add', 'stats'], message })
      }
      const unknown = columns && unknownColumn(action.stats, columns)
      if (unknown === undefined) return
      const message = `Expected statistics of columns of the table, got some of ${JSON.stringify(unknown)}`
      findings.add({ rule: 'table.stats-column', path: [index, 'add', 'stats'], message })
    },
    end(findings) {
      findings.addAll(changeData(context))
      if (isClustered) findings.addAll(clustering(context))
    },
  }
}

function checkTxn({ appId, version }: Txn, index: number, { view }: CommitContext, findings: FindingLog): void {
  const known = view.txn(appId)
  if (!known || version > known.version) return
  const message = `Expected a txn version above ${known.version} for ${JSON.stringify(appId)}, got ${version}`
  findings.add({ rule: 'txn.not-growing', path: [index, 'txn', 'version'], message })
}

function changeData({ frame, protocol, metadata }: CommitContext): Finding[] {
  const isActive =
    protocol !== undefined && supports(protocol, 'changeDataFeed') && isEnabled(metadata, 'delta.enableChangeDataFeed')
  const first = frame.changeData
  if (!isActive) {
    if (first === undefined) return []
    const message = 'Expected change data only where delta.enableChangeDataFeed is true, got a cdc action'
    return [{ rule: 'change-data.disabled', path: [first, 'cdc'], message }]
  }
  if (first !== undefined || !frame.addsRows || !frame.removesRows) return []
  const message = 'Expected cdc actions in a commit that adds and removes rows, got none: whole files count as changed'
  return [{ rule: 'change-data.missing', path: [], message }]
}

function clusters(context: CommitContext): boolean {
  const { protocol, view } = context
  if (!protocol || !supports(protocol, 'clustering')) return false
  return !view.domain || domainAfter(context, 'delta.clustering') !== undefined
}

function clustering({ frame, metadata }: CommitContext): Finding[] {
  if (!frame.metadata || !metadata || metadata.partitionColumns.length === 0) return []
  const message = `Expected no partition columns beside clustering, got [${metadata.partitionColumns.join(', ')}]`
  return [{ rule: 'clustering.partitioned', path: [frame.metadata.index, 'metaData', 'partitionColumns'], message }]
}

/** By the names that stand in statistics: physical ones under column mapping. */
function columnNames({ schema, metadata }: CommitContext): ReadonlySet<string> | undefined {
  if (!schema) return undefined
  const isMapped = mappingMode(metadata) !== 'none'
  return new Set(schema.fields.map(field => (isMapped ? physicalName(field) : field.name)))
}

function unknownColumn(text: string | undefined, columns: ReadonlySet<string>): string | undefined {
  const known = text === undefined ? undefined : shapedStats(text)
  if (known) return known.shape.columnOutside(columns)
  const read = text === undefined ? undefined : readStats(text)
  if (read?.kind !== 'ok' || read.value.kind !== 'object') return undefined
  for (const part of PARTS) {
    const named = read.value.member(part)
    if (named?.kind !== 'object') continue
    for (const name of named.names) if (!columns.has(name)) return name
  }
  return undefined
}

const PARTS = ['minValues', 'maxValues', 'nullCount']
