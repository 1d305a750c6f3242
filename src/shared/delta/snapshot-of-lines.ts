import type { Action, Version } from './actions.ts'
import { parseAction } from './parse-action.ts'
import { applyCommit, emptySnapshot, type Snapshot } from './snapshot.ts'

/** The state of a table but for its files, as Delta JSON lines. */
export interface StateLines {
  readonly version: Version
  readonly protocol: string | null
  readonly metaData: string | null
  readonly txns: readonly string[]
  readonly domains: readonly string[]
}

/** A snapshot without files; lines that cannot be read are left out. */
export function snapshotOfLines({ version, protocol, metaData, txns, domains }: StateLines): Snapshot {
  const lines = [protocol, metaData, ...txns, ...domains].filter(line => line !== null)
  return applyCommit(emptySnapshot(), version, lines.flatMap(readLine))
}

function readLine(line: string): Action[] {
  const parsed = parseAction(line, 0)
  return parsed.kind === 'ok' ? [parsed.value.action] : []
}
