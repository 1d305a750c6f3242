import { useQueries, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type { ActionSum, ChosenActions } from '../../../shared/contract/arranged-actions.ts'
import {
  ACTIONS_AT_ONCE,
  type ActionOrder,
  actionsAtQuery,
  arrangementQuery,
  firstActionsQuery,
} from '../../api/action-queries.ts'
import type { ActionRow } from './action-row.ts'
import { rowOf } from './use-action-rows.ts'

const READ_AHEAD = 60
const NONE = new Int32Array()

export interface ArrangedActions {
  /** How many there are; undefined before it is known. */
  readonly count: number | undefined
  /** Undefined while it is on its way. */
  readonly rowAt: (index: number) => ActionRow | undefined
  /** Those that are here. */
  readonly rows: readonly ActionRow[]
  /** The places in the commit of the rows `from … to`. */
  readonly ordinalsOf: (from: number, to: number) => Int32Array
  /** What all of them come to, where the server has added them up. */
  readonly sums: readonly ActionSum[] | undefined
  readonly isArranging: boolean
  readonly error: Error | null
  retry(): void
  onRange(first: number, last: number): void
}

/**
 * Actions of a version in any order, as far as they are in sight. In commit order the first of them come at once; all else
 * is arranged by the server, which tells the places alone.
 */
export function useArrangedActions(chosen: ChosenActions, order: ActionOrder): ArrangedActions {
  const { tableId, version, kind, text, partition } = chosen
  const isAsCommitted = text === undefined && partition === undefined && order.sort === 'ordinal' && !order.descending
  const begin = useQuery({ ...firstActionsQuery(tableId, version, kind), enabled: isAsCommitted })
  const isWhole = isAsCommitted && begin.data?.next === null
  const arrangement = useQuery({
    ...arrangementQuery(chosen, order),
    enabled: !isAsCommitted || (begin.data !== undefined && !isWhole),
  })
  const [inSight, setInSight] = useState({ first: 0, last: ACTIONS_AT_ONCE - 1 })
  const ordinals = arrangement.data?.ordinals ?? NONE
  const pages = pagesOf(inSight, ordinals.length)
  const results = useQueries({
    queries: pages.map(page =>
      actionsAtQuery(tableId, version, [...ordinals.slice(page * ACTIONS_AT_ONCE, (page + 1) * ACTIONS_AT_ONCE)]),
    ),
  })
  const first = isAsCommitted ? begin.data?.actions : undefined
  const firstOrdinals = useMemo(() => Int32Array.from(first?.map(({ ordinal }) => ordinal) ?? []), [first])
  const failed = [begin, arrangement, ...results].find(({ error, data }) => error && !data)

  function rowAt(index: number): ActionRow | undefined {
    const page = results[Math.floor(index / ACTIONS_AT_ONCE) - (pages[0] ?? 0)]
    const line = first?.[index] ?? page?.data?.[index % ACTIONS_AT_ONCE]
    return line && rowOf(line)
  }
  const rows = [...(first ?? []), ...results.flatMap(({ data }) => data ?? [])].map(rowOf)
  const all = isWhole || arrangement.data === undefined ? firstOrdinals : ordinals
  return {
    count: isWhole ? first?.length : arrangement.data?.ordinals.length,
    rowAt,
    rows,
    ordinalsOf: (from, to) => all.subarray(from, to + 1),
    sums: isWhole ? undefined : arrangement.data?.sums,
    isArranging: arrangement.isFetching,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
    onRange: useCallback((from, to) => setInSight({ first: from, last: to }), []),
  }
}

function pagesOf({ first, last }: { readonly first: number; readonly last: number }, count: number): number[] {
  if (count === 0) return []
  const from = Math.floor(Math.max(0, first - READ_AHEAD) / ACTIONS_AT_ONCE)
  const to = Math.floor(Math.min(count - 1, last + READ_AHEAD) / ACTIONS_AT_ONCE)
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}
