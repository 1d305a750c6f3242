import type { Action, Metadata, Protocol } from '../../shared/delta/actions.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { readHeadState } from '../postgres/head-state.ts'
import type { Connection } from '../postgres/write-session.ts'

export interface StateAt {
  readonly protocol: Protocol | undefined
  readonly metadata: Metadata | undefined
}

/** Protocol and metadata as they hold at a version; undefined where the table has no such version. */
export async function readState(client: Connection, tableId: string, version: bigint): Promise<StateAt | undefined> {
  const state = version < 0n ? undefined : await readHeadState(client, tableId, version)
  if (state === undefined) return undefined
  const protocol = actionOf(state.protocol)
  const metadata = actionOf(state.metaData)
  return {
    protocol: protocol?.kind === 'protocol' ? protocol : undefined,
    metadata: metadata?.kind === 'metaData' ? metadata : undefined,
  }
}

function actionOf(line: string | null): Action | undefined {
  const parsed = line === null ? undefined : parseAction(line, 0)
  return parsed?.kind === 'ok' ? parsed.value.action : undefined
}
