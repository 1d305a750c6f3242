import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { CONFORMANCE_FOLDER, type RealTable, realTables } from '../../../../test/real-logs.ts'
import type { Action, AddFile, CommitInfo, Protocol, RemoveFile } from '../actions.ts'
import type { StructField } from '../data-type.ts'
import { fileIdentity } from '../file-identity.ts'
import { parseLogName } from '../log-names.ts'
import { parseCommit } from '../parse-commit.ts'
import { printAction } from '../print-action.ts'
import { findFeature, supportedFeatures } from '../protocol-features.ts'
import { parseSchema, printType } from '../schema.ts'
import { applyCommit, emptySnapshot, type Snapshot } from '../snapshot.ts'
import { logicalRows } from '../stats.ts'
import { addColumn } from './add-column.ts'
import { compactFiles } from './compact-files.ts'
import { removeMatching } from './remove-matching.ts'
import { removeOf } from './remove-of.ts'
import { renameColumn } from './rename-column.ts'
import { planRestore, type RestorePoint } from './restore.ts'
import { setProperties } from './set-properties.ts'
import type { Template } from './template.ts'
import { upgradeProtocol } from './upgrade-protocol.ts'

/** One commit of Spark and the table that it was made on. */
interface SparkCommit {
  readonly name: string
  readonly actions: readonly Action[]
  readonly info: CommitInfo
  readonly parameters: Readonly<Record<string, unknown>>
  /** Snapshots by version, up to the one before the commit. */
  readonly history: readonly Snapshot[]
  readonly before: Snapshot
}

const commits = realTables().flatMap(commitsOf)
const by = (operation: string) =>
  commits.flatMap(commit => (commit.info.operation === operation ? [[commit.name, commit] as const] : []))

test.runIf(commits.length === 0)(`there are no logs under ${CONFORMANCE_FOLDER}: nothing is compared`, context => {
  context.skip('no logs to compare with')
})

