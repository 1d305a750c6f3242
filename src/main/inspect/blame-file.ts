import type { FileHistory } from '../../shared/contract/blame.ts'
import { type FileAction, traceFile } from '../../shared/delta/file-life.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import type { Database } from '../postgres/connection.ts'
import { readCommits, readPathActions } from '../postgres/path-actions.ts'
import { unknownCommit } from './blame-metadata.ts'

/** Every commit that names a path and what it did to the file; no events where the table never had it. */
export async function blameFile(
  database: Database,
  request: { readonly tableId: string; readonly path: string },
  signal: AbortSignal,
): Promise<FileHistory> {
  const { actions, isComplete } = await readPathActions(database, request, signal)
  const byVersion = Map.groupBy(actions, ({ version }) => version)
  const named = [...byVersion].map(([version, lines]) => ({
    version,
    lines: lines.map(({ line }) => line),
    actions: lines.flatMap(({ line }) => fileAction(line)),
  }))
  const { events, isLive } = traceFile(named)
  const commits = await readCommits(database, request.tableId, [...byVersion.keys()])
  return {
    path: request.path,
    events: events.map(({ version, kind }, index) => ({
      commit: commits.get(version) ?? unknownCommit(version),
      kind,
      lines: named[index]?.lines ?? [],
    })),
    isLive: isLive && isComplete,
    isComplete,
  }
}

function fileAction(line: string): FileAction[] {
  const parsed = parseAction(line, 0)
  const action = parsed.kind === 'ok' ? parsed.value.action : undefined
  return action?.kind === 'add' || action?.kind === 'remove' ? [action] : []
}
