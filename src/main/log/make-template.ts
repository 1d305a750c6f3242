import { randomUUID } from 'node:crypto'
import type { TemplateReport, TemplateRequest } from '../../shared/contract/templates.ts'
import { parsePredicate } from '../../shared/delta/parse-predicate.ts'
import { columnsOf } from '../../shared/delta/predicate.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import { compileFilter, type Filter } from '../../shared/delta/prune.ts'
import { tableColumns } from '../../shared/delta/table-columns.ts'
import { addColumn } from '../../shared/delta/templates/add-column.ts'
import { compactFiles } from '../../shared/delta/templates/compact-files.ts'
import { removeMatching } from '../../shared/delta/templates/remove-matching.ts'
import { renameColumn } from '../../shared/delta/templates/rename-column.ts'
import { setProperties } from '../../shared/delta/templates/set-properties.ts'
import { syntheticAdds } from '../../shared/delta/templates/synthetic-adds.ts'
import { refuse, type Template, type TemplateTable } from '../../shared/delta/templates/template.ts'
import { upgradeProtocol } from '../../shared/delta/templates/upgrade-protocol.ts'
import { DRAFT_ACTIONS_MAX, TEMPLATE_FILES_SHOWN_MAX } from '../../shared/limits.ts'
import type { Database } from '../postgres/connection.ts'
import { withConnection } from '../postgres/transaction.ts'
import { readHead, readTxnVersions } from '../postgres/write-lookups.ts'
import { findMatchingFiles } from './find-matching-files.ts'
import { readState } from './read-state.ts'

/**
 * Makes the actions of a commit that does what is asked, on the table's head as it stands. Only reads. Undefined where
 * there is no such table.
 */
export async function makeTemplate(
  database: Database,
  tableId: string,
  request: TemplateRequest,
  signal: AbortSignal,
): Promise<TemplateReport | undefined> {
  const table = await readTable(database, tableId)
  if (table === undefined) return undefined
  if (table === 'empty')
    return report(refuse('The table has no version yet: its first one brings schema and protocol.'), -1n)
  const made = await fillIn(database, tableId, table, request, signal)
  return 'issues' in made ? made : report(made, table.version)
}

async function readTable(database: Database, tableId: string): Promise<TemplateTable | 'empty' | undefined> {
  return withConnection(database, async client => {
    const version = await readHead(client, tableId)
    if (version === undefined) return undefined
    const { protocol, metadata } = (await readState(client, tableId, version)) ?? {}
    return protocol && metadata ? { version, protocol, metadata } : 'empty'
  })
}

type Invalid = Extract<TemplateReport, { kind: 'invalid' }>

async function fillIn(
  database: Database,
  tableId: string,
  table: TemplateTable,
  request: TemplateRequest,
  signal: AbortSignal,
): Promise<Template | Invalid> {
  switch (request.template) {
    case 'overwrite':
    case 'delete':
    case 'compact': {
      const filter = readFilter(table, request.predicate, request.template !== 'delete')
      if (filter.kind === 'invalid') return filter
      return fromFiles(database, tableId, table, request, filter.value, signal)
    }
    case 'properties':
      return setProperties(table, new Map(request.changes.map(({ name, value }) => [name, value])))
    case 'add-column':
      return addColumn(table, { ...request, physicalName: `col-${randomUUID()}` })
    case 'rename-column': {
      const path = readColumn(request.column)
      return path ? renameColumn(table, path, request.to) : refuse(`There is no column ${request.column}.`)
    }
    case 'upgrade':
      return upgradeProtocol(table, request.features)
    case 'txn':
      return nextTransaction(database, tableId, request.appId)
    case 'synthetic':
      return syntheticAdds(table, request, BigInt(Date.now()))
    case 'domain':
      return setDomain(request)
  }
  request satisfies never
}

type FileRequest = Extract<TemplateRequest, { readonly predicate: string }>

