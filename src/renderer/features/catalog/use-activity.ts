import { useQueries } from '@tanstack/react-query'
import type { TableActivity } from '../../../shared/contract/tables.ts'
import { activityQuery } from '../../api/catalog-queries.ts'

export type Activities = ReadonlyMap<string, TableActivity>

/** The activity of tables by id, read page by page once the pages themselves are there. */
export function useActivity(pages: readonly (readonly { readonly tableId: string }[])[]): Activities {
  return useQueries({
    queries: pages.map(tables => activityQuery(tables.map(({ tableId }) => tableId))),
    combine: joinActivities,
  })
}

function joinActivities(results: readonly { readonly data: readonly TableActivity[] | undefined }[]): Activities {
  return new Map(results.flatMap(({ data = [] }) => data.map(activity => [activity.tableId, activity] as const)))
}
