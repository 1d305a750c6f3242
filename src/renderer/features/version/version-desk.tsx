import { Tabs } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useKeys } from '../../app/key-dispatch.ts'
import { steppedVersion } from '../../app/stepped-version.ts'
import { Screen } from '../../ui/screen.tsx'
import { ActionsTab } from './actions-tab.tsx'
import { CommitTab } from './commit-tab.tsx'
import { JsonTab } from './json-tab.tsx'
import { actionTotal, KindChips } from './kind-chips.tsx'
import classes from './version.module.css'
import { useVersionAddress, VERSION_TABS, type VersionTab } from './version-address.ts'
import { VersionActions, VersionFacts, type VersionProps, VersionTitle } from './version-header.tsx'

/** A version that was read: its facts, its kinds of action as filters, and three ways to look at it. */
export function VersionDesk({ table, summary, isStale }: VersionProps & { readonly isStale: boolean }): ReactNode {
  const navigate = useNavigate()
  const address = useVersionAddress()
  const { tab, kind, search } = address
  const show = (next: VersionTab) => address.change({ tab: next })

  function walk(step: 1n | -1n): void {
    void navigate({
      to: '/t/$name/v/$version',
      params: ({ version }) => ({ name: table.name, version: steppedVersion(version, step, table.head) }),
      search: { ...search, at: undefined },
    })
  }
  useKeys({
    'version.older': () => walk(-1n),
    'version.newer': () => walk(1n),
    'version.snapshot': () =>
      void navigate({
        to: '/t/$name/at/$version/$tab',
        params: { name: table.name, version: `${summary.version}`, tab: 'files' },
      }),
    'version.compare': () =>
      void navigate({
        to: '/t/$name/compare',
        params: { name: table.name },
        search: { a: `${summary.version > 0n ? summary.version - 1n : 0n}`, b: `${summary.version}` },
      }),
    'version.history': () =>
      void navigate({ to: '/t/$name/history', params: { name: table.name }, search: { at: `${summary.version}` } }),
    'version.compose': () =>
      void navigate({ to: '/t/$name/compose', params: { name: table.name }, search: { from: `${summary.version}` } }),
    'link.copy': () => void navigator.clipboard.writeText(window.location.href),
    'tab.1': () => show('actions'),
    'tab.2': () => show('json'),
    'tab.3': () => show('commit'),
  })

  return (
    <Screen
      title={<VersionTitle table={table} summary={summary} />}
      actions={<VersionActions table={table} summary={summary} onWalk={walk} />}
    >
      <Tabs
        aria-busy={isStale}
        value={tab}
        onChange={value => show(VERSION_TABS.find(name => name === value) ?? 'actions')}
        keepMounted={false}
        classNames={{ root: classes.desk, panel: classes.panel, tab: classes.tab, list: classes.tabs }}
      >
        <VersionFacts summary={summary} />
        <div className={classes.bar}>
          <Tabs.List>
            <Tabs.Tab value="actions">
              Actions <span className={classes.tabCount}>{actionTotal(summary.counts).toLocaleString('en-US')}</span>
            </Tabs.Tab>
            <Tabs.Tab value="json">Raw JSON</Tabs.Tab>
            <Tabs.Tab value="commit">Commit</Tabs.Tab>
          </Tabs.List>
          {tab === 'actions' ? (
            <KindChips
              counts={summary.counts}
              kind={kind}
              onPick={picked => address.change({ kind: picked, at: undefined })}
            />
          ) : null}
        </div>
        <Tabs.Panel value="actions">
          <ActionsTab key={`${summary.version} ${kind ?? ''}`} table={table} summary={summary} address={address} />
        </Tabs.Panel>
        <Tabs.Panel value="json">
          <JsonTab tableId={table.tableId} summary={summary} />
        </Tabs.Panel>
        <Tabs.Panel value="commit">
          <CommitTab summary={summary} />
        </Tabs.Panel>
      </Tabs>
    </Screen>
  )
}
