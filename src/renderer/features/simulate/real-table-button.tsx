import { IconDatabase } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { usePageConnection } from '../../api/connections.ts'
import { WriteButton } from '../../app/write-button.tsx'

export interface RealTableButtonProps {
  readonly disabled: boolean
  /** A free run or one schedule. */
  readonly isOneRun: boolean
  readonly onClick: () => void
}

/** Asks for the real table to run on; says before anybody asks where no simulation may write to one. */
export function RealTableButton({ disabled, isOneRun, onClick }: RealTableButtonProps): ReactNode {
  const refusal =
    usePageConnection()?.environment === 'production'
      ? 'This connection is marked as production: no simulation writes to its tables, whatever the level is. A run makes a schema of its own.'
      : isOneRun
        ? undefined
        : 'An exploration and a matrix need a new table for each run: only a free run and one schedule can write to a real one.'
  return (
    <WriteButton
      variant="default"
      leftSection={<IconDatabase size={14} stroke={1.75} />}
      disabled={disabled}
      refusal={refusal}
      title={refusal ? undefined : 'Writes to a real table, once you have typed its name twice'}
      onClick={onClick}
    >
      On a real table …
    </WriteButton>
  )
}
