import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { TableSummary } from '../../../../shared/contract/schemas.ts'
import type { PickedFiles } from '../../../../shared/contract/templates.ts'
import type { AddFile } from '../../../../shared/delta/actions.ts'
import { fileIdentity } from '../../../../shared/delta/file-identity.ts'
import { parseAction } from '../../../../shared/delta/parse-action.ts'
import { client } from '../../../api/client.ts'
import { snapshotFilesQuery } from '../../../api/snapshot-queries.ts'

export interface Candidate {
  readonly add: AddFile
  /** What a file is known by. */
  readonly identity: string
  /** Some of its rows may not satisfy the predicate. */
  readonly isPartial: boolean
}

export interface Candidates {
  /** Undefined until the first ones are read. */
  readonly files: readonly Candidate[] | undefined
  readonly isFetching: boolean
  readonly error: unknown
  /** Why the predicate gives no files. */
  readonly problem: string | undefined
  readonly fetchMore: (() => void) | undefined
  refetch(): void
}

const NEWEST_FIRST = { sort: 'added', descending: true } as const
const TYPING_MS = 250

/** Live files to choose from: page by page, the newest first, or with a predicate all that it finds. */
export function useCandidates({ tableId, head }: TableSummary, typedPath: string, typedPredicate: string): Candidates {
  const [path] = useDebouncedValue(typedPath.trim(), TYPING_MS)
  const [predicate] = useDebouncedValue(typedPredicate.trim(), TYPING_MS)
  const isAsked = predicate !== ''
  const pages = useInfiniteQuery({
    ...snapshotFilesQuery({ tableId, version: head }, NEWEST_FIRST, path === '' ? {} : { path }),
    enabled: !isAsked,
  })
  const found = useQuery({
    queryKey: ['pick-files', tableId, head, predicate, path],
    queryFn: ({ signal }) => client.commits.pickFiles({ tableId, predicate, path }, { signal }),
    enabled: isAsked,
    gcTime: 0,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  })
  const files = useMemo(() => {
    if (isAsked) return found.data && candidatesOf(found.data)
    return pages.data?.pages.flatMap(page => page.files.flatMap(({ line }) => candidate(line, false)))
  }, [isAsked, found.data, pages.data])
  const source = isAsked ? found : pages
  return {
    files,
    isFetching: source.isFetching,
    error: source.error,
    problem: isAsked ? problemOf(found.data) : undefined,
    fetchMore: !isAsked && pages.hasNextPage ? () => void pages.fetchNextPage() : undefined,
    refetch: () => void source.refetch(),
  }
}

function candidatesOf(picked: PickedFiles): Candidate[] {
  if (picked.kind !== 'files') return []
  return picked.files.flatMap(({ line, matches }) => candidate(line, matches === 'some-rows'))
}

function problemOf(picked: PickedFiles | undefined): string | undefined {
  if (picked?.kind === 'invalid') return picked.issues[0]?.message ?? 'The predicate cannot be read.'
  return picked?.kind === 'too-many' ? `More than ${picked.limit} files match: narrow the predicate.` : undefined
}

function candidate(line: string, isPartial: boolean): Candidate[] {
  const parsed = parseAction(line, 0)
  if (parsed.kind !== 'ok' || parsed.value.action.kind !== 'add') return []
  const add = parsed.value.action
  return [{ add, identity: fileIdentity(add.path, add.deletionVector), isPartial }]
}
