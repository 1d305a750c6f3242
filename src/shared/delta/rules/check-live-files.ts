import type { AddFile } from '../actions.ts'
import { isEnabled } from '../effective-properties.ts'
import { fileIdentity } from '../file-identity.ts'
import { supports } from '../protocol-features.ts'
import type { Finding } from '../rules.ts'
import type { KnownFile } from '../table-view.ts'
import type { CommitContext, Placed } from './commit-context.ts'

/** Adds and removes against the files that are live (Delta protocol, "Add File and Remove File"). */
export function checkLiveFiles(context: CommitContext): Finding[] {
  return [...removesOfTheDead(context), ...context.adds.flatMap(add => checkAdd(add, context)), ...appendOnly(context)]
}

function removesOfTheDead({ removes, view }: CommitContext): Finding[] {
  return removes.flatMap(({ action, index }): Finding[] => {
    const file = view.file(fileIdentity(action.path, action.deletionVector))
    if (file?.live) return []
    const message = `Expected a live file, got ${JSON.stringify(action.path)}${vectorText(action)}, ${fate(file)}`
    return [{ rule: 'table.remove-not-live', path: [index, 'remove', 'path'], message }]
  })
}

function fate(file: KnownFile | undefined): string {
  if (!file) return 'which the table never had'
  return file.removedVersion === undefined ? 'which is not live' : `which version ${file.removedVersion} removed`
}

function vectorText({ deletionVector }: Pick<AddFile, 'deletionVector'>): string {
  return deletionVector ? ` with the deletion vector ${JSON.stringify(deletionVector.pathOrInlineDv)}` : ''
}

function checkAdd({ action, index }: Placed<AddFile>, { view, removed, protocol, metadata }: CommitContext): Finding[] {
  const findings: Finding[] = []
  const identity = fileIdentity(action.path, action.deletionVector)
  const path = [index, 'add', 'path']
  const shown = JSON.stringify(action.path)
  const file = view.file(identity)
  if (file?.live && !removed.has(identity)) {
    const since = file.addedVersion === undefined ? '' : ` since version ${file.addedVersion}`
    const message = `Expected a new file, got ${shown}, which is live${since}: its statistics and tags are replaced`
    findings.push({ rule: 'table.add-live', path, message })
  }
  const others = view.livePaths?.(action.path) ?? liveWithoutVector(action, view.file(fileIdentity(action.path)))
  if (others.some(other => other !== identity && !removed.has(other))) {
    const message = `Expected the removal of ${shown} as it is live now, with another deletion vector or none, got no such remove`
    findings.push({ rule: 'table.add-path-live', path, message })
  }
  if (!action.deletionVector) return findings
  if (protocol && !supports(protocol, 'deletionVectors')) {
    const message = 'Expected a protocol that supports deletionVectors, got a file with a deletion vector without it'
    findings.push({ rule: 'dv.feature-missing', path: [index, 'add', 'deletionVector'], message })
  } else if (!file && !isEnabled(metadata, 'delta.enableDeletionVectors')) {
    const message = 'Expected delta.enableDeletionVectors for a new deletion vector, got false'
    findings.push({ rule: 'dv.disabled', path: [index, 'add', 'deletionVector'], message })
  }
  return findings
}

function liveWithoutVector(action: AddFile, plain: KnownFile | undefined): readonly string[] {
  return action.deletionVector && plain?.live ? [fileIdentity(action.path)] : []
}

function appendOnly({ removes, protocol, view, metadata }: CommitContext): Finding[] {
  const applies = (protocol && supports(protocol, 'appendOnly')) ?? false
  const isSet = isEnabled(view.metadata, 'delta.appendOnly') || isEnabled(metadata, 'delta.appendOnly')
  if (!applies || !isSet) return []
  return removes.flatMap(({ action, index }): Finding[] => {
    if (!action.dataChange) return []
    const message = `Expected no removal of rows from an append-only table, got ${JSON.stringify(action.path)} with dataChange true`
    return [{ rule: 'table.append-only', path: [index, 'remove', 'dataChange'], message }]
  })
}
