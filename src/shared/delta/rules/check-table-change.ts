import { COLUMN_KEYS, columnId, metadataString, physicalName } from '../column-metadata.ts'
import type { Schema } from '../data-type.ts'
import { effectiveProperty, isEnabled } from '../effective-properties.ts'
import { fileIdentity } from '../file-identity.ts'
import type { Finding } from '../rules.ts'
import { fieldsOf } from '../schema-walk.ts'
import { checkSchemaChange } from './check-schema-change.ts'
import { type CommitContext, mappingMode } from './commit-context.ts'
import type { LineCheck } from './line-check.ts'

/** A new metaData against the one before it. It is judged when it is known how many files the commit leaves. */
export function tableChangeCheck(context: CommitContext): LineCheck | undefined {
  const { frame, view } = context
  if (!frame.metadata || !view.metadata) return undefined
  let removedLive = 0n
  return {
    line(action, index) {
      if (action.kind !== 'remove' || frame.removed.lineOf(action) !== index) return
      if (view.file(fileIdentity(action.path, action.deletionVector))?.live) removedLive++
    },
    end(findings) {
      const replacesAll = view.version < 0n || (view.liveFiles !== undefined && removedLive >= BigInt(view.liveFiles))
      findings.addAll(tableChanges({ ...context, replacesAll }))
    },
  }
}

/** `replacesAll`: all files that were live are removed; then schema and partitioning may change freely. */
type ChangeContext = CommitContext & { readonly replacesAll: boolean }

function tableChanges(context: ChangeContext): Finding[] {
  const { frame, schemaBefore, schema, replacesAll } = context
  const base = [frame.metadata?.index ?? 0, 'metaData']
  return [
    ...identity(context, base),
    ...partitioning(context, base),
    ...mapping(context, base),
    ...(schemaBefore && schema && !replacesAll
      ? checkSchemaChange(schemaBefore, schema, context, [...base, 'schemaString'])
      : []),
  ]
}

function identity({ frame, view }: CommitContext, base: Finding['path']): Finding[] {
  const [before, after] = [view.metadata?.id, frame.metadata?.action.id]
  if (before === after) return []
  const message = `Expected the table id ${JSON.stringify(before)} to stay, got ${JSON.stringify(after)}`
  return [{ rule: 'table.id-changed', path: [...base, 'id'], message }]
}

function partitioning(context: ChangeContext, base: Finding['path']): Finding[] {
  const newMetadata = context.frame.metadata
  const { view, schemaBefore, schema, replacesAll } = context
  const before = view.metadata?.partitionColumns ?? []
  const after = newMetadata?.action.partitionColumns ?? []
  const isMapped = mappingMode(view.metadata) !== 'none' && mappingMode(newMetadata?.action) !== 'none'
  const old = isMapped ? physicalNames(before, schemaBefore) : before
  const now = isMapped ? physicalNames(after, schema) : after
  const isSame = old.length === now.length && old.every((name, index) => name === now[index])
  if (isSame || replacesAll) return []
  const message = `Expected the partition columns [${before.join(', ')}] to stay while files stay, got [${after.join(', ')}]`
  return [{ rule: 'table.partitioning-changed', path: [...base, 'partitionColumns'], message }]
}

/** A renamed partition column is the same one still. */
function physicalNames(columns: readonly string[], schema: Schema | undefined): readonly string[] {
  return columns.map(name => {
    const field = schema?.fields.find(candidate => candidate.name.toLowerCase() === name.toLowerCase())
    return field ? physicalName(field) : name
  })
}

