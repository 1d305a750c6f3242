import { useQuery } from '@tanstack/react-query'
import type { Timeline, TimelineLanes } from '../../../../shared/contract/histories.ts'
import { TIMELINE_SPANS_MAX } from '../../../../shared/limits.ts'
import { timelineQuery } from '../../../api/history-queries.ts'
import { readWindow, type TimeView } from '../../../ui/time-view.ts'

/** As fine as counts are drawn; the stretch that is read is some three times as wide as the view. */
const BUCKETS = 900

export interface ReadTimeline {
  readonly timeline: Timeline
  /** The stretch that it is of. */
  readonly window: TimeView
}

/** What was committed in and around a view; what was read before stays until the next is there. */
export function useTimeline(
  tableId: string,
  view: TimeView,
  bounds: TimeView & { readonly commits: bigint },
  lanes: TimelineLanes,
): { readonly read: ReadTimeline | undefined; readonly error: Error | null; readonly retry: () => void } {
  const isShort = bounds.commits <= BigInt(TIMELINE_SPANS_MAX)
  const whole = { fromMs: Math.floor(bounds.fromMs), toMs: Math.ceil(bounds.toMs) }
  const window = isShort ? whole : readWindow(view, bounds)
  const { data, error, refetch } = useQuery(timelineQuery(tableId, { ...window, lanes }, BUCKETS))
  return { read: data, error, retry: () => void refetch() }
}
