import type { DeletionVector } from './actions.ts'

/** Delta protocol, "Derived Fields": undefined without a deletion vector; an absent offset and 0 give different ids. */
export function dvUniqueId(vector: DeletionVector | undefined): string | undefined {
  if (vector === undefined) return undefined
  const { storageType, pathOrInlineDv, offset } = vector
  return offset === undefined ? storageType + pathOrInlineDv : `${storageType}${pathOrInlineDv}@${offset}`
}

/**
 * What a file is known by in a table's state: its path and its deletion vector's id. A path in the local file system is one
 * whether it is written `/x`, `file:/x` or `file:///x`, as Spark has it; the kernels, which compare the text, leave a file
 * live that was removed by its other spelling. Apart from that paths are taken as written, neither decoded nor made absolute.
 */
export function fileIdentity(path: string, vector?: DeletionVector | undefined): string {
  return `${plainPath(path)}\u0000${dvUniqueId(vector) ?? ''}`
}

/** A path in the one spelling that identities are made of. */
export function plainPath(path: string): string {
  return path.startsWith('file:/') ? path.replace(LOCAL_SCHEME, '') : path
}

const LOCAL_SCHEME = /^file:(?:\/\/)?(?=\/)/
