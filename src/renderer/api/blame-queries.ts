import { queryOptions } from '@tanstack/react-query'
import type { BlameSubject } from '../../shared/contract/blame.ts'
import { client } from './client.ts'

/** Every commit up to `head` that names a path; a newer head asks again. */
export function fileHistoryQuery(tableId: string, path: string, head: bigint) {
  return queryOptions({
    queryKey: ['table', tableId, 'blame', 'file', path, head],
    queryFn: ({ signal }) => client.blame.file({ tableId, path }, { signal }),
    structuralSharing: false,
  })
}

/** Every commit up to `version` that changed a column or a property. */
export function metadataHistoryQuery(tableId: string, version: bigint, subject: BlameSubject) {
  return queryOptions({
    queryKey: ['table', tableId, 'blame', 'metadata', version, subject],
    queryFn: ({ signal }) => client.blame.metadata({ tableId, version, subject }, { signal }),
    structuralSharing: false,
  })
}
