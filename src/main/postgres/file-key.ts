import { hash } from 'node:crypto'
import type { DeletionVector } from '../../shared/delta/actions.ts'
import { fileIdentity } from '../../shared/delta/file-identity.ts'

/**
 * `file_key`, the key of a logical file in the database: the first 16 bytes of SHA-256 over its identity (path and
 * deletion-vector id), written as a uuid. Paths have no length limit, b-tree keys have.
 */
export function fileKey(path: string, deletionVector?: DeletionVector | undefined): string {
  return fileKeyOfIdentity(fileIdentity(path, deletionVector))
}

/** As `fileKey`, for an identity made by `fileIdentity`. */
export function fileKeyOfIdentity(identity: string): string {
  const hex = fileDigits(identity)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

/** The digits that the `fileKey` of an identity begins with. */
export function fileDigits(identity: string): string {
  return hash('sha256', identity, 'hex')
}
