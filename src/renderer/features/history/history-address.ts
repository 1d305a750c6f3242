import { useMatch, useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { parseVersion } from '../../app/search-params.ts'

/** Both inclusive. */
export interface VersionRange {
  readonly from: bigint
  readonly to: bigint
}

export type HistoryView = 'list' | 'timeline'

/** A stretch of time, in milliseconds since 1970. */
export interface TimeSpan {
  readonly fromMs: number
  readonly toMs: number
}

/** What the address of a history says. */
export interface HistoryAddress {
  readonly at: bigint | undefined
  readonly filter: string
  readonly range: VersionRange | undefined
  readonly view: HistoryView
  /** What the picture above shows, and what the time line has its lanes by, as they stand there. */
  readonly course: string | undefined
  readonly lanes: string | undefined
  /** What the time line shows; all of it where absent. */
  readonly span: TimeSpan | undefined
  /** Changes parts of the address in place; the rest stays. Once the reader is on the way to another screen nothing is changed. */
  change(parts: HistoryAddressChange): void
}

export interface HistoryAddressChange {
  readonly at?: bigint | undefined
  readonly filter?: string
  readonly range?: VersionRange | undefined
  readonly view?: HistoryView
  readonly course?: string
  readonly lanes?: string
  readonly span?: TimeSpan | undefined
}

/** The state of a history that lives in its address, so that a link shows what its sender saw. */
export function useHistoryAddress(name: string): HistoryAddress {
  const router = useRouter()
  const navigate = useNavigate()
  const pathname = useMatch({ from: '/t/$name/history', select: match => match.pathname })
  const { at, q = '', range, view, course, lanes, span } = useSearch({ from: '/t/$name/history' })
  return {
    at: parseVersion(at),
    filter: q,
    range: parseRange(range),
    view: view === 'timeline' ? 'timeline' : 'list',
    course,
    lanes,
    span: parseSpan(span),
    change(parts) {
      if (router.latestLocation.pathname !== pathname) return
      void navigate({
        to: '/t/$name/history',
        params: { name },
        search: before => ({
          at: 'at' in parts ? parts.at?.toString() : before.at,
          q: parts.filter ?? before.q,
          range: 'range' in parts ? printRange(parts.range) : before.range,
          course: parts.course ?? before.course,
          lanes: parts.lanes ?? before.lanes,
          span: 'span' in parts ? parts.span && `${parts.span.fromMs}..${parts.span.toMs}` : before.span,
          view: parts.view === undefined ? before.view : parts.view === 'list' ? undefined : parts.view,
        }),
        replace: true,
      })
    },
  }
}

function parseSpan(text: string | undefined): TimeSpan | undefined {
  const [, from, to] = /^(\d{1,16})\.\.(\d{1,16})$/.exec(text ?? '') ?? []
  const span = { fromMs: Number(from), toMs: Number(to) }
  return span.fromMs < span.toMs ? span : undefined
}

function parseRange(text: string | undefined): VersionRange | undefined {
  const [from, to] = (text ?? '').split('..').map(part => parseVersion(part))
  return from !== undefined && to !== undefined && from <= to ? { from, to } : undefined
}

function printRange(range: VersionRange | undefined): string | undefined {
  return range && `${range.from}..${range.to}`
}
