import { ActionIcon, Tooltip } from '@mantine/core'
import { IconArrowLeft, IconArrowRight, IconChevronRight, IconSearch } from '@tabler/icons-react'
import { Link, useCanGoBack, useLocation, useParams, useRouter } from '@tanstack/react-router'
import { Fragment, type ReactNode } from 'react'
import { usePageConnection } from '../api/connections.ts'
import { chordText, Keys } from '../ui/keys.tsx'
import { keysOf } from './keymap.ts'
import { Mark } from './mark.tsx'
import { SafetyControl } from './safety-control.tsx'
import classes from './title-bar.module.css'

/** Where one is and the way to anywhere else. */
export function TitleBar({ onPalette }: { readonly onPalette: () => void }): ReactNode {
  const { history } = useRouter()
  const canGoBack = useCanGoBack()
  return (
    <header className={classes.bar} data-region="title">
      <button type="button" className={classes.skip} onClick={() => document.getElementById('main')?.focus()}>
        Skip to the screen
      </button>
      <Link to="/tables" className={classes.brand} aria-label="Deltadesk, all tables">
        <Mark />
        <span>Deltadesk</span>
      </Link>
      <div className={classes.steps}>
        <Tooltip label={`Back  ${chordText(keysOf('go.back'))}`}>
          <ActionIcon aria-label="Back" disabled={!canGoBack} onClick={() => history.back()}>
            <IconArrowLeft size={16} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={`Forward  ${chordText(keysOf('go.forward'))}`}>
          <ActionIcon aria-label="Forward" onClick={() => history.forward()}>
            <IconArrowRight size={16} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      </div>
      <Breadcrumb />
      <SafetyControl />
      <button type="button" className={classes.palette} onClick={onPalette} aria-keyshortcuts="Control+K">
        <IconSearch size={14} stroke={1.75} aria-hidden="true" />
        <span>Search or run…</span>
        <Keys keys={keysOf('palette.open')} />
      </button>
    </header>
  )
}

/** Screens that stand beside the tables, not below them. */
const PROGRAM_SCREENS: Readonly<Record<string, string>> = {
  '/connections': 'Connections',
  '/settings': 'Settings',
  '/drafts': 'Drafts',
  '/activity': 'Activity',
}

function Breadcrumb(): ReactNode {
  const { name, version, scenario } = useParams({ strict: false })
  const { pathname } = useLocation()
  const isPipeline = pathname === '/copy' || pathname.startsWith('/copy/')
  const isSimulator = pathname === '/sim' || pathname.startsWith('/sim/')
  const connection = usePageConnection()
  const crumbs: ReactNode[] = [
    ...(connection === undefined
      ? []
      : [
          <Link key="connection" to="/connections" title={`${connection.profile.name}: ${connection.place}`}>
            {connection.profile.name}
          </Link>,
        ]),
    PROGRAM_SCREENS[pathname] !== undefined ? (
      <span key="program">{PROGRAM_SCREENS[pathname]}</span>
    ) : pathname.startsWith('/drafts/') ? (
      <Link key="drafts" to="/drafts">
        Drafts
      </Link>
    ) : isSimulator ? (
      <Link key="simulator" to="/sim">
        Simulator
      </Link>
    ) : isPipeline ? (
      <Link key="pipeline" to="/copy">
        Pipeline
      </Link>
    ) : pathname === '/mirror' ? (
      <Link key="mirror" to="/mirror">
        Mirror
      </Link>
    ) : (
      <Link key="tables" to="/tables">
        Tables
      </Link>
    ),
  ]
  if (pathname.startsWith('/copy/')) crumbs.push(<span key="run">Run</span>)
  if (scenario !== undefined) {
    crumbs.push(
      <Link key="scenario" to="/sim/$scenario" params={{ scenario }} title={scenario}>
        {scenario}
      </Link>,
    )
    if (pathname.includes('/run/')) crumbs.push(<span key="run">Run</span>)
  }
  if (pathname === '/import') crumbs.push(<span key="import">Import</span>)
  if (pathname === '/replay') crumbs.push(<span key="replay">Replay</span>)
  if (name !== undefined) {
    crumbs.push(
      <Link key="table" to="/t/$name/history" params={{ name }} title={name}>
        {name}
      </Link>,
    )
    if (version !== undefined) crumbs.push(<span key="version">{/^\d+$/.test(version) ? `v${version}` : version}</span>)
    if (pathname.endsWith('/compare')) crumbs.push(<span key="compare">Compare</span>)
    if (pathname.endsWith('/blame')) crumbs.push(<span key="blame">Blame</span>)
    if (pathname.endsWith('/mirror')) crumbs.push(<span key="mirror">Mirror</span>)
    if (pathname.endsWith('/commit-file')) crumbs.push(<span key="commit-file">Commit a file</span>)
    if (pathname.endsWith('/compose')) crumbs.push(<span key="compose">Compose</span>)
  }
  return (
    <nav className={classes.crumbs} aria-label="Breadcrumb">
      {crumbs.map((crumb, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a crumb is its depth
        <Fragment key={position}>
          {position > 0 ? <IconChevronRight size={13} stroke={1.75} aria-hidden="true" /> : null}
          {crumb}
        </Fragment>
      ))}
    </nav>
  )
}
