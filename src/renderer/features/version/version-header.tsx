import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { IconChevronDown, IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import type { Client } from '../../api/client.ts'
import { keysOf } from '../../app/keymap.ts'
import { CopyIcon } from '../../ui/copy-icon.tsx'
import { formatTime } from '../../ui/format.ts'
import { Keys } from '../../ui/keys.tsx'
import { Bytes, Count } from '../../ui/values.tsx'
import classes from './version.module.css'

/** What is read of one version: its summary and its commitInfo as it was written. */
export type VersionDetail = Awaited<ReturnType<Client['versions']['get']>>

const TIME_SOURCES = {
  clock: 'the clock of the database when it was committed',
  'in-commit': 'the in-commit timestamp',
  'commit-info': 'the timestamp of its commitInfo',
  file: 'the modification time of its log file',
} as const satisfies Record<VersionDetail['timeSource'], string>

const TIME_NAMES = {
  clock: 'the clock',
  'in-commit': 'the in-commit timestamp',
  'commit-info': 'commitInfo',
  file: 'the file',
} as const satisfies Record<VersionDetail['timeSource'], string>

export interface VersionProps {
  readonly table: TableSummary
  readonly summary: VersionDetail
}

/** The version's number and operation, and what is special about it. */
export function VersionTitle({ table, summary }: VersionProps): ReactNode {
  return (
    <>
      v{`${summary.version}`} <span className={classes.operation}>{summary.operation}</span>
      {summary.version === table.head ? <span className={classes.head}>head</span> : null}
      {summary.kind === 'base' ? <span className={classes.base}>base from a checkpoint</span> : null}
      {summary.writer === 'foreign' ? (
        <span className={classes.base} title="Committed by a program that is not Deltadesk">
          foreign writer
        </span>
      ) : null}
    </>
  )
}

/** The ways to the neighbouring versions and to a draft made from this one. */
export function VersionActions(props: VersionProps & { readonly onWalk: (step: 1n | -1n) => void }): ReactNode {
  const { table, summary, onWalk } = props
  const { version } = summary
  return (
    <>
      <Walk label="Older version" keys={keysOf('version.older')} step={-1n} isOff={version <= 0n} onWalk={onWalk} />
      <Walk
        label="Newer version"
        keys={keysOf('version.newer')}
        step={1n}
        isOff={version >= table.head}
        onWalk={onWalk}
      />
      <LookMenu name={table.name} version={version} />
      <ComposeMenu name={table.name} version={version} />
    </>
  )
}

/** Who did what and when, what it changed, and where the table stood afterwards. */
export function VersionFacts({ summary }: { readonly summary: VersionDetail }): ReactNode {
  return (
    <div className={classes.header}>
      <Facts summary={summary} />
      <Totals summary={summary} />
    </div>
  )
}

function Facts({ summary }: { readonly summary: VersionDetail }): ReactNode {
  const { committedAt, timeSource, readVersion, isolationLevel, engineInfo, commitId } = summary
  const time = new Date(committedAt).toISOString()
  return (
    <>
      <p className={classes.facts}>
        <time dateTime={time} title={`The time is ${TIME_SOURCES[timeSource]}.`}>
          <b>{time.replace('T', ' ').replace('Z', '')}</b> UTC · {formatTime(committedAt)} here · from{' '}
          {TIME_NAMES[timeSource]}
        </time>
        <span>
          by <b>{summary.committer}</b>
        </span>
        {readVersion === null ? null : <span>read v{`${readVersion}`}</span>}
        {isolationLevel === null ? null : <span>{isolationLevel}</span>}
      </p>
      <p className={classes.facts}>
        <span>written by {summary.writer}</span>
        {engineInfo === null ? null : <span>{engineInfo}</span>}
        <span className={classes.commitId}>
          commit id <code>{commitId}</code> <CopyIcon value={commitId} what="the commit id" />
        </span>
      </p>
    </>
  )
}

function Totals({ summary }: { readonly summary: VersionDetail }): ReactNode {
  const { filesAdded, filesRemoved } = summary
  return (
    <p className={classes.totals}>
      {filesAdded === 0n && filesRemoved === 0n ? <span>no file changed</span> : null}
      {filesAdded === 0n ? null : (
        <span data-tone="added">
          +<Count value={filesAdded} /> {noun(filesAdded)}, <Bytes value={summary.bytesAdded} />
          <Rows value={summary.rowsAdded} />
        </span>
      )}
      {filesRemoved === 0n ? null : (
        <span data-tone="removed">
          −<Count value={filesRemoved} /> {noun(filesRemoved)}, <Bytes value={summary.bytesRemoved} />
          <Rows value={summary.rowsRemoved} />
        </span>
      )}
      <span>
        afterwards <Count value={summary.totalFiles} /> {noun(summary.totalFiles)}, <Bytes value={summary.totalBytes} />
        <Rows value={summary.totalRows} />
      </span>
    </p>
  )
}

function noun(files: bigint): string {
  return files === 1n ? 'file' : 'files'
}

function Rows({ value }: { readonly value: bigint | null }): ReactNode {
  if (value === null) return <span title="Not every file tells how many rows it holds">, rows unknown</span>
  return (
    <>
      , <Count value={value} short /> rows
    </>
  )
}

function Walk(props: {
  readonly label: string
  readonly keys: string
  readonly step: 1n | -1n
  readonly isOff: boolean
  readonly onWalk: (step: 1n | -1n) => void
}): ReactNode {
  const { label, keys, step, isOff, onWalk } = props
  const Icon = label.startsWith('Older') ? IconChevronLeft : IconChevronRight
  return (
    <Tooltip
      label={
        <>
          {label} <Keys keys={keys} />
        </>
      }
    >
      <ActionIcon variant="default" aria-label={label} disabled={isOff} onClick={() => onWalk(step)}>
        <Icon size={16} />
      </ActionIcon>
    </Tooltip>
  )
}

function LookMenu({ name, version }: { readonly name: string; readonly version: bigint }): ReactNode {
  const at = { name, version: `${version}`, tab: 'files' }
  return (
    <>
      <Tooltip label={<Hint text="The table as of this version" keys={keysOf('version.snapshot')} />}>
        <Button variant="default" renderRoot={props => <Link to="/t/$name/at/$version/$tab" params={at} {...props} />}>
          Snapshot
        </Button>
      </Tooltip>
      {version === 0n ? null : (
        <Tooltip label={<Hint text="Compare with the version before" keys={keysOf('version.compare')} />}>
          <Button
            variant="default"
            renderRoot={props => (
              <Link
                to="/t/$name/compare"
                params={{ name }}
                search={{ a: `${version - 1n}`, b: `${version}` }}
                {...props}
              />
            )}
          >
            Compare
          </Button>
        </Tooltip>
      )}
    </>
  )
}

function Hint({ text, keys }: { readonly text: string; readonly keys: string }): ReactNode {
  return (
    <>
      {text} <Keys keys={keys} />
    </>
  )
}

function ComposeMenu({ name, version }: { readonly name: string; readonly version: bigint }): ReactNode {
  const from = `${version}`
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} />}>
          Compose from v{from}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item renderRoot={props => <Link to="/t/$name/compose" params={{ name }} search={{ from }} {...props} />}>
          Start with the same actions
        </Menu.Item>
        <Menu.Item
          renderRoot={props => (
            <Link to="/t/$name/compose" params={{ name }} search={{ from, template: 'undo' }} {...props} />
          )}
        >
          Undo its files: remove what it added, add what it removed
        </Menu.Item>
        <Menu.Item
          renderRoot={props => (
            <Link to="/t/$name/compose" params={{ name }} search={{ from, template: 'restore' }} {...props} />
          )}
        >
          Restore the table to v{from}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
