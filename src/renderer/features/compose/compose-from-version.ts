import type { Action, CommitLine, RemoveFile } from '../../../shared/delta/actions.ts'
import { printAction } from '../../../shared/delta/print-action.ts'
import { removeOf } from '../../../shared/delta/templates/remove-of.ts'

/** `copy` starts from the same actions, `undo` from the actions that take the version's files back. */
export type ComposeMode = 'copy' | 'undo'

export interface ComposedText {
  readonly text: string
  /** What is different from what one might expect, in sentences. */
  readonly notes: readonly string[]
}

/** The text of a draft made from a version's actions. A commitInfo is left behind: it tells of another commit. */
export function composeFromVersion(lines: readonly CommitLine[], mode: ComposeMode, nowMs: number): ComposedText {
  const kept = lines.filter(({ action }) => action.kind !== 'commitInfo')
  const left = lines.length - kept.length
  if (mode === 'copy') {
    return {
      text: kept.map(line => `${line.text}\n`).join(''),
      notes: left > 0 ? ['commitInfo was left out: it describes the original commit.'] : [],
    }
  }
  const undone = kept.toReversed().map(line => undo(line.action, nowMs))
  return {
    text: undone.flatMap(({ line }) => (line === undefined ? [] : `${line}\n`)).join(''),
    notes: [...new Set(undone.flatMap(({ note }) => note ?? []))],
  }
}

function undo(action: Action, nowMs: number): { readonly line?: string; readonly note?: string } {
  switch (action.kind) {
    case 'add':
      return { line: printAction(removeOf(action, BigInt(nowMs), action.dataChange)) }
    case 'remove':
      return undoRemove(action)
    case 'metaData':
    case 'protocol':
    case 'domainMetadata':
      return { note: `${action.kind} is not undone: this version does not say what stood before it.` }
    case 'txn':
      return { note: 'txn is not undone: applications rely on it never going back.' }
    case 'cdc':
      return { note: 'cdc is not undone: change data belongs to the original version.' }
    case 'unknown':
      return { note: `${action.name} is not undone: it is unknown to this program.` }
    case 'commitInfo':
      return {}
  }
  action satisfies never
}

function undoRemove(remove: RemoveFile): { readonly line?: string; readonly note?: string } {
  const { partitionValues, size } = remove
  if (!partitionValues || size === undefined) {
    return { note: 'A removed file could not be brought back: its remove does not tell partition values and size.' }
  }
  const line = printAction({
    kind: 'add',
    path: remove.path,
    partitionValues,
    size,
    modificationTime: remove.deletionTimestamp ?? 0n,
    dataChange: remove.dataChange,
    stats: remove.stats,
    tags: remove.tags,
    deletionVector: remove.deletionVector,
    baseRowId: remove.baseRowId,
    defaultRowCommitVersion: remove.defaultRowCommitVersion,
  })
  return {
    line,
    note: 'Files brought back know only what their remove tells: statistics may be missing, modificationTime is the time of removal.',
  }
}
