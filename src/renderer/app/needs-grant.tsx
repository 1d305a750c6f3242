import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { infoQuery } from '../api/queries.ts'
import { Strip } from '../ui/strip.tsx'
import { copyText } from './notice.tsx'

/** The statement that lets the user of this connection read a table of the log; undefined until it is known who that is. */
export function useGrant(relation: string | undefined): string | undefined {
  const { data: info } = useQuery({ ...infoQuery, enabled: relation !== undefined })
  if (relation === undefined || !info) return undefined
  return `grant select on ${identifier(info.server.schema)}.${relation} to ${identifier(info.server.user)};`
}

export interface NeedsGrantProps {
  /** The table that the user may not read. */
  readonly relation: string
  /** What is missing on the screen for it, as the beginning of a sentence. */
  readonly what: string
}

/** Says what a screen leaves out because the database user may not read one table, and what gives the right. */
export function NeedsGrant({ relation, what }: NeedsGrantProps): ReactNode {
  const grant = useGrant(relation)
  return (
    <Strip
      tone="warning"
      action={
        grant === undefined ? null : (
          <Button size="compact-xs" variant="default" title={grant} onClick={() => void copyText(grant, 'the GRANT')}>
            Copy the GRANT
          </Button>
        )
      }
    >
      {what} left out: this needs SELECT on <code>{relation}</code>
    </Strip>
  )
}

/** A name as SQL takes it. */
function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}
