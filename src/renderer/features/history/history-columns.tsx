import { VisuallyHidden } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { VersionSummary } from '../../../shared/contract/schemas.ts'
import type { Marks } from '../../app/marks.ts'
import { formatSignedCount, formatSignedShortCount } from '../../ui/format.ts'
import { Bytes, Count, Time } from '../../ui/values.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import { ChangeBar } from './change-bar.tsx'
import { commitKindOf } from './commit-kind.ts'
import { CommitRail } from './commit-rail.tsx'
import classes from './history.module.css'
import { MirrorState } from './mirror-state.tsx'
import { OperationCell } from './operation-cell.tsx'
import type { Notes } from './use-notes.ts'

export interface HistoryColumnsInput {
  readonly name: string
  readonly head: bigint
  readonly first: bigint
  readonly marks: Marks
  readonly notes: Notes
}

/** What the history says of a version of the table `name`. */
export function historyColumns({
  name,
  head,
  first,
  marks,
  notes,
}: HistoryColumnsInput): readonly GridColumn<VersionSummary>[] {
  return [
    {
      id: 'rail',
      header: <VisuallyHidden>Kind</VisuallyHidden>,
      width: '36px',
      cell: row => (
        <CommitRail kind={commitKindOf(row)} isHead={row.version === head} isFirst={row.version === first} />
      ),
    },
    {
      id: 'version',
      header: 'Version',
      width: '92px',
      cell: ({ version }) => (
        <span className={classes.versionCell}>
          <Link
            to="/t/$name/v/$version"
            params={{ name, version: String(version) }}
            className={classes.version}
            tabIndex={-1}
          >
            {String(version)}
          </Link>
          {version === marks.a ? <MarkBadge letter="A" /> : null}
          {version === marks.b ? <MarkBadge letter="B" /> : null}
        </span>
      ),
    },
    { id: 'when', header: 'When', width: '158px', cell: ({ committedAt }) => <Time at={committedAt} /> },
    {
      id: 'operation',
      header: 'Operation',
      width: 'minmax(190px, 3fr)',
      cell: row => <OperationCell row={row} note={notes.get(row.version)} />,
    },
    {
      id: 'committer',
      header: 'Committer',
      hint: 'Who committed; the program that wrote it on hover',
      width: 'minmax(90px, 1fr)',
      hideBelow: 780,
      cell: ({ committer, engineInfo, writer }) => (
        <span
          className={classes.quiet}
          title={[committer, engineInfo, `written by ${writer}`].filter(Boolean).join('\n')}
        >
          {committer}
        </span>
      ),
    },
    {
      id: 'added',
      header: '+ Files',
      hint: 'Files added',
      width: '68px',
      align: 'end',
      cell: ({ filesAdded }) => <Delta value={filesAdded} sign={1n} />,
    },
    {
      id: 'removed',
      header: '− Files',
      hint: 'Files removed',
      width: '68px',
      align: 'end',
      cell: ({ filesRemoved }) => <Delta value={filesRemoved} sign={-1n} />,
    },
    {
      id: 'bytes',
      header: 'Δ Size',
      hint: 'Bytes added minus bytes removed',
      width: '86px',
      align: 'end',
      cell: ({ bytesAdded, bytesRemoved }) => <Bytes signed value={bytesAdded - bytesRemoved} />,
    },
    {
      id: 'change',
      header: <VisuallyHidden>Change</VisuallyHidden>,
      hint: 'Bytes removed and added, by their order of magnitude',
      width: '92px',
      align: 'center',
      hideBelow: 950,
      cell: ({ bytesAdded, bytesRemoved }) => <ChangeBar added={bytesAdded} removed={bytesRemoved} />,
    },
    {
      id: 'rows',
      header: 'Δ Rows',
      hint: 'Rows added minus rows removed; unknown where a file has no statistics',
      width: '84px',
      align: 'end',
      hideBelow: 1114,
      cell: ({ rowsAdded, rowsRemoved }) =>
        rowsAdded === null || rowsRemoved === null ? (
          <span className={classes.none}>–</span>
        ) : (
          <span title={formatSignedCount(rowsAdded - rowsRemoved)}>
            {formatSignedShortCount(rowsAdded - rowsRemoved)}
          </span>
        ),
    },
    {
      id: 'totalFiles',
      header: 'Files',
      hint: 'Live files after this version',
      width: '78px',
      align: 'end',
      hideBelow: 1028,
      cell: ({ totalFiles }) => <Count value={totalFiles} />,
    },
    {
      id: 'totalBytes',
      header: 'Size',
      hint: 'Bytes of the live files after this version',
      width: '84px',
      align: 'end',
      hideBelow: 862,
      cell: ({ totalBytes }) => <Bytes value={totalBytes} />,
    },
    {
      id: 'mirror',
      header: 'State',
      hint: 'Ratified: committed in PostgreSQL. Published: its _delta_log file exists and is verified.',
      width: '118px',
      hideBelow: 1240,
      cell: ({ mirror }) => <MirrorState state={mirror} />,
    },
  ]
}

function MarkBadge({ letter }: { readonly letter: 'A' | 'B' }) {
  return (
    <span className={classes.markBadge} title={`Marked as ${letter}, to be compared`}>
      {letter}
    </span>
  )
}

function Delta({ value, sign }: { readonly value: bigint; readonly sign: 1n | -1n }) {
  if (value === 0n) return <span className={classes.none}>0</span>
  return <span className={sign > 0n ? classes.plus : classes.minus}>{formatSignedCount(sign * value)}</span>
}
