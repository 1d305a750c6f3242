import { ActionIcon, Tooltip } from '@mantine/core'
import { IconBell, IconBellOff, IconBellRinging } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useOutsideNotices } from '../../app/outside-notices.ts'

const WORDS = {
  default: 'Tell me of alerts outside of this page, too',
  granted: 'Alerts are told outside of this page, too',
  denied: 'The browser does not let this page tell alerts outside of it',
} as const
const ICONS = { default: IconBell, granted: IconBellRinging, denied: IconBellOff } as const

/** Lets a person have alerts shown by the operating system; nothing where the program does that by itself. */
export function AlertBell(): ReactNode {
  const { state, ask } = useOutsideNotices()
  if (state === 'elsewhere') return null
  const Icon = ICONS[state]
  return (
    <Tooltip label={WORDS[state]}>
      <ActionIcon
        aria-label={WORDS[state]}
        aria-pressed={state === 'granted'}
        aria-disabled={state !== 'default'}
        onClick={() => {
          if (state === 'default') void ask()
        }}
      >
        <Icon size={16} stroke={1.75} />
      </ActionIcon>
    </Tooltip>
  )
}
