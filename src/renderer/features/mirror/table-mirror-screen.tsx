import { Button } from '@mantine/core'
import { IconFolderPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useMirrors } from '../../api/mirrors.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useTable } from '../../app/table-scope.tsx'
import { Empty } from '../../ui/empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { Screen } from '../../ui/screen.tsx'
import { SplitPane } from '../../ui/split-pane.tsx'
import { DivergencePanel } from './divergence-panel.tsx'
import { MirrorPicture } from './empty-mirrors.tsx'
import classes from './mirror.module.css'
import { MirrorInspector } from './mirror-inspector.tsx'
import { standingOf, versionText } from './mirror-words.ts'
import { MirroredVersionList } from './mirrored-version-list.tsx'
import { PaceStrip } from './pace-strip.tsx'
import { SetTargetDialog } from './set-target-dialog.tsx'
import { StandingMark } from './standing-mark.tsx'
import { useMirrorCommands } from './use-mirror-commands.ts'

/** The mirror of one table: its versions and their files, what stopped it, and what can be done. */
export function TableMirrorScreen(): ReactNode {
  const table = useTable()
  const { value, error } = useMirrors()
  const commands = useMirrorCommands()
  const [isAdding, setAdding] = useState(false)
  const mirror = value?.mirrors.find(({ tableId }) => tableId === table.tableId)
  const title = <span title={table.name}>Mirror of {table.name}</span>
  if (value && !mirror) {
    return (
      <Screen title={title}>
        <Empty
          title={`${table.name} is not mirrored`}
          picture={<MirrorPicture />}
          actions={
            <>
              <Button
                leftSection={<IconFolderPlus size={15} stroke={1.75} />}
                disabled={commands.isReadOnly}
                onClick={() => setAdding(true)}
              >
                Mirror it
              </Button>
              <Button variant="default" renderRoot={props => <Link to="/mirror" {...props} />}>
                All mirrors
              </Button>
            </>
          }
        >
          Its log is in PostgreSQL alone, so that readers of files cannot see it. A mirror writes it out as{' '}
          <code>_delta_log</code> and keeps up with every commit.
        </Empty>
        <SetTargetDialog opened={isAdding} onClose={() => setAdding(false)} table={table} />
      </Screen>
    )
  }
  if (!value || !mirror) {
    return (
      <Screen title={title}>{error && !value ? <FailureCard error={error} /> : <Loading what="the mirror" />}</Screen>
    )
  }
  return (
    <Screen
      title={title}
      facts={
        <>
          <StandingMark standing={standingOf(mirror)} />
          <span>
            {versionText(mirror.published)} of {versionText(mirror.ratified)} published
          </span>
          {mirror.ratified > mirror.published ? (
            <span>{formatCount(mirror.ratified - mirror.published)} behind</span>
          ) : null}
        </>
      }
      actions={
        <Button variant="default" renderRoot={props => <Link to="/mirror" {...props} />}>
          All mirrors
        </Button>
      }
    >
      <div className={classes.desk}>
        <PaceStrip tableId={mirror.tableId} lagLimitMs={value.lagLimitMs} />
        <div className={classes.list}>
          <SplitPane
            id="table-mirror"
            asideLabel="the inspector"
            asideSize="430px"
            aside={<MirrorInspector key={mirror.tableId} mirror={mirror} commands={commands} isAlone />}
          >
            <div className={classes.versions}>
              {mirror.divergence ? <DivergencePanel mirror={mirror} commands={commands} /> : null}
              <div className={classes.versionGrid}>
                <MirroredVersionList mirror={mirror} />
              </div>
            </div>
          </SplitPane>
        </div>
      </div>
    </Screen>
  )
}
