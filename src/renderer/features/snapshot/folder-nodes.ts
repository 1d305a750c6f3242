import type { Folder } from '../../../shared/contract/snapshots.ts'

/** A folder in sight. */
export interface FolderNode {
  /** What the paths of its files begin with; empty for all. */
  readonly prefix: string
  readonly name: string
  readonly depth: number
  readonly files: number
  readonly bytes: bigint
}

/** The folders from the root down to a prefix, itself left out: what must be open for it to be in sight. */
export function foldersTo(prefix: string): string[] {
  const bucket = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(prefix)?.[0].length ?? 0
  const ends = [...prefix.matchAll(/\//g)].map(({ index }) => index + 1).filter(end => end > bucket)
  return ['', ...ends.map(end => prefix.slice(0, end)).filter(folder => folder !== prefix)]
}

/** The folders in sight, each below the one that holds it; `inside` has what lies in the open ones, as far as it is read. */
export function visibleFolders(inside: ReadonlyMap<string, Folder | undefined>): FolderNode[] {
  const root = inside.get('')
  if (!root) return []
  const files = root.files + root.folders.reduce((sum, folder) => sum + folder.files, 0)
  const bytes = root.bytes + root.folders.reduce((sum, folder) => sum + folder.bytes, 0n)
  const all: FolderNode = { prefix: '', name: 'All files', depth: 0, files, bytes }
  return [all, ...below(all, inside)]
}

function below(parent: FolderNode, inside: ReadonlyMap<string, Folder | undefined>): FolderNode[] {
  return (inside.get(parent.prefix)?.folders ?? []).flatMap(({ name, files, bytes }) => {
    const node = { prefix: parent.prefix + name, name, depth: parent.depth + 1, files, bytes }
    return [node, ...below(node, inside)]
  })
}