describe.skipIf(commits.length === 0)('what the templates make is what Spark has made', () => {
  test.each(by('SET TBLPROPERTIES'))('%s: properties, and the protocol that they ask for', (_, spark) => {
    const changes: Record<string, string> = JSON.parse(String(spark.parameters.properties))
    const template = setProperties(tableOf(spark.before), new Map(Object.entries(changes)))
    // Spark commits a change of nothing; a draft of nothing is refused.
    if (isWithoutChange(spark)) return expect(template.kind).toBe('refused')
    expect(withOperation(template)).toEqual(['SET TBLPROPERTIES', spark.parameters])
    const [ours, theirs] = [actionsOf(template), spark.actions]
    expect(statedMetadata(ours)).toEqual(statedMetadata(theirs))
    expect(statedProtocol(ours)).toEqual(statedProtocol(theirs))
  })

  test.each(by('RENAME COLUMN'))('%s: a renamed column', (_, spark) => {
    const { oldColumnPath, newColumnPath } = spark.parameters
    const template = renameColumn(tableOf(spark.before), [String(oldColumnPath)], String(newColumnPath))
    expect(withOperation(template)).toEqual(['RENAME COLUMN', spark.parameters])
    expect(statedMetadata(actionsOf(template))).toEqual(statedMetadata(spark.actions))
  })

  test.each(commits.flatMap(spark => (addedColumn(spark) ? [[spark.name, spark] as const] : [])))(
    '%s: an added column',
    (_, spark) => {
      const field = addedColumn(spark)
      if (!field) throw new Error('no column was added')
      const column = { name: field.name, type: printType(field.type).replaceAll(/^"|"$/g, ''), physicalName: 'col-1' }
      const ours = statedMetadata(actionsOf(addColumn(tableOf(spark.before), column)))
      expect(ours).toEqual(statedMetadata(spark.actions))
    },
  )

  test.each(commits.flatMap(spark => (gainedFeatures(spark).length > 0 ? [[spark.name, spark] as const] : [])))(
    '%s: an upgraded protocol',
    (_, spark) => {
      const ours = statedProtocol(actionsOf(upgradeProtocol(tableOf(spark.before), gainedFeatures(spark))))
      expect(ours).toEqual(statedProtocol(spark.actions))
    },
  )

  test.each(by('OPTIMIZE').filter(([, spark]) => removesOf(spark.actions).length > 0))(
    '%s: compacted files',
    (_, spark) => {
      const files = removedFiles(spark)
      const nowMs = removesOf(spark.actions)[0]?.deletionTimestamp ?? 0n
      const template = compactFiles({ files, nowMs, newName: () => 'x.parquet' })
      // Clustering rewrites single files too; a compaction of them is refused.
      const partitions = files.map(({ partitionValues }) => JSON.stringify([...partitionValues]))
      if (new Set(partitions).size === files.length) return expect(template.kind).toBe('refused')
      expect(shapes(removesOf(actionsOf(template)))).toEqual(shapes(removesOf(spark.actions)))
      const [ours, theirs] = [addsOf(actionsOf(template)), addsOf(spark.actions)]
      expect(ours.map(rowsAndFlags).sort()).toEqual(theirs.map(rowsAndFlags).sort())
      const [operation, parameters] = withOperation(template)
      expect(operation).toBe('OPTIMIZE')
      expect(typesOf(spark.parameters)).toMatchObject(typesOf(parameters))
    },
  )

  test.each(
    by('DELETE').filter(([, spark]) => addsOf(spark.actions).length === 0 && removesOf(spark.actions).length > 0),
  )('%s: whole files are removed', (_, spark) => {
    const files = removedFiles(spark).map(add => ({ add, matches: 'every-row' as const }))
    const nowMs = removesOf(spark.actions)[0]?.deletionTimestamp ?? 0n
    const request = { files, predicate: 'true', purpose: 'delete', leavePartial: false, nowMs } as const
    const template = removeMatching(request)
    expect(shapes(removesOf(actionsOf(template)))).toEqual(shapes(removesOf(spark.actions)))
    expect(typesOf(spark.parameters)).toEqual(typesOf(withOperation(template)[1]))
  })

  test.each(by('RESTORE'))('%s: a restored version', (_, spark) => {
    const target = spark.history[Number(spark.parameters.version)]
    if (!target) throw new Error('the restored version is not in the log')
    const [then, now] = [target.files, spark.before.files]
    const plan = planRestore({
      target: pointOf(target),
      head: pointOf(spark.before),
      gone: [...then].flatMap(([key, { add }]) => (now.has(key) ? [] : [{ add, removedAtMs: 0 }])),
      came: [...now].flatMap(([key, { add }]) => (then.has(key) ? [] : [add])),
      nowMs: removesOf(spark.actions)[0]?.deletionTimestamp ?? 0n,
    })
    expect(
      removesOf(plan.actions)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(
      removesOf(spark.actions)
        .map(({ path }) => path)
        .sort(),
    )
    const readd = (actions: readonly Action[]) =>
      addsOf(actions)
        .map(add => [add.path, add.size, add.dataChange])
        .sort()
    expect(readd(plan.actions)).toEqual(readd(spark.actions))
    const info = plan.actions.find(action => action.kind === 'commitInfo')
    expect(JSON.parse(info?.text ?? '{}').operationParameters).toMatchObject(spark.parameters)
  })

  test.each(
    by('WRITE').filter(
      ([, { parameters, actions }]) => parameters.mode === 'Overwrite' && removesOf(actions).length > 0,
    ),
  )('%s: an overwrite removes what was there', (_, spark) => {
    const partitionBy: string[] = JSON.parse(String(spark.parameters.partitionBy))
    const files = removedFiles(spark).map(add => ({ add, matches: 'every-row' as const }))
    const nowMs = removesOf(spark.actions)[0]?.deletionTimestamp ?? 0n
    const request = { files, predicate: 'true', purpose: 'overwrite', leavePartial: false, partitionBy, nowMs } as const
    const template = removeMatching(request)
    expect(shapes(removesOf(actionsOf(template)))).toEqual(shapes(removesOf(spark.actions)))
    const { predicate: _all, ...parameters } = withOperation(template)[1]
    expect(spark.parameters).toMatchObject(parameters)
  })
})

function commitsOf({ name, logFolder, files }: RealTable): SparkCommit[] {
  const found: SparkCommit[] = []
  const history: Snapshot[] = []
  let before = emptySnapshot()
  for (const file of files) {
    const log = parseLogName(file)
    if (log?.kind !== 'commit' || log.version !== BigInt(history.length)) continue
    const commit = parseCommit(readFileSync(join(logFolder, file), 'utf8'))
    if (commit.kind === 'invalid') break
    const actions = commit.value.lines.map(({ action }) => action)
    const info = actions.find(action => action.kind === 'commitInfo')
    const { engineInfo, operationParameters: parameters = {} } = JSON.parse(info?.text ?? '{}')
    // Only a known writer is held up as the example; made-up logs name none.
    if (info && /Spark|Databricks/.test(String(engineInfo)))
      found.push({ name: `${name} v${log.version}`, actions, info, parameters, history: [...history], before })
    before = applyCommit(before, log.version, actions)
    history.push(before)
  }
  return found
}

function tableOf({ version, protocol, metadata }: Snapshot) {
  if (!protocol || !metadata) throw new Error('the table has no schema yet')
  return { version, protocol, metadata }
}

function pointOf({ version, protocol, metadata }: Snapshot): RestorePoint {
  return { version, protocol, metadata, domains: [] }
}

function actionsOf(template: Template): readonly Action[] {
  if (template.kind === 'refused') throw new Error(template.reason)
  return template.actions
}

function withOperation(template: Template): [string, Readonly<Record<string, unknown>>] {
  if (template.kind === 'refused') throw new Error(template.reason)
  return [template.operation, template.parameters]
}

const removesOf = (actions: readonly Action[]): RemoveFile[] => actions.filter(action => action.kind === 'remove')
const addsOf = (actions: readonly Action[]): AddFile[] => actions.filter(action => action.kind === 'add')

/** The live files that Spark's commit removes. */
function removedFiles({ actions, before }: SparkCommit): AddFile[] {
  return removesOf(actions).flatMap(({ path, deletionVector }) => {
    const live = before.files.get(fileIdentity(path, deletionVector))
    return live ? [live.add] : []
  })
}

/** The column that a commit adds behind the others, where that is all that it does to the schema. */
function addedColumn({ actions, before }: SparkCommit): StructField | undefined {
  const [then, now] = [before.metadata && statedMetadata([before.metadata]), statedMetadata(actions)]
  if (then?.schema.kind !== 'ok' || now?.schema.kind !== 'ok') return undefined
  const [old, fields] = [then.schema.value.fields, now.schema.value.fields]
  const added = fields.at(-1)
  return old.length > 0 && isDeepStrictEqual(old, fields.slice(0, -1)) && fields.length === old.length + 1
    ? added
    : undefined
}

/** The features that a commit makes the table support; none where the protocol stays. */
function gainedFeatures({ actions, before }: SparkCommit): string[] {
  const then = before.protocol && statedProtocol([before.protocol])
  const now = statedProtocol(actions)
  return then && now ? now.features.filter(name => !then.features.includes(name)) : []
}

function isWithoutChange({ actions, before }: SparkCommit): boolean {
  const [protocol, metadata] = [statedProtocol(actions), statedMetadata(actions)]
  const isSame = isDeepStrictEqual(metadata, before.metadata && statedMetadata([before.metadata]))
  return (
    isSame &&
    (protocol === undefined || isDeepStrictEqual(protocol, before.protocol && statedProtocol([before.protocol])))
  )
}

/**
 * Statistics and tags of a removed file are left out by some releases of Spark, and so are null partition values, which the
 * protocol asks for; each file has its own moment.
 */
function shapes(removes: readonly RemoveFile[]): string[] {
  return removes
    .map(remove => {
      const values = [...(remove.partitionValues ?? [])].filter(([, value]) => value !== null)
      const partitionValues = remove.partitionValues && new Map(values)
      return printAction({ ...remove, partitionValues, deletionTimestamp: 0n, stats: undefined, tags: undefined })
    })
    .sort()
}

function rowsAndFlags(add: AddFile): string {
  return JSON.stringify([[...add.partitionValues], String(logicalRows(add)), add.dataChange])
}

/** Names of parameters and the kinds of their values. */
function typesOf(parameters: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, typeof value]))
}

function statedMetadata(actions: readonly Action[]) {
  const metadata = actions.find(action => action.kind === 'metaData')
  if (!metadata) return undefined
  const { id, name, partitionColumns, configuration, createdTime, schemaString } = metadata
  return {
    id,
    name,
    partitionColumns,
    configuration: new Map([...configuration].sort()),
    createdTime,
    schema: parseSchema(schemaString),
  }
}

/** Features by the names that the protocol has for them now. */
function statedProtocol(actions: readonly Action[]) {
  const protocol: Protocol | undefined = actions.find(action => action.kind === 'protocol')
  return (
    protocol && {
      reader: protocol.minReaderVersion,
      writer: protocol.minWriterVersion,
      features: supportedFeatures(protocol)
        .map(({ name }) => findFeature(name)?.name ?? name)
        .sort(),
    }
  )
}

test('the remove of a file names everything that is known of it', () => {
  const add: AddFile = {
    kind: 'add',
    path: 'a',
    partitionValues: new Map(),
    size: 1n,
    modificationTime: 1n,
    dataChange: true,
  }
  expect(printAction(removeOf(add, 5n))).toContain('"extendedFileMetadata":true')
})
