import { Outlet } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { Group, Panel, Separator, useDefaultLayout, usePanelRef } from 'react-resizable-panels'
import { useConnection } from '../api/client.ts'
import { cancelNewestTask } from '../api/tasks.ts'
import { TaskDrawer } from '../features/tasks/task-drawer.tsx'
import { CommandPalette } from './command-palette.tsx'
import { ConnectionGate } from './connection-gate.tsx'
import { ConnectionStrip } from './connection-strip.tsx'
import { EnvironmentStripe } from './environment-stripe.tsx'
import { dispatchKey, useKeys } from './key-dispatch.ts'
import { useKeymap } from './keymap.ts'
import { KeysDialog } from './keys-dialog.tsx'
import { Notice } from './notice.tsx'
import { Rail } from './rail.tsx'
import { refreshAll } from './refresh.ts'
import { focusRegion } from './regions.ts'
import { router } from './router.tsx'
import classes from './shell.module.css'
import { SignedOutCard } from './signed-out-card.tsx'
import { StatusBar } from './status-bar.tsx'
import { TableTree } from './table-tree.tsx'
import { TitleBar } from './title-bar.tsx'
import { UnresolvedStrip } from './unresolved-strip.tsx'
import { useConnectionChanges } from './use-connection-changes.ts'

/** What stands around every screen: title bar, rail, tables, the screen itself, status bar; and the keys of all screens. */
export function Shell(): ReactNode {
  const [dialog, setDialog] = useState<'palette' | 'keys' | undefined>()
  const [showsTasks, setShowsTasks] = useState(false)
  const connection = useConnection()
  useConnectionChanges()
  // Tooltips below name keys, which may change.
  useKeymap()
  const tree = usePanelRef()
  const layout = useDefaultLayout({ id: 'deltadesk.layout', storage: localStorage })

  useEffect(() => {
    window.addEventListener('keydown', dispatchKey)
    return () => window.removeEventListener('keydown', dispatchKey)
  }, [])
  useKeys(
    {
      'palette.open': () => setDialog('palette'),
      'keys.show': () => setDialog('keys'),
      'region.next': () => focusRegion(1),
      'region.previous': () => focusRegion(-1),
      'tree.toggle': () => (tree.current?.isCollapsed() ? tree.current.expand() : tree.current?.collapse()),
      'go.back': () => router.history.back(),
      'go.forward': () => router.history.forward(),
      'go.tables': () => void router.navigate({ to: '/tables' }),
      'go.import': () => void router.navigate({ to: '/import' }),
      'go.replay': () => void router.navigate({ to: '/replay' }),
      'tasks.toggle': () => setShowsTasks(shown => !shown),
      'task.cancel': cancelNewestTask,
      'go.pipeline': () => void router.navigate({ to: '/copy' }),
      'go.simulator': () => void router.navigate({ to: '/sim' }),
      'go.mirror': () => void router.navigate({ to: '/mirror' }),
      'go.drafts': () => void router.navigate({ to: '/drafts' }),
      'go.connections': () => void router.navigate({ to: '/connections' }),
      'go.settings': () => void router.navigate({ to: '/settings' }),
      'go.activity': () => void router.navigate({ to: '/activity' }),
      refresh: refreshAll,
    },
    { fallback: true },
  )

  return (
    <div className={classes.shell}>
      <EnvironmentStripe />
      <TitleBar onPalette={() => setDialog('palette')} />
      <div className={classes.middle}>
        <Rail onKeys={() => setDialog('keys')} />
        <Group
          className={classes.panels ?? ''}
          orientation="horizontal"
          id="deltadesk.layout"
          defaultLayout={layout.defaultLayout}
          onLayoutChanged={layout.onLayoutChanged}
        >
          <Panel
            id="tables"
            panelRef={tree}
            defaultSize="232px"
            minSize="160px"
            maxSize="420px"
            collapsible
            groupResizeBehavior="preserve-pixel-size"
          >
            <TableTree />
          </Panel>
          <Separator className={classes.separator ?? ''} aria-label="Width of the list of tables" />
          <Panel id="screen" minSize="400px">
            <main id="main" className={classes.main} data-region="screen" tabIndex={-1} aria-label="Screen">
              <ConnectionStrip />
              <UnresolvedStrip />
              <div className={classes.screen}>
                {connection.kind === 'signed-out' ? (
                  <SignedOutCard />
                ) : (
                  <ConnectionGate>
                    <Outlet />
                  </ConnectionGate>
                )}
              </div>
            </main>
          </Panel>
        </Group>
      </div>
      {showsTasks ? <TaskDrawer onClose={() => setShowsTasks(false)} /> : null}
      <StatusBar onTasks={() => setShowsTasks(shown => !shown)} />
      <Notice />
      <CommandPalette opened={dialog === 'palette'} onClose={() => setDialog(undefined)} />
      <KeysDialog opened={dialog === 'keys'} onClose={() => setDialog(undefined)} />
    </div>
  )
}
