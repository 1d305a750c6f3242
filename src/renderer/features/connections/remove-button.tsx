import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Profile } from '../../../shared/contract/connections.ts'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import { pageConnectionId, showConnection } from '../../api/page-connection.ts'
import { notify } from '../../app/notice.tsx'

export interface RemoveButtonProps {
  readonly profile: Profile
  readonly onRemoved: () => void
}

/** Forgets a connection and its password after a second press; nothing on the server changes. */
export function RemoveButton({ profile, onRemoved }: RemoveButtonProps): ReactNode {
  const [isAsked, setIsAsked] = useState(false)
  async function remove(): Promise<void> {
    try {
      await client.connections.remove({ id: profile.id })
      notify(`Forgot ${profile.name}; its server is as it was`)
      if (profile.id === pageConnectionId) showConnection(undefined, '/connections')
      else onRemoved()
    } catch (error) {
      notify(readFailure(error).detail)
    }
  }
  return (
    <Button
      variant={isAsked ? 'filled' : 'subtle'}
      color="red"
      onClick={() => (isAsked ? void remove() : setIsAsked(true))}
      onBlur={() => setIsAsked(false)}
    >
      {isAsked ? `Forget ${profile.name} and its password` : 'Remove'}
    </Button>
  )
}
