import { useQuery } from '@tanstack/react-query'
import type { AcrossSide } from '../../../shared/contract/across.ts'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { tableQuery } from '../../api/queries.ts'
import { readSide, type Side } from './side.ts'

/** A side as the comparison takes it. */
export interface ResolvedSide {
  /** Undefined while its table is read, and where it is not there. */
  readonly side: AcrossSide | undefined
  /** The table that its versions belong to. */
  readonly table: string
  /** Why there is no such side, as a sentence. */
  readonly problem: string | undefined
}

/** Finds what a side stands for: a version of `table`, one of its drafts, or a version of another table. */
export function useAcrossSide(table: TableSummary, { version, elsewhere }: Side): ResolvedSide {
  const name = elsewhere?.kind === 'table' ? elsewhere.name : table.name
  const { data, error } = useQuery({ ...tableQuery(name), enabled: elsewhere?.kind === 'table' })
  if (elsewhere?.kind === 'draft') {
    return { side: { kind: 'draft', draftId: elsewhere.draftId }, table: table.name, problem: undefined }
  }
  if (!elsewhere) {
    const side = version === undefined ? undefined : { kind: 'version' as const, tableId: table.tableId, version }
    return { side, table: name, problem: side ? undefined : `${name} has no such version.` }
  }
  if (!data) return { side: undefined, table: name, problem: error ? `There is no table “${name}”.` : undefined }
  const other = readSide(elsewhere.at, data.head).version
  return other === undefined
    ? { side: undefined, table: name, problem: `${name} has the versions 0 to ${data.head}, not ${elsewhere.at}.` }
    : { side: { kind: 'version', tableId: data.tableId, version: other }, table: name, problem: undefined }
}
