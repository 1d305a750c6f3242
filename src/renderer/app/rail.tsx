import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import {
  IconCheck,
  IconDeviceDesktop,
  IconFileDiff,
  IconFileImport,
  IconFolderShare,
  IconGitFork,
  IconHistoryToggle,
  IconKeyboard,
  IconMoon,
  IconPlayerTrackNext,
  IconPlugConnected,
  IconRipple,
  IconSettings,
  IconSun,
  IconSunMoon,
  IconTable,
} from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { KeyAction } from '../../shared/keys/keymap.ts'
import { settingOf, useSettings } from '../api/settings.ts'
import { chordText } from '../ui/keys.tsx'
import { keysOf } from './keymap.ts'
import classes from './rail.module.css'
import { setSetting } from './set-setting.ts'

const ICON = { size: 20, stroke: 1.6 } as const

const SCHEMES = [
  { value: 'auto', label: 'As the system', icon: IconDeviceDesktop },
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
] as const

/** The sections of the program, and below them what belongs to none. */
export function Rail({ onKeys }: { readonly onKeys: () => void }): ReactNode {
  const { pathname } = useLocation()
  const isImport = pathname === '/import'
  const isReplay = pathname === '/replay'
  const isDrafts = pathname === '/drafts' || pathname.startsWith('/drafts/')
  const isActivity = pathname === '/activity'
  const isConnections = pathname === '/connections'
  const isSettings = pathname === '/settings'
  const isSimulator = pathname === '/sim' || pathname.startsWith('/sim/')
  const isMirror = pathname === '/mirror'
  const isPipeline = pathname === '/copy' || pathname.startsWith('/copy/')
  return (
    <nav className={classes.rail} data-region="rail" aria-label="Sections">
      <RailLink
        to="/tables"
        label="Tables"
        action="go.tables"
        active={
          !isImport &&
          !isReplay &&
          !isPipeline &&
          !isSimulator &&
          !isDrafts &&
          !isActivity &&
          !isConnections &&
          !isSettings &&
          !isMirror
        }
      >
        <IconTable {...ICON} />
      </RailLink>
      <RailLink to="/import" label="Import a log" action="go.import" active={isImport}>
        <IconFileImport {...ICON} />
      </RailLink>
      <RailLink to="/replay" label="Replay and export" action="go.replay" active={isReplay}>
        <IconPlayerTrackNext {...ICON} />
      </RailLink>
      <RailLink to="/copy" label="COPY pipeline" action="go.pipeline" active={isPipeline}>
        <IconRipple {...ICON} />
      </RailLink>
      <RailLink to="/sim" label="Simulator" action="go.simulator" active={isSimulator}>
        <IconGitFork {...ICON} />
      </RailLink>
      <RailLink to="/mirror" label="Mirror" action="go.mirror" active={isMirror}>
        <IconFolderShare {...ICON} />
      </RailLink>
      <RailLink to="/drafts" label="Drafts" action="go.drafts" active={isDrafts}>
        <IconFileDiff {...ICON} />
      </RailLink>
      <RailLink to="/activity" label="Activity" action="go.activity" active={isActivity}>
        <IconHistoryToggle {...ICON} />
      </RailLink>
      <span className={classes.space} />
      <RailLink to="/connections" label="Connections" action="go.connections" active={isConnections}>
        <IconPlugConnected {...ICON} />
      </RailLink>
      <RailLink to="/settings" label="Settings" action="go.settings" active={isSettings}>
        <IconSettings {...ICON} />
      </RailLink>
      <SchemeMenu />
      <Tooltip label={`Keys  ${keysOf('keys.show')}`} position="right">
        <ActionIcon size={36} aria-label="Keys of this screen" onClick={onKeys}>
          <IconKeyboard {...ICON} />
        </ActionIcon>
      </Tooltip>
    </nav>
  )
}

interface RailLinkProps {
  readonly to:
    | '/tables'
    | '/import'
    | '/replay'
    | '/copy'
    | '/sim'
    | '/mirror'
    | '/drafts'
    | '/activity'
    | '/connections'
    | '/settings'
  readonly label: string
  readonly action: KeyAction
  readonly active: boolean
  readonly children: ReactNode
}

function RailLink({ to, label, action, active, children }: RailLinkProps): ReactNode {
  return (
    <Tooltip label={`${label}  ${chordText(keysOf(action))}`} position="right">
      <Link to={to} className={classes.link} data-active={active} aria-label={label} aria-current={active || undefined}>
        {children}
      </Link>
    </Tooltip>
  )
}

function SchemeMenu(): ReactNode {
  const colours = settingOf(useSettings().value, 'appearance.colours')
  return (
    <Menu position="right-end">
      <Menu.Target>
        <ActionIcon size={36} aria-label="Colours" title="Colours">
          <IconSunMoon {...ICON} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {SCHEMES.map(({ value, label, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={15} stroke={1.75} />}
            rightSection={colours === value ? <IconCheck size={14} aria-label="chosen" /> : undefined}
            onClick={() => void setSetting('appearance.colours', value)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
