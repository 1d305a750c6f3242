import type { RestoreReport } from '../../shared/contract/restore.ts'
import type { Action, AddFile, DomainMetadata } from '../../shared/delta/actions.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { printAction } from '../../shared/delta/print-action.ts'
import { planRestore as planActions, type RestorePoint } from '../../shared/delta/templates/restore.ts'
import { DRAFT_ACTIONS_MAX } from '../../shared/limits.ts'
import type { Database } from '../postgres/connection.ts'
import { readCameFiles, readDomainsAt, readGoneFiles } from '../postgres/restore-files.ts'
import { withConnection } from '../postgres/transaction.ts'
import { readHead } from '../postgres/write-lookups.ts'
import type { Connection } from '../postgres/write-session.ts'
import { readState } from './read-state.ts'

export interface RestoreRequest {
  readonly tableId: string
  readonly target: bigint
}

/**
 * Plans the commit that makes a table's head look like an earlier version. Only reads, in one snapshot of the database;
 * its cost follows the files that came and went in between. Undefined where there is no such table or version.
 */
export async function planRestore(
  database: Database,
  { tableId, target }: RestoreRequest,
  signal?: AbortSignal,
): Promise<RestoreReport | undefined> {
  signal?.throwIfAborted()
  return withConnection(database, async client => {
    await client.query('begin isolation level repeatable read read only')
    const head = await readHead(client, tableId)
    if (head === undefined || target > head) return undefined
    const [then, now] = [await readPoint(client, tableId, target), await readPoint(client, tableId, head)]
    if (then === undefined || now === undefined) return undefined
    const range = { tableId, target, head, limit: DRAFT_ACTIONS_MAX + 1 }
    const goneFiles = await readGoneFiles(client, range)
    const came = (await readCameFiles(client, range)).flatMap(addOf)
    await client.query('commit')
    const files = goneFiles.length + came.length
    // Room for what stands beside the files: commitInfo, protocol, metadata and a domain.
    if (files > DRAFT_ACTIONS_MAX - 4) return { kind: 'too-large', head, target, actionsMax: DRAFT_ACTIONS_MAX }
    const gone = goneFiles.flatMap(({ line, removedAtMs }) => addOf(line).map(add => ({ add, removedAtMs })))
    const plan = planActions({ target: then, head: now, gone, came, nowMs: BigInt(Date.now()) })
    if (plan.actions.length === 0) return { kind: 'same', head, target, caveats: [...plan.caveats] }
    return {
      kind: 'plan',
      head,
      target,
      actions: plan.actions.map(action => `${printAction(action)}\n`).join(''),
      added: sizesOf(gone.map(({ add }) => add)),
      removed: sizesOf(came),
      changes: changesOf(plan.actions),
      caveats: [...plan.caveats],
    }
  })
}

async function readPoint(client: Connection, tableId: string, version: bigint): Promise<RestorePoint | undefined> {
  const state = await readState(client, tableId, version)
  if (state === undefined) return undefined
  const domains = (await readDomainsAt(client, tableId, version)).flatMap((line): DomainMetadata[] => {
    const action = actionOf(line)
    return action?.kind === 'domainMetadata' ? [action] : []
  })
  return { version, ...state, domains }
}

function changesOf(actions: readonly Action[]): ('protocol' | 'metaData' | 'domainMetadata')[] {
  return actions.flatMap(({ kind }) =>
    kind === 'protocol' || kind === 'metaData' || kind === 'domainMetadata' ? [kind] : [],
  )
}

function sizesOf(files: readonly AddFile[]): { files: number; bytes: bigint } {
  return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0n) }
}

function addOf(line: string): AddFile[] {
  const action = actionOf(line)
  return action?.kind === 'add' ? [action] : []
}

function actionOf(line: string): Action | undefined {
  const parsed = parseAction(line, 0)
  return parsed.kind === 'ok' ? parsed.value.action : undefined
}
