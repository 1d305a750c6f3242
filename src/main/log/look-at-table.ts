import type { Action, AddFile, CommitLine } from '../../shared/delta/actions.ts'
import { domainsToLookUp } from '../../shared/delta/domains-to-look-up.ts'
import { identitiesToLookUp } from '../../shared/delta/identities-to-look-up.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import type { TableView } from '../../shared/delta/table-view.ts'
import { fileKey, fileKeyOfIdentity } from '../postgres/file-key.ts'
import { type Head, lookAtHead } from '../postgres/head.ts'
import { together } from '../postgres/together.ts'
import { readDomains, readStoredFiles, readTxnVersions, type StoredFile } from '../postgres/write-lookups.ts'
import type { Connection } from '../postgres/write-session.ts'

/** A table at its head, as far as the rules will ask about some lines. */
export interface TableLook {
  readonly head: Head
  readonly view: TableView
  /** The key of a file where that file is live. */
  liveKey(file: AddFile): string | undefined
}

/**
 * Looks at a table as far as a commit needs it, in one round trip where the connection is pipelined: nothing is fetched
 * that its lines do not name. Undefined where there is no such table.
 */
export async function lookAtTable(
  client: Connection,
  { tableId, commitId }: { readonly tableId: string; readonly commitId: string },
  lines: readonly CommitLine[],
): Promise<TableLook | undefined> {
  const [head, stored, txns, domainLines] = await together(
    client,
    () => lookAtHead(client, tableId, commitId),
    () => readStoredFiles(client, tableId, identitiesToLookUp(lines).map(fileKeyOfIdentity)),
    () => readTxnVersions(client, tableId, appIdsOf(lines)),
    () => readDomains(client, tableId, domainsToLookUp(lines)),
  )
  if (head === undefined) return undefined
  const files = new Map(stored.map(file => [file.fileKey, file]))
  return {
    head,
    // Most commits name new files alone; then no key needs to be made for each of them.
    view: viewOf(
      head,
      identity => (files.size === 0 ? undefined : files.get(fileKeyOfIdentity(identity))),
      txns,
      domainLines,
    ),
    liveKey({ path, deletionVector }) {
      if (files.size === 0) return undefined
      const key = fileKey(path, deletionVector)
      return files.get(key)?.removedVersion === null ? key : undefined
    },
  }
}

/** The table as the rules ask for it; `fileOf` gives what is stored of a file by its identity. */
export function viewOf(
  { version, state }: Pick<Head, 'version' | 'state'>,
  fileOf: (identity: string) => StoredFile | undefined,
  txns: ReadonlyMap<string, bigint>,
  domainLines: readonly string[],
): TableView {
  const protocol = actionOf(state?.protocol)
  const metadata = actionOf(state?.metaData)
  const commitInfo = actionOf(state?.commitInfo)
  const domains = new Map(domainLines.map(actionOf).flatMap(keyedDomain))
  return {
    version,
    protocol: protocol?.kind === 'protocol' ? protocol : undefined,
    metadata: metadata?.kind === 'metaData' ? metadata : undefined,
    file(identity) {
      const file = fileOf(identity)
      if (file === undefined) return undefined
      return {
        live: file.removedVersion === null,
        addedVersion: file.addedVersion ?? undefined,
        removedVersion: file.removedVersion ?? undefined,
      }
    },
    txn(appId) {
      const txnVersion = txns.get(appId)
      return txnVersion === undefined ? undefined : { version: txnVersion }
    },
    domain: name => domains.get(name),
    liveFiles: state?.liveFiles ?? 0n,
    inCommitTimestamp: commitInfo?.kind === 'commitInfo' ? commitInfo.inCommitTimestamp : undefined,
  }
}

type DomainAction = Extract<Action, { kind: 'domainMetadata' }>

function keyedDomain(action: Action | undefined): [string, DomainAction][] {
  return action?.kind === 'domainMetadata' ? [[action.domain, action]] : []
}

function appIdsOf(lines: readonly CommitLine[]): string[] {
  return lines.flatMap(({ action }) => (action.kind === 'txn' ? [action.appId] : []))
}

function actionOf(line: string | null | undefined): Action | undefined {
  if (line === null || line === undefined) return undefined
  const parsed = parseAction(line, 0)
  return parsed.kind === 'ok' ? parsed.value.action : undefined
}
