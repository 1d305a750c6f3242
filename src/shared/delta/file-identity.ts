import type { DeletionVector } from './actions.ts'

/** Delta protocol, "Derived Fields": undefined without a deletion vector; an absent offset and 0 give different ids. */
export function dvUniqueId(vector: DeletionVector | undefined): string | undefined {
  if (vector === undefined) return undefined
  const { storageType, pathOrInlineDv, offset } = vector
  return offset === undefined ? storageType + pathOrInlineDv : `${storageType}${pathOrInlineDv}@${offset}`
}

/**
 * What a file is known by in a table's state: its path as written and its deletion vector's id. Paths are not decoded or
 * made absolute: like the kernels, and unlike Spark's canonical form, spellings of one path differ.
 */
export function fileIdentity(path: string, vector?: DeletionVector | undefined): string {
  return `${path}\u0000${dvUniqueId(vector) ?? ''}`
}
