import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { MirrorSummary } from '../../../shared/contract/mirrors.ts'
import { formatCount, formatTime } from '../../ui/format.ts'
import classes from './mirror.module.css'
import { ERROR_NAMES } from './mirror-words.ts'
import type { MirrorCommands } from './use-mirror-commands.ts'

interface CauseBarProps {
  readonly mirrors: readonly MirrorSummary[]
  readonly commands: MirrorCommands
}

/** What holds mirrors up, most of them first, and one button that tries all of one cause again. */
export function CauseBar({ mirrors, commands }: CauseBarProps): ReactNode {
  const groups = causesOf(mirrors)
  if (groups.length === 0) return null
  return (
    <ul className={classes.causes} aria-label="Causes">
      {groups.map(({ name, held, since }) => (
        <li key={name}>
          <span className={classes.causeName}>{name}</span>
          <span className={classes.causeCount}>
            × {formatCount(held.length)}
            {since === null ? '' : `, since ${formatTime(since).slice(11, 16)}`}
          </span>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconRefresh size={12} stroke={1.75} />}
            disabled={commands.isReadOnly}
            onClick={() => void commands.giveAll(held, 'retry')}
          >
            Try {held.length === 1 ? 'it' : 'them'} again
          </Button>
        </li>
      ))}
    </ul>
  )
}

interface CauseGroup {
  readonly name: string
  readonly held: MirrorSummary[]
  since: number | null
}

function causesOf(mirrors: readonly MirrorSummary[]): CauseGroup[] {
  const groups = new Map<string, CauseGroup>()
  for (const mirror of mirrors) {
    const { state, failure } = mirror
    if (state !== 'active' || failure === null) continue
    const name = ERROR_NAMES[failure.errorClass]
    const group = groups.get(name) ?? { name, held: [], since: null }
    group.held.push(mirror)
    if (failure.since !== null) group.since = Math.min(group.since ?? failure.since, failure.since)
    groups.set(name, group)
  }
  return [...groups.values()].sort((a, b) => b.held.length - a.held.length)
}
