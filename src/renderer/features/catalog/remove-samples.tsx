import { queryOptions, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import { queryClient } from '../../api/query-client.ts'
import { notify } from '../../app/notice.tsx'
import { WriteButton } from '../../app/write-button.tsx'
import { formatCount } from '../../ui/format.ts'

const SAMPLES = queryOptions({
  queryKey: ['tables', 'samples'],
  queryFn: ({ signal }) => client.samples.list(undefined, { signal }),
})

/**
 * Removes the tables that were made up to look at; not there where there are none. They can be had again, but for what
 * somebody has committed to them since: then a second press is wanted.
 */
export function RemoveSamples(): ReactNode {
  const [changed, setChanged] = useState(0)
  const { data } = useQuery(SAMPLES)
  const count = data?.length ?? 0
  if (count === 0) return null
  const isAsked = changed > 0

  async function press(): Promise<void> {
    try {
      // What was committed a moment ago counts, too.
      const samples = await queryClient.fetchQuery({ ...SAMPLES, staleTime: 0 })
      const more = samples.filter(({ hasOwnCommits }) => hasOwnCommits).length
      if (more > changed) return setChanged(more)
      setChanged(0)
      const removed = await client.samples.remove()
      notify(`Removed ${formatCount(removed.length)} sample tables`)
    } catch (error) {
      notify(readFailure(error).detail)
    }
    await queryClient.invalidateQueries({ queryKey: ['tables'] })
  }

  return (
    <WriteButton
      variant={isAsked ? 'filled' : 'default'}
      {...(isAsked ? { color: 'red' } : {})}
      title={data?.map(({ name }) => name).join('\n')}
      onClick={() => void press()}
      onBlur={() => setChanged(0)}
    >
      {isAsked ? `Remove ${formatCount(count)}, ${formatCount(changed)} changed since` : 'Remove the samples'}
    </WriteButton>
  )
}
