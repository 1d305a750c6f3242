import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import { queryClient } from '../../api/query-client.ts'
import { notify } from '../../app/notice.tsx'
import { WriteButton } from '../../app/write-button.tsx'
import { formatCount } from '../../ui/format.ts'

/** Removes the tables that were made up to look at, after a second press; not there where there are none. */
export function RemoveSamples(): ReactNode {
  const [isAsked, setIsAsked] = useState(false)
  const { data } = useQuery({
    queryKey: ['tables', 'samples'],
    queryFn: ({ signal }) => client.samples.list(undefined, { signal }),
  })
  const count = data?.length ?? 0
  if (count === 0) return null

  async function remove(): Promise<void> {
    setIsAsked(false)
    try {
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
      onClick={() => (isAsked ? void remove() : setIsAsked(true))}
      onBlur={() => setIsAsked(false)}
    >
      {isAsked ? `Remove ${formatCount(count)} with their history` : 'Remove the samples'}
    </WriteButton>
  )
}
