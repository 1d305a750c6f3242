import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { acrossQuery } from '../../api/comparison-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Loading } from '../../ui/loading.tsx'
import { AcrossDesk } from './across-desk.tsx'
import { type Sides, sideText } from './side.ts'
import { useAcrossSide } from './use-across.ts'

/** A comparison that reaches beyond the versions of one table. */
export function AcrossView({ table, sides }: { readonly table: TableSummary; readonly sides: Sides }): ReactNode {
  const [a, b] = [useAcrossSide(table, sides.a), useAcrossSide(table, sides.b)]
  const compared = a.side && b.side ? { before: a.side, after: b.side } : undefined
  const { data, error, refetch } = useQuery(acrossQuery(compared))
  const problem = a.problem ?? b.problem
  if (problem) return <Empty title="There is no such side">{problem}</Empty>
  if (sideText(sides.a) === sideText(sides.b)) {
    return <Empty title="The same on both sides">Pick another version, draft or table for one of the sides.</Empty>
  }
  if (compared && data) {
    return <AcrossDesk compared={compared} tables={{ before: a.table, after: b.table }} summary={data} />
  }
  return error ? <FailureCard error={error} onRetry={refetch} /> : <Loading what="the live files of both sides" />
}
