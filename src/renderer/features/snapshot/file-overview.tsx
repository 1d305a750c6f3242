import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { FileFilter, FileTotals } from '../../../shared/contract/snapshots.ts'
import { fileSizesQuery, type TableVersion } from '../../api/snapshot-queries.ts'
import { formatCount } from '../../ui/format.ts'
import { Histogram } from '../../ui/histogram.tsx'
import { type SizeBar, selectedBars, sizeBars } from './size-bars.ts'
import classes from './snapshot.module.css'
import type { SnapshotSearch } from './snapshot-filter.ts'

const HEIGHT = 64
const SMALL_BYTES = 8n * 1024n * 1024n

export interface FileOverviewProps {
  readonly at: TableVersion
  readonly filter: FileFilter
  readonly onFilter: (changes: SnapshotSearch) => void
}

/** Sizes of the files that fit the filter, to be brushed, and what is odd about them. */
export function FileOverview({ at, filter, onFilter }: FileOverviewProps): ReactNode {
  const { sizeMin: _, sizeMax: __, ...withoutSize } = filter
  const { data } = useQuery(fileSizesQuery(at, withoutSize))
  const bars = data ? sizeBars(data) : []
  return (
    <div className={classes.overview}>
      <Histogram
        label="Files by size; drag or use the keys to filter"
        bars={bars}
        height={HEIGHT}
        selected={selectedBars(bars, filter)}
        onSelect={range => {
          const [first, last] = [bars[range?.from ?? -1], bars[range?.to ?? -1]]
          onFilter({ min: first && String(first.from), max: last && String(last.to) })
        }}
      />
      <ul className={classes.health} aria-label="What is odd about these files">
        {data
          ? oddities(data.totals, bars).map(({ text, isOdd }) => (
              <li key={text} data-odd={isOdd || undefined}>
                {text}
              </li>
            ))
          : null}
      </ul>
    </div>
  )
}

function oddities(totals: FileTotals, bars: readonly SizeBar[]): { readonly text: string; readonly isOdd: boolean }[] {
  const { files, withoutRecords, withVector, deletedRows } = totals
  const small = bars.filter(({ to }) => to <= SMALL_BYTES).reduce((sum, bar) => sum + bar.files, 0)
  const share = files === 0 ? 0 : Math.round((small / files) * 100)
  return [
    { text: `${share} % are smaller than 8 MiB`, isOdd: share > 50 && files > 10 },
    withoutRecords === 0
      ? { text: 'all say how many rows they hold', isOdd: false }
      : { text: `${formatCount(withoutRecords)} do not say how many rows they hold`, isOdd: true },
    withVector === 0
      ? { text: 'no deletion vectors', isOdd: false }
      : {
          text: `${formatCount(withVector)} hide ${formatCount(deletedRows)} rows by deletion vectors`,
          isOdd: false,
        },
  ]
}
