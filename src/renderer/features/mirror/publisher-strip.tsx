import type { ReactNode } from 'react'
import type { Mirrors } from '../../api/mirrors.ts'
import { Strip } from '../../ui/strip.tsx'

interface PublisherStripProps {
  readonly value: Mirrors
  readonly isReadOnly: boolean
}

/** Says it where nothing is published from here: not allowed, done by another program, or by nobody. */
export function PublisherStrip({ value, isReadOnly }: PublisherStripProps): ReactNode {
  const { mirrors, isPublishing } = value
  if (isPublishing) return null
  const others = [...new Set(mirrors.flatMap(({ publisher }) => publisher ?? []))]
  if (others.length > 0)
    return <Strip tone="accent">Published by {others.join(' and ')}; here it is only watched.</Strip>
  return (
    <Strip tone="warning">
      {isReadOnly
        ? 'This connection is read-only, so nothing is published from here, and no other program publishes.'
        : 'No program publishes just now: deltadesk mirror run, or the app on a connection that may write, does.'}
    </Strip>
  )
}