function mapping(context: ChangeContext, base: Finding['path']): Finding[] {
  const { frame, view, schemaBefore, schema, replacesAll } = context
  const after = frame.metadata?.action
  const [modeBefore, modeAfter] = [mappingMode(view.metadata), mappingMode(after)]
  const findings: Finding[] = []
  if (modeBefore !== modeAfter && !(modeBefore === 'none' && modeAfter === 'name')) {
    const message = `Expected the column mapping mode ${modeBefore} to stay or to become name, got ${modeAfter}`
    findings.push({
      rule: 'mapping.mode-changed',
      path: [...base, 'configuration', 'delta.columnMapping.mode'],
      message,
    })
  }
  const [maxBefore, maxAfter] = [maxColumnId(view.metadata), maxColumnId(after)]
  if (maxBefore !== undefined && (maxAfter ?? 0n) < maxBefore) {
    const message = `Expected delta.columnMapping.maxColumnId of at least ${maxBefore}, got ${maxAfter ?? 'none'}`
    findings.push({
      rule: 'mapping.max-id-decreased',
      path: [...base, 'configuration', 'delta.columnMapping.maxColumnId'],
      message,
    })
  }
  if (modeAfter === 'none' || replacesAll || !schemaBefore || !schema) return findings
  const changed = modeBefore === 'none' ? lostNames : changedIdentifiers
  return [...findings, ...changed(schemaBefore, schema, [...base, 'schemaString'])]
}

function maxColumnId(metadata: CommitContext['metadata']): bigint | undefined {
  if (!metadata?.configuration.has('delta.columnMapping.maxColumnId')) return undefined
  const { value } = effectiveProperty(metadata, 'delta.columnMapping.maxColumnId')
  return value?.kind === 'integer' ? value.value : undefined
}

/** Files from before column mapping know their columns by the names of then. */
function lostNames(before: Schema, after: Schema, base: Finding['path']): Finding[] {
  const known = new Set(fieldsOf(before).map(({ path }) => JSON.stringify(path)))
  return fieldsOf(after).flatMap(({ field, path, steps }): Finding[] => {
    if (!known.has(JSON.stringify(path)) || physicalName(field) === field.name) return []
    const message = `Expected the physical name ${JSON.stringify(field.name)} for the column ${path.join('.')} of files that stay, got ${JSON.stringify(physicalName(field))}`
    return [
      { rule: 'mapping.identifiers-changed', path: [...base, ...steps, 'metadata', COLUMN_KEYS.physicalName], message },
    ]
  })
}

function changedIdentifiers(before: Schema, after: Schema, base: Finding['path']): Finding[] {
  const known = new Map(
    fieldsOf(before).map(({ field }) => [
      columnId(field.metadata),
      metadataString(field.metadata, COLUMN_KEYS.physicalName),
    ]),
  )
  return fieldsOf(after).flatMap(({ field, path, steps }): Finding[] => {
    const id = columnId(field.metadata)
    const old = id === undefined ? undefined : known.get(id)
    const now = metadataString(field.metadata, COLUMN_KEYS.physicalName)
    if (old === undefined || old === now) return []
    const message = `Expected the physical name ${JSON.stringify(old)} of column ${id} (${path.join('.')}) to stay, got ${JSON.stringify(now)}`
    return [
      { rule: 'mapping.identifiers-changed', path: [...base, ...steps, 'metadata', COLUMN_KEYS.physicalName], message },
    ]
  })
}

/** Row tracking and in-commit timestamps leave properties behind when they are enabled. */
export function checkEnablement({ frame, view }: CommitContext, version: bigint): Finding[] {
  if (!frame.metadata) return []
  const { action, index } = frame.metadata
  const findings: Finding[] = []
  const path = [index, 'metaData', 'configuration']
  if (isEnabled(action, 'delta.enableRowTracking')) {
    for (const name of ['materializedRowIdColumnName', 'materializedRowCommitVersionColumnName']) {
      const key = `delta.rowTracking.${name}`
      if (action.configuration.has(key)) continue
      findings.push({ rule: 'rows.columns-missing', path: [...path, key], message: `Expected ${key}, got nothing` })
    }
  }
  const property = 'delta.enableInCommitTimestamps'
  if (version > 0n && isEnabled(action, property) && !isEnabled(view.metadata, property)) {
    const since = action.configuration.get('delta.inCommitTimestampEnablementVersion')
    const time = action.configuration.get('delta.inCommitTimestampEnablementTimestamp')
    if (since !== version.toString() || time === undefined) {
      const message = `Expected delta.inCommitTimestampEnablementVersion ${version} and …EnablementTimestamp, got ${since ?? 'none'} and ${time ?? 'none'}`
      findings.push({ rule: 'ict.enablement', path, message })
    }
  }
  return findings
}