async function fromFiles(
  database: Database,
  tableId: string,
  { version, metadata }: TemplateTable,
  request: FileRequest,
  filter: Filter,
  signal: AbortSignal,
): Promise<Template> {
  const { predicate } = request
  const files = await findMatchingFiles(database, { tableId, version, filter, limit: DRAFT_ACTIONS_MAX }, signal)
  if (files === undefined) return refuse(`More than ${DRAFT_ACTIONS_MAX} files match: more than one draft may hold.`)
  const nowMs = BigInt(Date.now())
  if (request.template === 'compact') {
    const newName = () => `part-00000-${randomUUID()}.c000.snappy.parquet`
    const compacted = compactFiles({ files: files.map(({ add }) => add), predicate, nowMs, newName })
    return compacted.kind === 'made' ? { ...compacted, scans: [predicate] } : compacted
  }
  const leavePartial = request.template === 'delete' && request.leavePartial
  const { partitionColumns: partitionBy } = metadata
  return removeMatching({ files, predicate, purpose: request.template, leavePartial, partitionBy, nowMs })
}

function readFilter(
  { metadata }: TemplateTable,
  text: string,
  partitionOnly: boolean,
): { readonly kind: 'ok'; readonly value: Filter } | Invalid {
  const parsed = parsePredicate(text)
  if (parsed.kind === 'invalid') return { kind: 'invalid', issues: [...parsed.issues] }
  const findColumn = tableColumns(metadata)
  const filter = compileFilter(parsed.value, findColumn)
  if (filter.kind === 'invalid') return { kind: 'invalid', issues: [...filter.issues] }
  const data = columnsOf(parsed.value).find(({ path }) => !findColumn(path)?.isPartition)
  if (!partitionOnly || data === undefined) return filter
  const partitions = metadata.partitionColumns.join(', ') || 'none'
  const message = `Expected partition columns alone (${partitions}), got ${data.path.join('.')}.`
  return { kind: 'invalid', issues: [{ rule: 'predicate.partition', severity: 'error', path: ['predicate'], message }] }
}

/** A column as it stands in a predicate. */
function readColumn(text: string): readonly string[] | undefined {
  const parsed = parsePredicate(`${text} is null`)
  const [column] = parsed.kind === 'ok' ? columnsOf(parsed.value) : []
  return column?.path
}

async function nextTransaction(database: Database, tableId: string, appId: string): Promise<Template> {
  const last = await withConnection(database, client => readTxnVersions(client, tableId, [appId]))
  const before = last.get(appId)
  const version = (before ?? -1n) + 1n
  return {
    kind: 'made',
    actions: [{ kind: 'txn', appId, version, lastUpdated: BigInt(Date.now()) }],
    operation: 'STREAMING UPDATE',
    parameters: {},
    notes: [before === undefined ? `${appId} has recorded nothing yet.` : `${appId} has come to ${before}.`],
  }
}

function setDomain({ domain, configuration }: Extract<TemplateRequest, { template: 'domain' }>): Template {
  if (domain.startsWith('delta.')) return refuse('Domains that begin with delta. belong to Delta itself.')
  const removed = configuration === null
  return {
    kind: 'made',
    actions: [{ kind: 'domainMetadata', domain, configuration: configuration ?? '', removed }],
    operation: 'SET DOMAIN METADATA',
    parameters: { domain },
    notes: [],
  }
}

function report(template: Template, base: bigint): TemplateReport {
  if (template.kind === 'refused') {
    const { reason, files = [] } = template
    const lines = files.slice(0, TEMPLATE_FILES_SHOWN_MAX).map((add, ordinal) => ({ ordinal, line: printAction(add) }))
    return { kind: 'refused', reason, files: lines, fileCount: files.length }
  }
  const { actions, operation, parameters, notes, scans = [] } = template
  return {
    kind: 'made',
    base,
    actions: actions.map(action => `${printAction(action)}\n`).join(''),
    operation,
    parameters: { ...parameters },
    notes: [...notes],
    scans: [...scans],
  }
}
