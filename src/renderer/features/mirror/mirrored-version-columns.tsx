import { IconCheck, IconFlag } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Client } from '../../api/client.ts'
import { formatTimeExactly } from '../../ui/format.ts'
import { Age } from '../../ui/values.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import classes from './mirror.module.css'
import { classedCause, lagText } from './mirror-words.ts'

export type MirroredVersion = Awaited<ReturnType<Client['mirror']['versions']>>[number]

/** What the list says of a version and its files, the commit's and the checkpoint's apart. */
export function mirroredVersionColumns(table: string): readonly GridColumn<MirroredVersion>[] {
  return [
    {
      id: 'version',
      header: 'Version',
      width: '86px',
      cell: ({ version }) => (
        <Link
          to="/t/$name/v/$version"
          params={{ name: table, version: String(version) }}
          className={classes.name}
          tabIndex={-1}
        >
          v{String(version)}
        </Link>
      ),
    },
    {
      id: 'state',
      header: 'Commit file',
      width: '108px',
      cell: ({ state }) => (
        <span className={classes.fileState} data-state={state}>
          {state === 'published' ? <IconCheck size={13} stroke={1.75} aria-hidden="true" /> : null}
          {state}
        </span>
      ),
    },
    {
      id: 'checkpoint',
      header: 'Checkpoint',
      width: '104px',
      cell: version => <CheckpointCell version={version} />,
    },
    {
      id: 'lag',
      header: 'Lag',
      hint: 'From commit to publication; an imported version has the time of its source, so that it has none',
      width: '84px',
      align: 'end',
      cell: ({ lagMs }) => lagText(lagMs),
    },
    {
      id: 'published',
      header: 'Published',
      width: '104px',
      hideBelow: 730,
      cell: ({ publishedAt }) => (publishedAt === null ? '–' : <Age at={publishedAt} />),
    },
    {
      id: 'operation',
      header: 'Operation',
      width: 'minmax(90px, 1fr)',
      hideBelow: 620,
      cell: ({ operation }) => operation,
    },
    {
      id: 'attempts',
      header: 'Failed',
      hint: 'Attempts that failed',
      width: '64px',
      align: 'end',
      hideBelow: 800,
      cell: ({ attempts }) => (attempts > 0 ? attempts : '–'),
    },
    {
      id: 'what',
      header: 'Hash or cause',
      hint: 'The first digits of the SHA-256 of the published bytes, or why there are none',
      width: 'minmax(130px, 2fr)',
      cell: ({ sha256, errorClass, errorMessage, publishedAt }) =>
        errorMessage ? (
          <span className={classes.bad} title={errorMessage}>
            {classedCause(errorClass, errorMessage)}
          </span>
        ) : sha256 ? (
          <code
            className={classes.hash}
            title={`SHA-256 ${sha256}${publishedAt === null ? '' : `\npublished ${formatTimeExactly(publishedAt)}`}`}
          >
            {sha256.slice(0, 12)}
          </code>
        ) : (
          <span className={classes.faint}>–</span>
        ),
    },
  ]
}

function CheckpointCell({
  version: { checkpoint, checkpointError },
}: {
  readonly version: MirroredVersion
}): ReactNode {
  if (checkpoint === null) return <span className={classes.faint}>–</span>
  return (
    <span className={classes.fileState} data-state={checkpoint} title={checkpointError ?? undefined}>
      <IconFlag size={13} stroke={1.75} aria-hidden="true" />
      {checkpoint}
    </span>
  )
}
