import { useMatch, useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import type { SnapshotSearch } from './snapshot-filter.ts'

/** The state of a snapshot that lives in its address. */
export interface SnapshotAddress {
  readonly search: SnapshotSearch
  /** Changes parts of it in place. Once the reader is on the way to another screen nothing is changed. */
  change(parts: SnapshotSearch): void
}

export function useSnapshotAddress(): SnapshotAddress {
  const router = useRouter()
  const navigate = useNavigate()
  const pathname = useMatch({ from: '/t/$name/at/$version/$tab', select: match => match.pathname })
  const search: SnapshotSearch = useSearch({ from: '/t/$name/at/$version/$tab' })
  return {
    search,
    change(parts) {
      if (router.latestLocation.pathname !== pathname) return
      void navigate({ to: '.', search: (before: SnapshotSearch) => ({ ...before, ...parts }), replace: true })
    },
  }
}
