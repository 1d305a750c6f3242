import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useConnections } from '../../api/connections.ts'
import { infoQuery } from '../../api/queries.ts'
import { FactList } from '../../ui/fact-list.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Diagnostics } from './diagnostics.tsx'
import { KeyboardMap } from './keyboard-map.tsx'
import classes from './settings.module.css'

const SCHEMES = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

/** How the program looks and is used, what it keeps, and what can be told of it. */
export function SettingsScreen(): ReactNode {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Screen title="Settings">
      <div className={classes.page}>
        <Section title="Appearance">
          <SegmentedControl
            aria-label="Colours"
            data={SCHEMES}
            value={colorScheme}
            onChange={value => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
          />
        </Section>
        <Section title="Privacy">
          <Privacy />
        </Section>
        <Section title="Keyboard">
          <KeyboardMap />
        </Section>
        <Section title="Diagnostics">
          <Diagnostics />
        </Section>
      </div>
    </Screen>
  )
}

function Privacy(): ReactNode {
  const { value } = useConnections()
  const { data: info } = useQuery(infoQuery)
  return (
    <FactList
      label="Privacy"
      facts={[
        { name: 'Telemetry', value: 'none; this program has no telemetry and looks for no updates' },
        { name: 'Network', value: 'the servers, tunnels and stores that you have named, and nothing else' },
        { name: 'Passwords', value: value?.vault.note ?? '…' },
        { name: 'Version', value: info ? `${info.name} ${info.version}, ${info.host}` : '…' },
      ]}
    />
  )
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className={classes.section} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}
