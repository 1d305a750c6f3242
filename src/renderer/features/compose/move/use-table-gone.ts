import { useQuery } from '@tanstack/react-query'
import { tableByIdQuery } from '../../../api/queries.ts'

const ASK_EVERY_MS = 5_000

/** Whether the log has lost the table, by its id: asked again and again while somebody composes for it. */
export function useTableGone(tableId: string): boolean {
  const { data } = useQuery({ ...tableByIdQuery(tableId), refetchInterval: ASK_EVERY_MS })
  return data === null
}
