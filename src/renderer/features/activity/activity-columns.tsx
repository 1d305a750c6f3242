import type { Activity, ActivityKind } from '../../../shared/contract/activity.ts'
import { formatDuration } from '../../ui/format.ts'
import { Time } from '../../ui/values.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import classes from './activity.module.css'

export const KIND_NAMES = {
  commit: 'Commit',
  'dry-run': 'Dry run',
  'draft-discarded': 'Draft discarded',
  task: 'Task',
  safety: 'Safety',
} as const satisfies Record<ActivityKind, string>

const GOOD: ReadonlySet<string> = new Set([
  'committed',
  'would-commit',
  'already-committed',
  'started',
  'done',
  'raised',
])
const QUIET: ReadonlySet<string> = new Set(['cancelled', 'discarded', 'held-back', 'interrupted', 'lowered'])

export const ACTIVITY_COLUMNS: readonly GridColumn<Activity>[] = [
  { id: 'at', header: 'When', width: '170px', cell: ({ at }) => <Time at={at} /> },
  { id: 'kind', header: 'What', width: '120px', cell: ({ kind }) => KIND_NAMES[kind] },
  {
    id: 'operation',
    header: 'Operation',
    width: '110px',
    hideBelow: 900,
    cell: ({ operation }) => operation ?? '–',
  },
  { id: 'table', header: 'Table', width: 'minmax(90px, 1fr)', cell: ({ tableName }) => tableName ?? '–' },
  {
    id: 'version',
    header: 'Version',
    width: '76px',
    align: 'end',
    cell: ({ version }) => (version === null ? '–' : `v${version}`),
  },
  {
    id: 'outcome',
    header: 'Outcome',
    width: '130px',
    cell: ({ outcome }) => (
      <span className={classes.outcome} data-tone={GOOD.has(outcome) ? 'good' : QUIET.has(outcome) ? 'quiet' : 'bad'}>
        {outcome}
      </span>
    ),
  },
  {
    id: 'summary',
    header: 'In words',
    width: 'minmax(200px, 4fr)',
    cell: ({ summary }) => (
      <span className={classes.summary} title={summary}>
        {summary}
      </span>
    ),
  },
  {
    id: 'took',
    header: 'Took',
    width: '80px',
    align: 'end',
    hideBelow: 1200,
    cell: ({ tookMs }) => (tookMs > 0 ? formatDuration(tookMs) : ''),
  },
  { id: 'actor', header: 'By', width: '84px', hideBelow: 1100, cell: ({ actor }) => actor },
]
