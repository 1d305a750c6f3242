import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { useDatabase } from '../../../test/database.ts'
import { makeSample } from '../../../test/import.ts'
import type { TemplateReport, TemplateRequest } from '../../shared/contract/templates.ts'
import { parseCommit } from '../../shared/delta/parse-commit.ts'
import { dataNeutrality } from '../../shared/delta/templates/data-neutrality.ts'
import { dryRun } from './dry-run.ts'
import { makeTemplate } from './make-template.ts'

const database = useDatabase()
const { signal } = new AbortController()
let tableId = ''

beforeAll(async () => {
  tableId = (await makeSample(database, { seed: 7 })).tableId
})

async function make(request: TemplateRequest): Promise<TemplateReport> {
  const report = await makeTemplate(database, tableId, request, signal)
  if (report === undefined) throw new Error('no such table')
  return report
}

function made(report: TemplateReport): Extract<TemplateReport, { kind: 'made' }> {
  if (report.kind !== 'made') throw new Error(`expected actions, got ${JSON.stringify(report)}`)
  return report
}

/** The template as a commit that is tried and rolled back. */
async function rehearse({ base, actions, operation, parameters }: Extract<TemplateReport, { kind: 'made' }>) {
  const info = JSON.stringify({ commitInfo: { timestamp: Date.now(), operation, operationParameters: parameters } })
  return dryRun(database, {
    tableId,
    commitId: randomUUID(),
    readVersion: base,
    expectedVersion: base + 1n,
    actions: `${info}\n${actions}`,
  })
}

function actionsOf({ actions }: Extract<TemplateReport, { kind: 'made' }>) {
  const commit = parseCommit(actions)
  if (commit.kind === 'invalid') throw new Error('a template is no commit')
  return commit.value.lines.map(({ action }) => action)
}

describe('every template gives a commit that the writer would take', () => {
  test('overwriting a partition removes its files and no others', async () => {
    const template = made(await make({ template: 'overwrite', predicate: "country = 'DE'" }))
    const actions = actionsOf(template)
    expect(actions.length).toBeGreaterThan(0)
    expect(actions.every(action => action.kind === 'remove' && action.partitionValues?.get('country') === 'DE')).toBe(
      true,
    )
    expect(template.scans).toEqual(["country = 'DE'"])
    expect(await rehearse(template)).toMatchObject({ kind: 'would-commit', removed: { files: BigInt(actions.length) } })
  })

  test('deleting by a data predicate never removes a file that may match in part', async () => {
    const request = { template: 'delete', predicate: 'order_id > 1000000', leavePartial: false } as const
    const refused = await make(request)
    expect(refused).toMatchObject({ kind: 'refused' })
    if (refused.kind !== 'refused') throw new Error('not refused')
    expect(refused.fileCount).toBeGreaterThan(0)
    expect(await rehearse(made(await make({ ...request, leavePartial: true })))).toMatchObject({ kind: 'would-commit' })
  })

  test('compaction keeps every row and changes no data', async () => {
    const template = made(await make({ template: 'compact', predicate: 'true' }))
    expect(dataNeutrality(actionsOf(template))).toMatchObject({ kind: 'kept' })
    const report = await rehearse(template)
    expect(report.kind === 'would-commit' && report.added.rows).toBe(
      report.kind === 'would-commit' && report.removed.rows,
    )
  })

  test.each<TemplateRequest>([
    { template: 'properties', changes: [{ name: 'delta.enableChangeDataFeed', value: 'true' }] },
    { template: 'properties', changes: [{ name: 'delta.logRetentionDuration', value: null }] },
    { template: 'properties', changes: [{ name: 'delta.columnMapping.mode', value: 'name' }] },
    { template: 'add-column', name: 'note', type: 'string', comment: 'free text' },
    { template: 'add-column', name: 'seen', type: 'timestamp_ntz', comment: '' },
    { template: 'upgrade', features: ['rowTracking'] },
    { template: 'txn', appId: 'job' },
  ])('%j', async request => {
    expect(await rehearse(made(await make(request)))).toMatchObject({ kind: 'would-commit' })
  })

  test('the transaction after the last one, and a domain once the table supports them', async () => {
    const known = made(await make({ template: 'txn', appId: 'new' }))
    expect(actionsOf(known)).toMatchObject([{ kind: 'txn', appId: 'new', version: 0n }])
    const domain = made(await make({ template: 'domain', domain: 'app.x', configuration: '{}' }))
    expect(await rehearse(domain)).toMatchObject({ kind: 'invalid' })
  })
})

test('[W1] a predicate that cannot be read, or names data where partitions are meant, is answered with its place', async () => {
  expect(await make({ template: 'overwrite', predicate: 'country =' })).toMatchObject({
    kind: 'invalid',
    issues: [{ rule: 'predicate.syntax' }],
  })
  expect(await make({ template: 'overwrite', predicate: 'order_id > 3' })).toMatchObject({
    kind: 'invalid',
    issues: [{ rule: 'predicate.partition' }],
  })
  expect(await make({ template: 'rename-column', column: 'status', to: 'state' })).toMatchObject({ kind: 'refused' })
  expect(await makeTemplate(database, randomUUID(), { template: 'txn', appId: 'a' }, signal)).toBeUndefined()
})
