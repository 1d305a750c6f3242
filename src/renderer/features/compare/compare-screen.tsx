import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { comparisonQuery } from '../../api/comparison-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useKeys } from '../../app/key-dispatch.ts'
import { copyText } from '../../app/notice.tsx'
import { useTable } from '../../app/table-scope.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Screen } from '../../ui/screen.tsx'
import { AcrossView } from './across-view.tsx'
import { CompareDesk } from './compare-desk.tsx'
import { readSides, type Side, sideText } from './side.ts'
import { SidePickers } from './side-pickers.tsx'

/** Two versions of one table, or with a draft or another table, side by side: what became of its files, schema, properties and protocol. */
export function CompareScreen(): ReactNode {
  const table = useTable()
  const navigate = useNavigate()
  const search = useSearch({ from: '/t/$name/compare' })
  const sides = readSides(search, table.head)
  const { a, b } = sides
  const from = a.version ?? -1n
  const to = b.version ?? -1n
  const isAcross = a.elsewhere !== undefined || b.elsewhere !== undefined
  const exist = !isAcross && from >= 0n && to >= 0n
  const query = comparisonQuery({ tableId: table.tableId, from, to })
  const { data, error, refetch } = useQuery({ ...query, enabled: exist && from !== to })

  function choose(next: { readonly a?: Side; readonly b?: Side }): void {
    void navigate({
      to: '.',
      search: { ...search, a: sideText(next.a ?? a), b: sideText(next.b ?? b) },
      replace: true,
    })
  }
  const step = (by: bigint) => choose({ a: moved(a, by, table.head), b: moved(b, by, table.head) })
  useKeys({
    'compare.swap': () => choose({ a: b, b: a }),
    'version.older': () => step(-1n),
    'version.newer': () => step(1n),
    'version.history': () => void navigate({ to: '/t/$name/history', params: { name: table.name } }),
    'link.copy': () => void copyText(location.href, 'the link to this comparison'),
  })

  return (
    <Screen
      title={`${table.name}: ${shortName(a)} → ${shortName(b)}`}
      actions={<SidePickers table={table} sides={sides} onChoose={choose} />}
    >
      {isAcross ? <AcrossView key={`${sideText(a)} ${sideText(b)}`} table={table} sides={sides} /> : null}
      {exist || isAcross ? null : (
        <Empty title="Pick two versions">
          The fields above take a version from 0 to {`${table.head}`}, a number of versions before the head such as −5,
          or “head”.
        </Empty>
      )}
      {exist && from === to ? (
        <Empty title="The same version on both sides">
          v{`${from}`} is identical to itself by definition. Pick another version for one of the sides.
        </Empty>
      ) : null}
      {exist && from !== to ? (
        data ? (
          <CompareDesk key={`${from}-${to}`} table={table} summary={data} />
        ) : error ? (
          <FailureCard error={error} onRetry={refetch} />
        ) : (
          <Loading what={`the difference of v${from} and v${to}`} />
        )
      ) : null}
    </Screen>
  )
}

/** A side that follows the head stays there. */
function moved(side: Side, by: bigint, head: bigint): Side {
  const { version, isHead } = side
  if (isHead || version === undefined) return side
  const next = version + by
  return { version: next < 0n ? 0n : next > head ? head : next, isHead: false }
}

function shortName({ version, elsewhere }: Side): string {
  if (elsewhere?.kind === 'draft') return 'draft'
  return elsewhere ? elsewhere.name : `v${version ?? '?'}`
}
