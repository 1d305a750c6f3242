import type { Snapshot } from './snapshot.ts'
import type { TableView } from './table-view.ts'

/** A whole snapshot as the rules see a table; it answers every question. */
export function snapshotView(snapshot: Snapshot): TableView {
  let byPath: ReadonlyMap<string, readonly string[]> | undefined
  return {
    version: snapshot.version,
    protocol: snapshot.protocol,
    metadata: snapshot.metadata,
    liveFiles: snapshot.files.size,
    inCommitTimestamp: snapshot.commitInfo?.inCommitTimestamp,
    file(identity) {
      const live = snapshot.files.get(identity)
      if (live) return { live: true, addedVersion: live.version }
      const tombstone = snapshot.tombstones.get(identity)
      return tombstone && { live: false, removedVersion: tombstone.version }
    },
    livePaths(path) {
      byPath ??= identitiesByPath(snapshot)
      return byPath.get(path) ?? []
    },
    txn: appId => snapshot.txns.get(appId),
    domain: name => snapshot.domains.get(name),
  }
}

function identitiesByPath(snapshot: Snapshot): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const [identity, { add }] of snapshot.files) {
    const identities = found.get(add.path)
    if (identities) identities.push(identity)
    else found.set(add.path, [identity])
  }
  return found
}
