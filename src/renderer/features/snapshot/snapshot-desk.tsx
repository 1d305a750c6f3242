import { ActionIcon, Button, Tabs, Tooltip } from '@mantine/core'
import { IconArrowsDiff, IconChevronLeft, IconChevronRight, IconGitCommit } from '@tabler/icons-react'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { TableSummary, VersionSummary } from '../../../shared/contract/schemas.ts'
import { GoToVersion } from '../../app/go-to-version.tsx'
import { useKeys } from '../../app/key-dispatch.ts'
import { keysOf } from '../../app/keymap.ts'
import { copyText } from '../../app/notice.tsx'
import { steppedVersion } from '../../app/stepped-version.ts'
import { Keys } from '../../ui/keys.tsx'
import { Screen } from '../../ui/screen.tsx'
import { AsOfTime } from './as-of-time.tsx'
import { FilesTab } from './files-tab.tsx'
import { PartitionsTab } from './partitions-tab.tsx'
import { PropertiesTab } from './properties-tab.tsx'
import { PruneTab } from './prune-tab.tsx'
import { SchemaTab } from './schema-tab.tsx'
import classes from './snapshot.module.css'
import { SnapshotHead } from './snapshot-head.tsx'
import { StatisticsTab } from './statistics-tab.tsx'

export const TABS = ['files', 'partitions', 'schema', 'stats', 'properties', 'prune'] as const
type Tab = (typeof TABS)[number]

const TITLES: Readonly<Record<Tab, string>> = {
  files: 'Files',
  partitions: 'Partitions',
  schema: 'Schema',
  stats: 'Statistics',
  properties: 'Properties',
  prune: 'Prune',
}

export interface SnapshotProps {
  readonly table: TableSummary
  /** The version that was asked for, and what is read of it or, while it is on its way, of the one before. */
  readonly version: bigint
  readonly summary: VersionSummary
}

