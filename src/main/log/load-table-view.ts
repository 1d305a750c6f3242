import type { Action, CommitLine } from '../../shared/delta/actions.ts'
import { domainsToLookUp } from '../../shared/delta/domains-to-look-up.ts'
import { identitiesToLookUp } from '../../shared/delta/identities-to-look-up.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import type { TableView } from '../../shared/delta/table-view.ts'
import { fileKeyOfIdentity } from '../postgres/file-key.ts'
import {
  readDomains,
  readHeadState,
  readStoredFiles,
  readTxnVersions,
  type StoredFile,
} from '../postgres/write-lookups.ts'
import type { Connection } from '../postgres/write-session.ts'

export interface LoadedTable {
  readonly view: TableView
  isLive(fileKey: string): boolean
}

/** The table at its head, as far as the rules will ask about these lines: nothing is fetched that they do not name. */
export async function loadTableView(
  client: Connection,
  tableId: string,
  head: bigint,
  lines: readonly CommitLine[],
): Promise<LoadedTable> {
  const state = await readHeadState(client, tableId, head)
  const files = await loadFiles(client, tableId, lines)
  const txns = await readTxnVersions(client, tableId, appIdsOf(lines))
  const domains = await loadDomains(client, tableId, lines)
  const protocol = actionOf(state?.protocol)
  const metadata = actionOf(state?.metaData)
  const commitInfo = actionOf(state?.commitInfo)
  const view: TableView = {
    version: head,
    protocol: protocol?.kind === 'protocol' ? protocol : undefined,
    metadata: metadata?.kind === 'metaData' ? metadata : undefined,
    file(identity) {
      const file = files.get(fileKeyOfIdentity(identity))
      if (file === undefined) return undefined
      return {
        live: file.removedVersion === null,
        addedVersion: file.addedVersion ?? undefined,
        removedVersion: file.removedVersion ?? undefined,
      }
    },
    txn(appId) {
      const version = txns.get(appId)
      return version === undefined ? undefined : { version }
    },
    domain: name => domains.get(name),
    liveFiles: state?.liveFiles ?? 0n,
    inCommitTimestamp: commitInfo?.kind === 'commitInfo' ? commitInfo.inCommitTimestamp : undefined,
  }
  return { view, isLive: key => files.get(key)?.removedVersion === null }
}

async function loadFiles(
  client: Connection,
  tableId: string,
  lines: readonly CommitLine[],
): Promise<ReadonlyMap<string, StoredFile>> {
  const stored = await readStoredFiles(client, tableId, identitiesToLookUp(lines).map(fileKeyOfIdentity))
  return new Map(stored.map(file => [file.fileKey, file]))
}

async function loadDomains(
  client: Connection,
  tableId: string,
  lines: readonly CommitLine[],
): Promise<ReadonlyMap<string, { readonly configuration: string }>> {
  const stored = await readDomains(client, tableId, domainsToLookUp(lines))
  return new Map(
    stored.flatMap(line => {
      const domain = actionOf(line)
      return domain?.kind === 'domainMetadata' ? [[domain.domain, domain]] : []
    }),
  )
}

function appIdsOf(lines: readonly CommitLine[]): string[] {
  return lines.flatMap(({ action }) => (action.kind === 'txn' ? [action.appId] : []))
}

function actionOf(line: string | null | undefined): Action | undefined {
  if (line === null || line === undefined) return undefined
  const parsed = parseAction(line, 0)
  return parsed.kind === 'ok' ? parsed.value.action : undefined
}
