import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { SettingsEvent } from '../../../shared/contract/settings-contract.ts'
import { useConnections } from '../../api/connections.ts'
import { infoQuery } from '../../api/queries.ts'
import { useSettings } from '../../api/settings.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { FactList } from '../../ui/fact-list.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Strip } from '../../ui/strip.tsx'
import { Diagnostics } from './diagnostics.tsx'
import { KeyboardMap } from './keyboard-map.tsx'
import { SettingRows } from './setting-rows.tsx'
import classes from './settings.module.css'

/** How the program looks and is used, what it keeps, and what can be told of it. */
export function SettingsScreen(): ReactNode {
  const { value, error } = useSettings()
  return (
    <Screen title="Settings">
      <div className={classes.page}>
        <Section title="What is set">{value ? <SettingRows event={value} /> : <NotYet error={error} />}</Section>
        <Section title="Keyboard">{value ? <KeyboardMap event={value} /> : null}</Section>
        <Section title="Privacy">
          <Privacy />
        </Section>
        <Section title="Kept">{value ? <Kept event={value} /> : null}</Section>
        <Section title="Diagnostics">
          <Diagnostics />
        </Section>
      </div>
    </Screen>
  )
}

function NotYet({ error }: { readonly error: unknown }): ReactNode {
  return error === undefined ? <p className={classes.hint}>…</p> : <FailureCard error={error} />
}

/** Where settings are kept and by whom they are overruled. */
function Kept({ event: { file, policyFile, problems } }: { readonly event: SettingsEvent }): ReactNode {
  return (
    <>
      {problems.map(problem => (
        <Strip key={problem} tone="warning">
          {problem}
        </Strip>
      ))}
      <FactList
        label="Where settings are kept"
        facts={[
          { name: 'Your settings', value: <code>{file}</code> },
          { name: 'Policy', value: policyFile === null ? 'none on this machine' : <code>{policyFile}</code> },
          { name: 'Which counts', value: 'the policy, then what was said at the start, then yours, then the default' },
        ]}
      />
    </>
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
