import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { connection } from '../api/client.ts'
import { Empty } from '../ui/empty.tsx'
import { Mark } from './mark.tsx'

/** In place of every screen while the program does not know this page. */
export function SignedOutCard(): ReactNode {
  return (
    <Empty
      title="This page is not signed in"
      picture={<Mark size={40} />}
      actions={
        <Button variant="default" onClick={() => connection.retryNow()}>
          Try again
        </Button>
      }
    >
      Deltadesk was started anew, or this address was opened without its code. Open the address that it printed in its
      terminal: it ends in a code that lets one page in.
    </Empty>
  )
}
