import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { QUICK_FINDINGS } from '../../../shared/health/health-rules.ts'
import { facetsQuery } from '../../api/catalog-queries.ts'
import { formatCount } from '../../ui/format.ts'
import classes from './catalog.module.css'
import type { CatalogAddress, FacetName } from './catalog-address.ts'

const FACETS: readonly { readonly name: FacetName; readonly label: string; readonly empty: string }[] = [
  { name: 'mirror', label: 'Mirror', empty: 'No table' },
  { name: 'feature', label: 'Protocol feature', empty: 'No table has a named feature' },
  { name: 'by', label: 'Last committer', empty: 'Nobody has committed' },
  { name: 'finding', label: 'Health', empty: 'Nothing is odd about any head' },
  { name: 'stale', label: 'Stale', empty: 'Every table was committed to today' },
]
const COUNTS_OF = {
  mirror: 'mirror',
  feature: 'features',
  by: 'committers',
  finding: 'findings',
  stale: 'staleDays',
} as const

export interface FacetBarProps {
  readonly address: CatalogAddress
  /** How many there are. */
  readonly tables: number
}

/** What the tables can be narrowed by, each value with the number of tables that have it. */
export function FacetBar({ address, tables }: FacetBarProps): ReactNode {
  const { data: counts } = useQuery(facetsQuery(address.search, tables))
  return (
    <fieldset className={classes.facets} aria-label="Narrow the tables">
      {FACETS.map(({ name, label, empty }) => {
        const values = counts?.[COUNTS_OF[name]] ?? []
        const chosen = address.chosen[name]
        return (
          <Menu key={name} position="bottom-start" width={260} closeOnItemClick={false}>
            <Menu.Target>
              <Button
                variant={chosen.length > 0 ? 'light' : 'subtle'}
                color={chosen.length > 0 ? 'river' : 'gray'}
                rightSection={<IconChevronDown size={12} stroke={2} />}
              >
                {chosen.length === 0 ? label : `${label}: ${chosen.map(value => wordsFor(name, value)).join(', ')}`}
              </Button>
            </Menu.Target>
            <Menu.Dropdown className={classes.facetValues}>
              {values.length === 0 ? <Menu.Item disabled>{counts ? empty : 'Counting …'}</Menu.Item> : null}
              {values.map(({ value, count }) => (
                <Menu.CheckboxItem
                  key={value}
                  checked={chosen.includes(value)}
                  rightSection={<span className={classes.quiet}>{formatCount(count)}</span>}
                  onChange={() => address.toggle(name, value)}
                >
                  {wordsFor(name, value)}
                </Menu.CheckboxItem>
              ))}
            </Menu.Dropdown>
          </Menu>
        )
      })}
      {address.facets ? (
        <Button variant="subtle" onClick={address.clear}>
          Clear
        </Button>
      ) : null}
    </fieldset>
  )
}

const MIRROR_WORDS: Readonly<Record<string, string>> = {
  none: 'not mirrored',
  behind: 'behind',
  published: 'up to date',
  failed: 'failed',
  diverged: 'diverged',
  unreadable: 'unknown: no right to read it',
}
const FINDING_WORDS: Readonly<Record<string, string>> = QUICK_FINDINGS

function wordsFor(facet: FacetName, value: string): string {
  switch (facet) {
    case 'mirror':
      return MIRROR_WORDS[value] ?? value
    case 'finding':
      return FINDING_WORDS[value] ?? value
    case 'stale':
      return value === '1' ? 'no commit for a day' : `no commit for ${value} days`
    case 'by':
    case 'feature':
      return value
  }
}
