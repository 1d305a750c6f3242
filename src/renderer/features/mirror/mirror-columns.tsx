import { Link } from '@tanstack/react-router'
import type { MirrorSummary } from '../../../shared/contract/mirrors.ts'
import { formatCount, formatTimeExactly } from '../../ui/format.ts'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import classes from './mirror.module.css'
import { causeOf, lagText, shownCause, standingOf, untilText, versionText } from './mirror-words.ts'
import { StandingMark } from './standing-mark.tsx'

/** What the list says of a mirror; `lagLimitMs` is the lag above which it is late. */
export function mirrorColumns(lagLimitMs: number): readonly GridColumn<MirrorSummary>[] {
  return [
    {
      id: 'table',
      header: 'Table',
      width: 'minmax(130px, 1.2fr)',
      cell: ({ name }) => (
        <Link to="/t/$name/mirror" params={{ name }} className={classes.name} tabIndex={-1} title={name}>
          {name}
        </Link>
      ),
    },
    {
      id: 'state',
      header: 'State',
      width: '112px',
      cell: mirror => <StandingMark standing={standingOf(mirror)} />,
    },
    {
      id: 'behind',
      header: 'Behind',
      hint: 'Versions that are committed and not published',
      width: '76px',
      align: 'end',
      cell: ({ ratified, published }) => (ratified > published ? formatCount(ratified - published) : '–'),
    },
    {
      id: 'lag',
      header: 'Lag',
      hint: 'The age of the oldest version that is not published',
      width: '92px',
      align: 'end',
      cell: ({ lagMs }) => (
        <span className={lagMs !== null && lagMs > lagLimitMs ? classes.late : undefined}>{lagText(lagMs)}</span>
      ),
    },
    {
      id: 'committed',
      header: 'Committed',
      width: '92px',
      align: 'end',
      hideBelow: 780,
      cell: ({ ratified }) => versionText(ratified),
    },
    {
      id: 'published',
      header: 'Published',
      hint: 'Everything up to here is in the target and verified',
      width: '92px',
      align: 'end',
      cell: ({ published, publishedAt }) => (
        <span title={publishedAt === null ? undefined : `published ${formatTimeExactly(publishedAt)}`}>
          {versionText(published)}
        </span>
      ),
    },
    {
      id: 'next',
      header: 'Next try',
      width: '84px',
      align: 'end',
      hideBelow: 860,
      cell: ({ failure, state }) =>
        failure && state === 'active' ? untilText(failure.nextAttemptAt, Date.now()) : '–',
    },
    {
      id: 'cause',
      header: 'Cause',
      width: 'minmax(160px, 2.4fr)',
      cell: mirror => (
        <span title={causeOf(mirror)}>{shownCause(mirror) || <span className={classes.faint}>–</span>}</span>
      ),
    },
  ]
}