/** A snapshot that was read: where in the history it lies, and six ways to look at it. */
export function SnapshotDesk({ table, version, summary, isStale }: SnapshotProps & { readonly isStale: boolean }) {
  const navigate = useNavigate()
  const { tab: wanted } = useParams({ from: '/t/$name/at/$version/$tab' })
  const search = useSearch({ from: '/t/$name/at/$version/$tab' })
  const tab = TABS.find(name => name === wanted) ?? 'files'
  const { name, head } = table

  function go(to: bigint, timeMs?: number): void {
    if (to < 0n || to > head) return
    void navigate({
      to: '/t/$name/at/$version/$tab',
      params: { name, version: `${to}`, tab },
      search: { ...search, time: timeMs === undefined ? undefined : `${timeMs}` },
      replace: true,
    })
  }
  function walk(step: 1n | -1n): void {
    void navigate({
      to: '/t/$name/at/$version/$tab',
      params: ({ version }) => ({ name, version: steppedVersion(version, step, head), tab }),
      search: { ...search, time: undefined },
      replace: true,
    })
  }
  function show(next: Tab): void {
    void navigate({
      to: '/t/$name/at/$version/$tab',
      params: { name, version: `${version}`, tab: next },
      search,
      replace: true,
    })
  }
  const compare = () => void navigate({ to: '/t/$name/compare', params: { name }, search: comparedWith(version, head) })
  useKeys({
    'version.older': () => walk(-1n),
    'version.newer': () => walk(1n),
    'version.compare': compare,
    'version.open': () => void navigate({ to: '/t/$name/v/$version', params: { name, version: `${version}` } }),
    'version.history': () => void navigate({ to: '/t/$name/history', params: { name }, search: { at: `${version}` } }),
    'link.copy': () => void copyText(location.href, `the link to v${version}`),
    'tab.1': () => show('files'),
    'tab.2': () => show('partitions'),
    'tab.3': () => show('schema'),
    'tab.4': () => show('stats'),
    'tab.5': () => show('properties'),
    'tab.6': () => show('prune'),
  })

  return (
    <Screen
      title={
        <span className={classes.title}>
          <span className={classes.tableName} title={name}>
            {name}
          </span>{' '}
          <span className={classes.asOf}>as of v{`${version}`}</span>
          {version === head ? <span className={classes.headMark}>head</span> : null}
        </span>
      }
      actions={
        <>
          <GoToVersion table={table} onGo={go} />
          <Actions name={name} version={version} head={head} onWalk={walk} />
        </>
      }
    >
      <Tabs
        aria-busy={isStale}
        value={tab}
        onChange={value => show(TABS.find(candidate => candidate === value) ?? 'files')}
        keepMounted={false}
        classNames={{ root: classes.desk, panel: classes.panel, tab: classes.tab, list: classes.tabs }}
      >
        <SnapshotHead table={table} version={version} summary={summary} onSeek={to => go(to)} />
        <AsOfTime table={table} version={version} time={search.time} />
        <Tabs.List>
          {TABS.map(name => (
            <Tabs.Tab key={name} value={name}>
              {TITLES[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} tabIndex={-1}>
          <TabContent tab={tab} table={table} version={version} summary={summary} />
        </Tabs.Panel>
      </Tabs>
    </Screen>
  )
}

function TabContent({ tab, ...props }: SnapshotProps & { readonly tab: Tab }): ReactNode {
  switch (tab) {
    case 'files':
      return <FilesTab {...props} />
    case 'partitions':
      return <PartitionsTab {...props} />
    case 'schema':
      return <SchemaTab {...props} />
    case 'stats':
      return <StatisticsTab {...props} />
    case 'properties':
      return <PropertiesTab {...props} />
    case 'prune':
      return <PruneTab {...props} />
  }
  tab satisfies never
}

interface ActionsProps {
  readonly name: string
  readonly version: bigint
  readonly head: bigint
  readonly onWalk: (step: 1n | -1n) => void
}

function Actions({ name, version, head, onWalk }: ActionsProps): ReactNode {
  return (
    <>
      <Tooltip label={<Hint text="Older version" keys={keysOf('version.older')} />}>
        <ActionIcon variant="default" aria-label="Older version" disabled={version <= 0n} onClick={() => onWalk(-1n)}>
          <IconChevronLeft size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={<Hint text="Newer version" keys={keysOf('version.newer')} />}>
        <ActionIcon variant="default" aria-label="Newer version" disabled={version >= head} onClick={() => onWalk(1n)}>
          <IconChevronRight size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={<Hint text="The commit that made this version" keys={keysOf('version.open')} />}>
        <Button
          variant="default"
          leftSection={<IconGitCommit size={15} />}
          renderRoot={props => <Link to="/t/$name/v/$version" params={{ name, version: `${version}` }} {...props} />}
        >
          Commit
        </Button>
      </Tooltip>
      {head === 0n ? null : (
        <Tooltip
          label={
            <Hint
              text={version === head ? 'Compare with the version before' : 'Compare with the head'}
              keys={keysOf('version.compare')}
            />
          }
        >
          <Button
            variant="default"
            leftSection={<IconArrowsDiff size={15} />}
            renderRoot={props => (
              <Link to="/t/$name/compare" params={{ name }} search={comparedWith(version, head)} {...props} />
            )}
          >
            {version === head ? 'Compare with previous' : 'Compare with head'}
          </Button>
        </Tooltip>
      )}
    </>
  )
}

/** The head is compared with the version before it, any other version with the head. */
function comparedWith(version: bigint, head: bigint): { readonly a: string; readonly b: string } {
  return version === head && head > 0n ? { a: `${head - 1n}`, b: 'head' } : { a: `${version}`, b: 'head' }
}

function Hint({ text, keys }: { readonly text: string; readonly keys: string }): ReactNode {
  return (
    <>
      {text} <Keys keys={keys} />
    </>
  )
}
