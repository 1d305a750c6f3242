import { ActionIcon } from '@mantine/core'
import { IconFolderOpen } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Pickable } from '../../shared/contract/shell-contract.ts'
import { client } from '../api/client.ts'
import { readFailure } from '../api/failure.ts'
import { infoQuery } from '../api/queries.ts'
import { notify } from './notice.tsx'

export interface PickButtonProps {
  readonly what: Pickable
  /** What the path is for: `Choose the trusted certificates`. */
  readonly label: string
  readonly onPath: (path: string) => void
}

/** The system's own dialog for a path, where the host has one; in a browser paths are typed. */
export function PickButton({ what, label, onPath }: PickButtonProps): ReactNode {
  const { data: info } = useQuery(infoQuery)
  if (info?.host !== 'electron') return null
  async function pick(): Promise<void> {
    try {
      const picked = await client.shell.pick({ what })
      if (picked.kind === 'picked') onPath(picked.path)
    } catch (error) {
      notify(readFailure(error).detail)
    }
  }
  return (
    <ActionIcon size={22} aria-label={label} title={label} onClick={() => void pick()}>
      <IconFolderOpen size={14} stroke={1.75} />
    </ActionIcon>
  )
}
