import type { AddFile, RemoveFile } from '../actions.ts'
import { isEnabled } from '../effective-properties.ts'
import { fileIdentity } from '../file-identity.ts'
import { supports } from '../protocol-features.ts'
import type { KnownFile } from '../table-view.ts'
import type { CommitContext } from './commit-context.ts'
import type { FindingLog } from './finding-log.ts'
import type { LineCheck } from './line-check.ts'

/** Adds and removes against the files that are live (Delta protocol, "Add File and Remove File"). */
export function liveFilesCheck(context: CommitContext): LineCheck {
  const appendOnly = isAppendOnly(context)
  return {
    line(action, index, findings) {
      if (action.kind === 'add') checkAdd(action, index, context, findings)
      if (action.kind !== 'remove') return
      checkRemove(action, index, context, findings)
      if (!appendOnly || !action.dataChange) return
      const message = `Expected no removal of rows from an append-only table, got ${JSON.stringify(action.path)} with dataChange true`
      findings.add({ rule: 'table.append-only', path: [index, 'remove', 'dataChange'], message })
    },
  }
}

function checkRemove(action: RemoveFile, index: number, { view }: CommitContext, findings: FindingLog): void {
  const file = view.file(fileIdentity(action.path, action.deletionVector))
  if (file?.live) return
  const message = `Expected a live file, got ${JSON.stringify(action.path)}${vectorText(action)}, ${fate(file)}`
  findings.add({ rule: 'table.remove-not-live', path: [index, 'remove', 'path'], message })
}

function fate(file: KnownFile | undefined): string {
  if (!file) return 'which the table never had'
  return file.removedVersion === undefined ? 'which is not live' : `which version ${file.removedVersion} removed`
}

function vectorText({ deletionVector }: Pick<AddFile, 'deletionVector'>): string {
  return deletionVector ? ` with the deletion vector ${JSON.stringify(deletionVector.pathOrInlineDv)}` : ''
}

function checkAdd(action: AddFile, index: number, context: CommitContext, findings: FindingLog): void {
  const { view, frame } = context
  const identity = fileIdentity(action.path, action.deletionVector)
  const file = view.file(identity)
  if (file?.live && frame.removed.lineOf(action) === undefined) {
    const since = file.addedVersion === undefined ? '' : ` since version ${file.addedVersion}`
    const message = `Expected a new file, got ${JSON.stringify(action.path)}, which is live${since}: its statistics and tags are replaced`
    findings.add({ rule: 'table.add-live', path: [index, 'add', 'path'], message })
  }
  if (hasLiveNamesake(action, identity, context)) {
    const message = `Expected the removal of ${JSON.stringify(action.path)} as it is live now, with another deletion vector or none, got no such remove`
    findings.add({ rule: 'table.add-path-live', path: [index, 'add', 'path'], message })
  }
  if (action.deletionVector) checkNewVector(index, file, context, findings)
}

function checkNewVector(
  index: number,
  file: KnownFile | undefined,
  { protocol, metadata }: CommitContext,
  findings: FindingLog,
): void {
  const path = [index, 'add', 'deletionVector']
  if (protocol && !supports(protocol, 'deletionVectors')) {
    const message = 'Expected a protocol that supports deletionVectors, got a file with a deletion vector without it'
    findings.add({ rule: 'dv.feature-missing', path, message })
  } else if (!file && !isEnabled(metadata, 'delta.enableDeletionVectors')) {
    const message = 'Expected delta.enableDeletionVectors for a new deletion vector, got false'
    findings.add({ rule: 'dv.disabled', path, message })
  }
}

/** Whether the path stays live with another deletion vector, as far as the view can tell. */
function hasLiveNamesake(action: AddFile, identity: string, { view, frame }: CommitContext): boolean {
  if (view.livePaths) {
    const others = view.livePaths(action.path).filter(other => other !== identity)
    return others.some(other => frame.removed.lineOfIdentity(other) === undefined)
  }
  if (!action.deletionVector || !view.file(fileIdentity(action.path))?.live) return false
  return frame.removed.lineOf({ path: action.path, deletionVector: undefined }) === undefined
}

function isAppendOnly({ protocol, view, metadata }: CommitContext): boolean {
  if (!protocol || !supports(protocol, 'appendOnly')) return false
  return isEnabled(view.metadata, 'delta.appendOnly') || isEnabled(metadata, 'delta.appendOnly')
}
