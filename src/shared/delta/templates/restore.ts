import type { Action, AddFile, DomainMetadata, Metadata, Protocol, Version } from '../actions.ts'
import { effectiveProperty, isEnabled } from '../effective-properties.ts'
import { supportedFeatures, supports } from '../protocol-features.ts'
import { protocolWith } from '../protocol-upgrade.ts'
import { removeOf } from './remove-of.ts'
import { restoredMetadata } from './restore-metadata.ts'

/** A table at a version, but for its files. */
export interface RestorePoint {
  readonly version: Version
  readonly protocol: Protocol | undefined
  readonly metadata: Metadata | undefined
  readonly domains: readonly DomainMetadata[]
}

export interface RestoreRequest {
  readonly target: RestorePoint
  readonly head: RestorePoint
  /** Live at the target and not at the head, with the time of their removal: milliseconds since 1970. */
  readonly gone: readonly { readonly add: AddFile; readonly removedAtMs: number }[]
  /** Live at the head and not at the target. */
  readonly came: readonly AddFile[]
  /** Milliseconds since 1970. */
  readonly nowMs: bigint
}

export interface RestorePlan {
  /** In the order in which they are committed; empty where the head is what the target was. */
  readonly actions: readonly Action[]
  /** What the plan cannot or will not do, in sentences. */
  readonly caveats: readonly string[]
}

const CLUSTERING = 'delta.clustering'

/**
 * The commit that makes the head look like an earlier version: files that left come back, files that came are removed,
 * schema and properties as they were. What cannot go back (protocol, transactions, row ids) stays, and is told.
 */
export function planRestore({ target, head, gone, came, nowMs }: RestoreRequest): RestorePlan {
  const protocol = restoredProtocol(target.protocol, head.protocol)
  const metadata =
    target.metadata && head.metadata ? restoredMetadata(target.metadata, head.metadata) : { notes: [] as string[] }
  const domain = restoredClustering(target, head)
  const changes: Action[] = [
    ...(protocol ? [protocol] : []),
    ...(metadata.metadata ? [metadata.metadata] : []),
    ...(domain ? [domain] : []),
    ...came.map(add => removeOf(add, nowMs)),
    ...gone.map(({ add }): AddFile => ({ ...add, dataChange: true })),
  ]
  const caveats = [
    ...vacuumCaveats(gone, head.metadata, Number(nowMs)),
    ...metadata.notes,
    ...protocolCaveats(target, head, protocol),
    ...domainCaveats(target, head),
    ...(isEnabled(head.metadata, 'delta.appendOnly') && came.length > 0
      ? ['The table is append-only: it refuses the removes until delta.appendOnly is switched off.']
      : []),
  ]
  return { actions: changes.length > 0 ? [provenance(target, head, nowMs), ...changes] : [], caveats }
}

/** Read by Spark as its own RESTORE: no writer puts such a commit on another head than the one it was made for. */
function provenance(target: RestorePoint, head: RestorePoint, nowMs: bigint): Action {
  const parameters = `{"version":${target.version},"timestamp":null}`
  const text = `{"timestamp":${nowMs},"operation":"RESTORE","operationParameters":${parameters},"readVersion":${head.version},"isolationLevel":"Serializable","isBlindAppend":false}`
  return { kind: 'commitInfo', text, operation: 'RESTORE', isBlindAppend: false, timestamp: nowMs }
}

/** Features that the head has lost and the target's files may need. */
function restoredProtocol(target: Protocol | undefined, head: Protocol | undefined): Protocol | undefined {
  if (!target || !head) return undefined
  const lost = supportedFeatures(target)
    .map(({ name }) => name)
    .filter(name => !supports(head, name))
  return lost.length > 0 ? protocolWith(head, lost) : undefined
}

function protocolCaveats(target: RestorePoint, head: RestorePoint, restored: Protocol | undefined): string[] {
  if (!target.protocol || !head.protocol) return []
  const before = target.protocol
  const gained = supportedFeatures(head.protocol).filter(({ name }) => !supports(before, name))
  return [
    restored ? ['The protocol is raised again to what the files of then need; that cannot be taken back.'] : [],
    gained.length > 0
      ? [
          `The protocol never goes down: ${gained.map(({ name }) => name).join(', ')} ${gained.length === 1 ? 'stays' : 'stay'} supported.`,
        ]
      : [],
  ].flat()
}

function vacuumCaveats(gone: RestoreRequest['gone'], metadata: Metadata | undefined, nowMs: number): string[] {
  if (gone.length === 0) return []
  const files = gone.length === 1 ? 'one file comes' : `${gone.length} files come`
  const retention = effectiveProperty(metadata ?? { configuration: new Map() }, 'delta.deletedFileRetentionDuration')
  const keptMs = retention.value?.kind === 'duration' ? Number(retention.value.micros / 1000n) : undefined
  const old = keptMs === undefined ? 0 : gone.filter(({ removedAtMs }) => removedAtMs < nowMs - keptMs).length
  const all = `Whether data files still exist is not checked: ${files} back, and VACUUM deletes what was removed longer than ${retention.text ?? 'a while'} ago.`
  const gonePart =
    gone.length === 1 ? 'It was' : old === gone.length ? 'All were' : `${old} of them ${old === 1 ? 'was' : 'were'}`
  return old === 0 ? [all] : [`${all} ${gonePart} removed before that: readers fail on files that are gone.`]
}

/** Spark restores the clustering columns and leaves the domains of users alone. */
function restoredClustering(target: RestorePoint, head: RestorePoint): DomainMetadata | undefined {
  const [then, now] = [target, head].map(({ domains }) => domains.find(({ domain }) => domain === CLUSTERING))
  if (then?.configuration === now?.configuration) return undefined
  return then ?? (now && { ...now, removed: true })
}

function domainCaveats(target: RestorePoint, head: RestorePoint): string[] {
  const then = new Map(target.domains.map(({ domain, configuration }) => [domain, configuration]))
  const now = new Map(head.domains.map(({ domain, configuration }) => [domain, configuration]))
  const names = new Set([...then.keys(), ...now.keys()])
  const changed = [...names].filter(
    name => name !== CLUSTERING && !name.startsWith('delta.') && then.get(name) !== now.get(name),
  )
  return changed.length > 0 ? [`Domains of applications stay as they are now: ${changed.join(', ')}.`] : []
}
