import { useNavigate, useSearch } from '@tanstack/react-router'
import type { MirrorStand, TableFacets, TableSort } from '../../../shared/contract/tables.ts'
import { QUICK_FINDINGS, type QuickFinding } from '../../../shared/health/health-rules.ts'

export type FacetName = 'by' | 'mirror' | 'feature' | 'finding' | 'stale'

/** What the address of the catalog says. */
export interface CatalogAddress {
  readonly search: string
  readonly sort: TableSort
  /** What is chosen of each facet. */
  readonly chosen: Readonly<Record<FacetName, readonly string[]>>
  readonly facets: TableFacets | undefined
  searchFor(text: string): void
  sortBy(by: TableSort['by']): void
  toggle(facet: FacetName, value: string): void
  clear(): void
}

const MIRROR_STANDS: readonly MirrorStand[] = ['published', 'behind', 'failed', 'diverged', 'none']
const SORT_KEYS: readonly TableSort['by'][] = ['name', 'head', 'lastCommit', 'files', 'bytes', 'rows']
/** Values are joined with a character that no name can hold. */
const SEPARATOR = '\u001f'

/** The state of the catalog that lives in its address, so that a link shows what its sender saw. */
export function useCatalogAddress(): CatalogAddress {
  const navigate = useNavigate()
  const address = useSearch({ from: '/tables' })
  const listOf = (name: FacetName) => address[name]?.split(SEPARATOR) ?? []
  const chosen = {
    by: listOf('by'),
    mirror: listOf('mirror'),
    feature: listOf('feature'),
    finding: listOf('finding'),
    stale: listOf('stale'),
  }
  const sort = readSort(address.sort)
  const change = (parts: Partial<Record<'q' | 'sort' | FacetName, string | undefined>>) =>
    void navigate({ to: '/tables', search: before => ({ ...before, ...parts }), replace: true })
  return {
    search: address.q ?? '',
    sort,
    chosen,
    facets: facetsOf(chosen),
    searchFor: text => change({ q: text }),
    sortBy: by => {
      const startsHigh = by !== 'name'
      const descending = sort.by === by ? !sort.descending : startsHigh
      change({ sort: by === 'name' && !descending ? undefined : `${descending ? '-' : ''}${by}` })
    },
    toggle: (facet, value) => {
      const before = chosen[facet]
      // Days without a commit include each other, so only one of them can be meant.
      const rest = before.filter(other => other !== value)
      const after = before.includes(value) ? rest : facet === 'stale' ? [value] : [...before, value]
      change({ [facet]: after.length === 0 ? undefined : after.join(SEPARATOR) })
    },
    clear: () => void navigate({ to: '/tables', search: {}, replace: true }),
  }
}

function readSort(text = 'name'): TableSort {
  const by = SORT_KEYS.find(key => key === text.replace('-', '')) ?? 'name'
  return { by, descending: text.startsWith('-') }
}

function facetsOf(chosen: CatalogAddress['chosen']): TableFacets | undefined {
  const mirror = MIRROR_STANDS.filter(stand => chosen.mirror.includes(stand))
  const findings = chosen.finding.filter((id): id is QuickFinding => Object.hasOwn(QUICK_FINDINGS, id))
  const days = Number(chosen.stale[0])
  const facets: TableFacets = {
    ...(chosen.by.length > 0 ? { committers: [...chosen.by] } : {}),
    ...(mirror.length > 0 ? { mirror } : {}),
    ...(chosen.feature.length > 0 ? { features: [...chosen.feature] } : {}),
    ...(findings.length > 0 ? { findings } : {}),
    ...(Number.isInteger(days) && days > 0 ? { staleDays: days } : {}),
  }
  return Object.keys(facets).length === 0 ? undefined : facets
}
