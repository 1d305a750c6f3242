import { Menu } from '@mantine/core'
import {
  IconArrowsDiff,
  IconBookmark,
  IconClipboardCopy,
  IconEye,
  IconHistory,
  IconNote,
  IconPlayerTrackNext,
  IconRepeat,
  IconTag,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { COPY_FORMATS } from '../../../shared/history/copy-as.ts'
import { keysOf } from '../../app/keymap.ts'
import { type Marks, toggleMark } from '../../app/marks.ts'
import { copyText } from '../../app/notice.tsx'
import { Keys } from '../../ui/keys.tsx'
import type { GridPlace } from '../../ui/virtual-grid.tsx'
import { copyCommit } from './copy-commit.ts'
import classes from './history.module.css'
import type { HistoryWays } from './history-ways.ts'

export interface VersionMenuProps {
  readonly table: TableSummary
  readonly version: bigint
  readonly place: GridPlace
  readonly marks: Marks
  readonly isBookmarked: boolean
  readonly ways: HistoryWays
  readonly onBookmark: () => void
  readonly onNote: () => void
  readonly onClose: () => void
}

const ICON = { size: 15, stroke: 1.75 } as const

/** What can be done with one version. */
export function VersionMenu(props: VersionMenuProps): ReactNode {
  const { table, version, place, marks, ways, onClose } = props
  const isHead = version === table.head
  const isMarked = version === marks.a || version === marks.b
  const other = marks.a === version ? marks.b : marks.a
  const copied = { ...table, version }
  return (
    <Menu opened onClose={onClose} position="bottom-start" offset={2} width={268} trapFocus returnFocus>
      <Menu.Target>
        <span className={classes.menuPlace} style={{ left: place.x, top: place.y }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={`What can be done with v${version}`}>
        <Menu.Label>Version {String(version)}</Menu.Label>
        <Menu.Item
          leftSection={<IconEye {...ICON} />}
          rightSection={<Keys keys="Enter" />}
          onClick={() => ways.open(version)}
        >
          Open
        </Menu.Item>
        <Menu.Item leftSection={<IconHistory {...ICON} />} onClick={() => ways.snapshot(version)}>
          Snapshot here
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconArrowsDiff {...ICON} />}
          disabled={version === 0n}
          onClick={() => ways.compare(version - 1n, version)}
        >
          Compare with the version before
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowsDiff {...ICON} />}
          disabled={isHead}
          onClick={() => ways.compare(version, table.head)}
        >
          Compare with the head
        </Menu.Item>
        {other === undefined || other === version ? null : (
          <Menu.Item leftSection={<IconArrowsDiff {...ICON} />} onClick={() => ways.compare(other, version)}>
            Compare with v{String(other)}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconTag {...ICON} />}
          rightSection={<Keys keys={keysOf('version.mark')} />}
          onClick={() => toggleMark(table.tableId, version)}
        >
          {isMarked ? 'Take the mark off' : 'Mark for compare'}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconPlayerTrackNext {...ICON} style={{ transform: 'scaleX(-1)' }} />}
          disabled={isHead}
          onClick={() => ways.restore(version)}
        >
          Restore the table to here…
        </Menu.Item>
        <Menu.Item leftSection={<IconRepeat {...ICON} />} onClick={() => ways.replay(version)}>
          Replay to here…
        </Menu.Item>
        <Menu.Item
          leftSection={<IconBookmark {...ICON} />}
          rightSection={<Keys keys={keysOf('version.bookmark')} />}
          onClick={props.onBookmark}
        >
          {props.isBookmarked ? 'Take the bookmark off' : 'Bookmark'}
        </Menu.Item>
        <Menu.Item leftSection={<IconNote {...ICON} />} onClick={props.onNote}>
          Note…
        </Menu.Item>
        <Menu.Divider />
        <Menu.Sub>
          <Menu.Sub.Target>
            <Menu.Sub.Item leftSection={<IconClipboardCopy {...ICON} />}>Copy as</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            <Menu.Item rightSection={<Keys keys={keysOf('link.copy')} />} onClick={() => ways.copyLink(version)}>
              Link
            </Menu.Item>
            {Object.values(COPY_FORMATS).map(({ label, write }) => (
              <Menu.Item key={label} onClick={() => void copyText(write(copied), `v${version} for ${label}`)}>
                {label}
              </Menu.Item>
            ))}
            <Menu.Item onClick={() => void copyCommit(table.tableId, version)}>Delta JSON, its actions</Menu.Item>
          </Menu.Sub.Dropdown>
        </Menu.Sub>
      </Menu.Dropdown>
    </Menu>
  )
}
