import { useMatch, useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { type ActionSort, actionSortSchema } from '../../../shared/contract/arranged-actions.ts'
import { type ActionKind, actionKindSchema } from '../../../shared/contract/schemas.ts'
import { type PartitionValuesByName, partitionValuesSchema } from '../../../shared/contract/snapshots.ts'
import type { ActionOrder } from '../../api/action-queries.ts'

export const VERSION_TABS = ['actions', 'json', 'commit'] as const
export type VersionTab = (typeof VERSION_TABS)[number]

/** The parts of the address as they stand there. */
export interface VersionSearch {
  readonly tab?: string | undefined
  readonly kind?: string | undefined
  readonly q?: string | undefined
  readonly part?: string | undefined
  readonly sort?: string | undefined
  readonly dir?: string | undefined
  readonly group?: string | undefined
  readonly at?: string | undefined
  readonly bounds?: string | undefined
}

/** What the address of a version says. */
export interface VersionAddress {
  readonly tab: VersionTab
  readonly kind: ActionKind | undefined
  /** What the actions are filtered by. */
  readonly filter: string
  readonly partition: PartitionValuesByName | undefined
  readonly order: ActionOrder
  readonly isGrouped: boolean
  /** The place of the selected action in the commit. */
  readonly at: number | undefined
  /** The column whose bounds are shown. */
  readonly bounds: string | undefined
  /** All of it, to be taken along to another version. */
  readonly search: VersionSearch
  /** Changes parts of the address in place. Once the reader is on the way to another screen nothing is changed. */
  change(parts: VersionSearch): void
  sortBy(sort: ActionSort): void
}

/** The state of a version's screen that lives in its address, so that a link shows what its sender saw. */
export function useVersionAddress(): VersionAddress {
  const router = useRouter()
  const navigate = useNavigate()
  const pathname = useMatch({ from: '/t/$name/v/$version', select: match => match.pathname })
  const search: VersionSearch = useSearch({ from: '/t/$name/v/$version' })
  const order = readOrder(search)
  function change(parts: VersionSearch): void {
    if (router.latestLocation.pathname !== pathname) return
    void navigate({ to: '.', search: (before: VersionSearch) => ({ ...before, ...parts }), replace: true })
  }
  return {
    tab: VERSION_TABS.find(name => name === search.tab) ?? 'actions',
    kind: actionKindSchema.safeParse(search.kind).data,
    filter: search.q ?? '',
    partition: readPartition(search.part),
    order,
    isGrouped: search.group === 'partition',
    at: /^\d{1,9}$/.test(search.at ?? '') ? Number(search.at) : undefined,
    bounds: search.bounds,
    search,
    change,
    sortBy(sort) {
      const startsHigh = sort === 'size' || sort === 'rows'
      const descending = sort === order.sort ? !order.descending : startsHigh
      const isAsCommitted = sort === 'ordinal' && !descending
      change({ sort: isAsCommitted ? undefined : sort, dir: isAsCommitted ? undefined : descending ? 'desc' : 'asc' })
    },
  }
}

function readOrder({ sort, dir }: VersionSearch): ActionOrder {
  return { sort: actionSortSchema.safeParse(sort).data ?? 'ordinal', descending: dir === 'desc' }
}

function readPartition(text: string | undefined): PartitionValuesByName | undefined {
  if (text === undefined) return undefined
  try {
    return partitionValuesSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
