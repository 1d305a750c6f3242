import type { Action, AddFile, CommitLine, Metadata, Protocol, RemoveFile } from '../actions.ts'
import type { Schema } from '../data-type.ts'
import { effectiveProperty } from '../effective-properties.ts'
import { fileIdentity } from '../file-identity.ts'
import { parseSchema } from '../schema.ts'
import type { TableView } from '../table-view.ts'

/** An action together with its line. */
export interface Placed<A extends Action> {
  readonly action: A
  readonly index: number
}

/** A commit and the table before and after it, taken apart once for all rules. */
export interface CommitContext {
  readonly view: TableView
  readonly lines: readonly CommitLine[]
  readonly adds: readonly Placed<AddFile>[]
  readonly removes: readonly Placed<RemoveFile>[]
  /** Identities of all removes. */
  readonly removed: ReadonlySet<string>
  /** What holds after the commit. */
  readonly protocol: Protocol | undefined
  readonly metadata: Metadata | undefined
  readonly schema: Schema | undefined
  /** Schema before the commit. */
  readonly schemaBefore: Schema | undefined
  /** The protocol and metaData of the commit itself. */
  readonly newProtocol: Placed<Protocol> | undefined
  readonly newMetadata: Placed<Metadata> | undefined
  /** Whether all files that were live are removed: then schema and partitioning may change freely. */
  readonly replacesAll: boolean
  /** Configurations by domain as the commit leaves them; undefined for a domain that it removes. */
  readonly newDomains: ReadonlyMap<string, string | undefined>
}

export function commitContext(lines: readonly CommitLine[], view: TableView): CommitContext {
  const adds = placed(lines, 'add')
  const removes = placed(lines, 'remove')
  const newProtocol = placed(lines, 'protocol')[0]
  const newMetadata = placed(lines, 'metaData')[0]
  const metadata = newMetadata?.action ?? view.metadata
  const removed = new Set(removes.map(({ action }) => fileIdentity(action.path, action.deletionVector)))
  const domains = placed(lines, 'domainMetadata')
  const schemaBefore = schemaOf(view.metadata)
  return {
    view,
    lines,
    adds,
    removes,
    removed,
    protocol: newProtocol?.action ?? view.protocol,
    metadata,
    schema: metadata === view.metadata ? schemaBefore : schemaOf(metadata),
    schemaBefore,
    newProtocol,
    newMetadata,
    replacesAll: replacesAll(removed, view),
    newDomains: new Map(
      domains.map(({ action }) => [action.domain, action.removed ? undefined : action.configuration]),
    ),
  }
}

/** How columns are found in files; an unreadable mode counts as none. */
export function mappingMode(metadata: Metadata | undefined): string {
  const value = metadata && effectiveProperty(metadata, 'delta.columnMapping.mode').value
  return value?.kind === 'choice' ? value.value : 'none'
}

/** The configuration of a domain after the commit; `undefined` where it is not set or nobody knows. */
export function domainAfter({ view, newDomains }: CommitContext, name: string): string | undefined {
  return newDomains.has(name) ? newDomains.get(name) : view.domain?.(name)?.configuration
}

function placed<K extends Action['kind']>(
  lines: readonly CommitLine[],
  kind: K,
): readonly Placed<Extract<Action, { kind: K }>>[] {
  return lines.flatMap(({ action }, index) => (isOf(action, kind) ? [{ action, index }] : []))
}

function isOf<K extends Action['kind']>(action: Action, kind: K): action is Extract<Action, { kind: K }> {
  return action.kind === kind
}

function schemaOf(metadata: Metadata | undefined): Schema | undefined {
  if (!metadata || metadata.schemaString === '') return undefined
  const parsed = parseSchema(metadata.schemaString)
  return parsed.kind === 'ok' ? parsed.value : undefined
}

function replacesAll(removed: ReadonlySet<string>, view: TableView): boolean {
  if (view.version < 0n) return true
  if (view.liveFiles === undefined) return false
  let live = 0n
  for (const identity of removed) if (view.file(identity)?.live) live++
  return live >= BigInt(view.liveFiles)
}
