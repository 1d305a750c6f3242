import { Checkbox } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { RunSummary } from '../../../shared/contract/simulations.ts'
import { formatCount } from '../../ui/format.ts'
import { Age } from '../../ui/values.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import { RunState } from './run-state.tsx'
import classes from './simulate.module.css'
import { formatMs, MODE_WORDS } from './words.ts'

/** What the list says of a run; the first column marks it for comparison. */
export function runColumns(
  marked: readonly string[],
  onMark: (runId: string) => void,
): readonly GridColumn<RunSummary>[] {
  return [
    {
      id: 'mark',
      header: '',
      hint: 'Marked for comparison (x)',
      width: '34px',
      align: 'center',
      cell: ({ runId, number }) => (
        <Checkbox
          aria-label={`Mark run ${number} for comparison`}
          tabIndex={-1}
          checked={marked.includes(runId)}
          onChange={() => onMark(runId)}
        />
      ),
    },
    {
      id: 'number',
      header: 'Run',
      width: '56px',
      cell: ({ runId, number, scenario }) => (
        <Link to="/sim/$scenario/run/$run" params={{ scenario, run: runId }} className={classes.name} tabIndex={-1}>
          #{number}
        </Link>
      ),
    },
    {
      id: 'scenario',
      header: 'Scenario',
      width: 'minmax(150px, 2fr)',
      cell: ({ scenario, title }) => <span title={`${title}\n${scenario}`}>{title === '' ? scenario : title}</span>,
    },
    { id: 'mode', header: 'Mode', width: '106px', cell: ({ mode }) => MODE_WORDS[mode] },
    {
      id: 'strategy',
      header: 'Strategy',
      width: '132px',
      hideBelow: 840,
      cell: ({ mode, strategy }) => (mode === 'matrix' ? 'each' : strategy),
    },
    { id: 'state', header: 'Ended', width: '172px', cell: run => <RunState run={run} /> },
    {
      id: 'done',
      header: 'Done',
      hint: 'Commits of a free run or a schedule, schedules of an exploration, cells of a matrix',
      width: '120px',
      align: 'end',
      hideBelow: 960,
      cell: ({ progress }) => `${formatCount(progress.done)} ${progress.unit}`,
    },
    { id: 'took', header: 'Took', width: '76px', align: 'end', cell: ({ ms }) => formatMs(ms) },
    { id: 'started', header: 'Started', width: '108px', cell: ({ startedAt }) => <Age at={startedAt} /> },
  ]
}
