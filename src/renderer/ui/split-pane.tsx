import type { ReactNode } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import classes from './split-pane.module.css'

export interface SplitPaneProps {
  /** Names the kept width; the same name means the same width. */
  readonly id: string
  readonly children: ReactNode
  /** The narrower pane on the right. */
  readonly aside: ReactNode
  readonly asideLabel: string
  readonly asideSize?: string
}

/** Something with an aside on its right whose width the reader sets, by mouse or arrow keys, and finds again. */
export function SplitPane({ id, children, aside, asideLabel, asideSize = '380px' }: SplitPaneProps): ReactNode {
  const layout = useDefaultLayout({ id, storage: localStorage })
  return (
    <Group
      className={classes.panes ?? ''}
      orientation="horizontal"
      id={id}
      defaultLayout={layout.defaultLayout}
      onLayoutChanged={layout.onLayoutChanged}
    >
      <Panel id={`${id}.main`} className={classes.pane ?? ''} minSize="320px">
        {children}
      </Panel>
      <Separator className={classes.separator ?? ''} aria-label={`Width of ${asideLabel}`} />
      <Panel
        id={`${id}.aside`}
        className={classes.pane ?? ''}
        defaultSize={asideSize}
        minSize="260px"
        groupResizeBehavior="preserve-pixel-size"
      >
        {aside}
      </Panel>
    </Group>
  )
}
