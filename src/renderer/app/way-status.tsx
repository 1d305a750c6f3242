import { Popover } from '@mantine/core'
import { useWindowEvent } from '@mantine/hooks'
import { useLocation } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { usePageConnection } from '../api/connections.ts'
import { FactList } from '../ui/fact-list.tsx'
import classes from './status-bar.module.css'

const BELOW_DIALOGS = 150

/** How the way to the server is protected, and on request who answered there. */
export function WayStatus(): ReactNode {
  const state = usePageConnection()?.state
  const { href } = useLocation()
  const [openedAt, setOpenedAt] = useState<string>()
  const isOpened = openedAt === href
  useWindowEvent('keydown', ({ key }) => (key === 'Escape' ? setOpenedAt(undefined) : undefined))
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
    <Popover
      position="top-start"
      width={400}
      shadow="md"
      zIndex={BELOW_DIALOGS}
      opened={isOpened}
      onDismiss={() => setOpenedAt(undefined)}
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.run}
          title="How the way to the server is protected"
          onClick={() => setOpenedAt(isOpened ? undefined : href)}
        >
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
