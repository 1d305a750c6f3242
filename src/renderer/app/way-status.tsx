import { Popover } from '@mantine/core'
import type { ReactNode } from 'react'
import { usePageConnection } from '../api/connections.ts'
import { FactList } from '../ui/fact-list.tsx'
import classes from './status-bar.module.css'

/** How the way to the server is protected, and on request who answered there. */
export function WayStatus(): ReactNode {
  const state = usePageConnection()?.state
  if (state?.kind !== 'open') return null
  const { encryption, peer, tunnel } = state
  const short =
    peer === null ? encryption : `${peer.protocol.replace('TLSv', 'TLS ')} · ${encryption.replace(/^TLS,? /, '')}`
  const facts = [
    { name: 'Way', value: tunnel === null ? 'straight' : `through ${tunnel}` },
    { name: 'Encryption', value: encryption },
    ...(peer === null
      ? []
      : [
          { name: 'Protocol', value: `${peer.protocol}, ${peer.cipher}` },
          { name: 'Certificate of', value: `${peer.subject} (${peer.isVerified ? 'verified' : 'not verified'})` },
          { name: 'Made by', value: peer.issuer },
          { name: 'Valid until', value: peer.validTo },
        ]),
  ]
  return (
    <Popover position="top-start" width={380} shadow="md">
      <Popover.Target>
        <button type="button" className={classes.run} title="How the way to the server is protected">
          {short}
          {tunnel === null ? '' : ' · SSH'}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <FactList label="The way to the server" facts={facts} />
      </Popover.Dropdown>
    </Popover>
  )
}
