import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { copyText } from '../../app/notice.tsx'

/** Where one can go from a version of a history. */
export interface HistoryWays {
  open(version: bigint): void
  snapshot(version: bigint): void
  compare(a: bigint, b: bigint): void
  restore(version: bigint): void
  /** Commits every version up to it again, onto another table. */
  replay(version: bigint): void
  copyLink(version: bigint): void
}

/** The ways out of the history of a table. */
export function useHistoryWays(name: string): HistoryWays {
  const navigate = useNavigate()
  return useMemo(() => {
    return {
      open: version => void navigate({ to: '/t/$name/v/$version', params: { name, version: String(version) } }),
      snapshot: version =>
        void navigate({ to: '/t/$name/at/$version/$tab', params: { name, version: String(version), tab: 'files' } }),
      compare: (a, b) =>
        void navigate({ to: '/t/$name/compare', params: { name }, search: { a: String(a), b: String(b) } }),
      restore: version =>
        void navigate({
          to: '/t/$name/compose',
          params: { name },
          search: { from: String(version), template: 'restore' },
        }),
      replay: version => void navigate({ to: '/replay', search: { table: name, to: String(version) } }),
      copyLink: version => {
        const link = `${location.href.split('#')[0]}#/t/${encodeURIComponent(name)}/v/${version}`
        void copyText(link, `the link to v${version}`)
      },
    }
  }, [navigate, name])
}
