import { Checkbox } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { CopySummary } from '../../../shared/contract/copies.ts'
import { Age, Bytes, Count } from '../../ui/values.tsx'
import type { GridColumn } from '../../ui/virtual-grid.tsx'
import { perSecond } from './measures.ts'
import classes from './pipeline.module.css'
import { RunState } from './run-state.tsx'
import { formatMs, formatRate, formatShare, formatSpeed, subjectText } from './run-words.ts'

/** What the list says of a run; the first column marks it for comparison. */
export function runColumns(
  marked: readonly string[],
  onMark: (runId: string) => void,
): readonly GridColumn<CopySummary>[] {
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
      width: '62px',
      cell: ({ runId, number }) => (
        <Link to="/copy/$run" params={{ run: runId }} className={classes.name} tabIndex={-1}>
          #{number}
        </Link>
      ),
    },
    {
      id: 'subject',
      header: 'What for',
      width: 'minmax(190px, 2fr)',
      cell: run => <span title={`${subjectText(run.subject)}\n${run.server}`}>{subjectText(run.subject)}</span>,
    },
    { id: 'state', header: 'State', width: '136px', cell: run => <RunState state={run.state} /> },
    {
      id: 'started',
      header: 'Started',
      width: '92px',
      hideBelow: 1040,
      cell: ({ startedAt }) => <Age at={startedAt} />,
    },
    {
      id: 'rows',
      header: 'Rows',
      hint: 'Rows laid out in wire format; those of a finished run were counted by the server',
      width: '88px',
      align: 'end',
      cell: ({ rows }) => <Count value={rows} />,
    },
    {
      id: 'bytes',
      header: 'Content',
      hint: 'Bytes of content in wire format, without the messages around them',
      width: '80px',
      align: 'end',
      cell: ({ bytes }) => <Bytes value={BigInt(bytes)} />,
    },
    {
      id: 'wall',
      header: 'Time',
      hint: 'From the first COPY to the answer to COMMIT, or to the end',
      width: '80px',
      align: 'end',
      cell: ({ wallMs }) => formatMs(wallMs),
    },
    {
      id: 'rowRate',
      header: 'Rows/s',
      hint: 'Rows divided by the whole time',
      width: '86px',
      align: 'end',
      cell: ({ rows, wallMs }) => formatRate(perSecond(rows, wallMs)),
    },
    {
      id: 'byteRate',
      header: 'Speed',
      hint: 'Content divided by the whole time',
      width: '86px',
      align: 'end',
      cell: ({ bytes, wallMs }) => formatSpeed(perSecond(bytes, wallMs)),
    },
    {
      id: 'backpressure',
      header: 'Held back',
      hint: 'Share of the time in which the writer stood still because no buffer was taken, or for the server’s answer',
      width: '84px',
      align: 'end',
      cell: ({ stages, wallMs }) => formatShare(wallMs > 0 ? (stages.roomMs + stages.answerMs) / wallMs : 0),
    },
  ]
}
