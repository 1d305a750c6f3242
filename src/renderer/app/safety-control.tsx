import { Button, Menu } from '@mantine/core'
import { IconCheck, IconChevronDown, IconLock, IconLockOpen, IconShieldHalf } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { isAbove, LEVELS, type Level } from '../../shared/connection/safety.ts'
import type { ConnectionSummary } from '../../shared/contract/connections.ts'
import { usePageConnection } from '../api/connections.ts'
import { RaiseDialog } from './raise-dialog.tsx'
import classes from './safety-control.module.css'
import { LEVEL_MEANINGS, LEVEL_NAMES } from './safety-words.ts'
import { setLevel } from './set-level.ts'

const ICONS = { 'read-only': IconLock, guarded: IconShieldHalf, open: IconLockOpen } as const

/** How much may be done over this connection, for how long yet, and the way to another level. */
export function SafetyControl(): ReactNode {
  const connection = usePageConnection()
  const [wanted, setWanted] = useState<Level>()
  if (connection?.state.kind !== 'open') return null
  const { level, elevatedUntil, raiseMax } = connection.state
  const Icon = ICONS[level]

  function choose(next: Level): void {
    if (next === level || connection === undefined) return
    if (isAbove(next, level) && connection.environment === 'production') setWanted(next)
    else void setLevel(connection, next, '')
  }

  return (
    <>
      <Menu position="bottom-end" width={330}>
        <Menu.Target>
          <Button
            variant="default"
            size="compact-sm"
            className={classes.button ?? ''}
            data-level={level}
            leftSection={<Icon size={14} stroke={1.9} aria-hidden="true" />}
            rightSection={<IconChevronDown size={12} aria-hidden="true" />}
            aria-label={`Safety level: ${LEVEL_NAMES[level]}`}
          >
            {LEVEL_NAMES[level]}
            {elevatedUntil === null ? null : <Remaining until={elevatedUntil} />}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{menuLabel(connection)}</Menu.Label>
          {LEVELS.map(each => (
            <LevelItem
              key={each}
              level={each}
              isChosen={each === level}
              isClosed={isAbove(each, raiseMax) && isAbove(each, level)}
              onChoose={() => choose(each)}
            />
          ))}
        </Menu.Dropdown>
      </Menu>
      {wanted === undefined ? null : (
        <RaiseDialog connection={connection} level={wanted} onClose={() => setWanted(undefined)} />
      )}
    </>
  )
}

interface LevelItemProps {
  readonly level: Level
  readonly isChosen: boolean
  readonly isClosed: boolean
  readonly onChoose: () => void
}

function LevelItem({ level, isChosen, isClosed, onChoose }: LevelItemProps): ReactNode {
  const Icon = ICONS[level]
  return (
    <Menu.Item
      disabled={isClosed}
      leftSection={<Icon size={16} stroke={1.75} aria-hidden="true" />}
      rightSection={isChosen ? <IconCheck size={14} aria-label="chosen" /> : undefined}
      onClick={onChoose}
    >
      {LEVEL_NAMES[level]}
      <span className={classes.meaning}>{LEVEL_MEANINGS[level]}</span>
    </Menu.Item>
  )
}

function menuLabel({ profile, state, level }: ConnectionSummary): string {
  if (state.kind === 'open' && state.lockedBy !== null) return state.lockedBy
  return `“${profile.name}” opens ${LEVEL_NAMES[level].toLowerCase()}; a higher level lasts ${profile.elevationMinutes} minutes.`
}

function Remaining({ until }: { readonly until: number }): ReactNode {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.ceil((until - now) / 1_000))
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return (
    <span className={classes.remaining} role="timer" title="Until the level falls back by itself">
      {text}
    </span>
  )
}
