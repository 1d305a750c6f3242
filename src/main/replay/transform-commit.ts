import type { ReplayOptions } from '../../shared/contract/task-inputs.ts'
import type { Action, CommitLine } from '../../shared/delta/actions.ts'
import { withMember } from '../../shared/delta/edit-json.ts'
import { printAction } from '../../shared/delta/print-action.ts'

type Changes = Pick<ReplayOptions, 'timestamps' | 'rewritePaths' | 'dropCommitInfo'>

/**
 * The actions of a commit as a replay commits them, one a line. What no option touches keeps its bytes. `nowMs` is the
 * time that `renew` gives, in milliseconds since 1970.
 */
export function transformCommit(lines: readonly CommitLine[], changes: Changes, nowMs: number): string {
  return lines
    .flatMap(line => {
      if (changes.dropCommitInfo && line.action.kind === 'commitInfo') return []
      return [`${transformLine(line, changes, nowMs)}\n`]
    })
    .join('')
}

function transformLine({ action, text }: CommitLine, { timestamps, rewritePaths }: Changes, nowMs: number): string {
  if (action.kind === 'commitInfo' && timestamps === 'renew') {
    const renewed = withMember(action.text, 'timestamp', String(nowMs))
    return renewed === undefined ? text : `{"commitInfo":${renewed}}`
  }
  if (rewritePaths === undefined) return text
  const rewritten = withPath(action, rewritePaths)
  return rewritten === undefined ? text : printAction(rewritten)
}

/** Undefined where the action has no path that begins so. */
function withPath(action: Action, { from, to }: { readonly from: string; readonly to: string }): Action | undefined {
  if (action.kind !== 'add' && action.kind !== 'remove' && action.kind !== 'cdc') return undefined
  if (!action.path.startsWith(from)) return undefined
  return { ...action, path: to + action.path.slice(from.length) }
}
