import { QueryClient, type QueryKey } from '@tanstack/react-query'
import { Disconnected } from './failure.ts'

const RETRIES_MAX = 3

/**
 * Reads stay fresh until `changes.ts` says otherwise, so nothing is fetched twice. Only a broken pipe is retried: the
 * main process has its own patience with the database.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      queryKeyHashFn: hashQueryKey,
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: (count, error) => error instanceof Disconnected && count < RETRIES_MAX,
      retryDelay: 0,
    },
    mutations: { networkMode: 'always', retry: false },
  },
})

/** One text per key, whatever the order of an object's fields. Versions are bigint, which JSON does not know. */
export function hashQueryKey(key: QueryKey): string {
  return JSON.stringify(key, (_, value: unknown) => {
    if (typeof value === 'bigint') return { $bigint: String(value) }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
