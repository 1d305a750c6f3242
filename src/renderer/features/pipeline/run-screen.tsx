import { useParams, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CopyRunReport } from '../../../shared/contract/copies.ts'
import { useCopyRun } from '../../api/copies.ts'
import { readFailure } from '../../api/failure.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Loading } from '../../ui/loading.tsx'
import { CancelCourse } from './cancel-course.tsx'
import { ComparedRun } from './compared-run.tsx'
import { EventList } from './event-list.tsx'
import { FaultCard } from './fault-card.tsx'
import { bottleneckOf } from './measures.ts'
import classes from './pipeline.module.css'
import { RunCharts } from './run-charts.tsx'
import { RunFrame } from './run-frame.tsx'
import { ServerFacts } from './server-facts.tsx'
import { StageFlow } from './stage-flow.tsx'
import { StreamList } from './stream-list.tsx'
import { TimeShare } from './time-share.tsx'

/** One run: its stages, rates, shares and course, beside another one where the address names it. */
export function RunScreen(): ReactNode {
  const { run: runId } = useParams({ from: '/copy/$run' })
  const { with: otherId } = useSearch({ from: '/copy/$run' })
  const { value: run, error } = useCopyRun(runId)
  if (run) return <LoadedRun run={run} otherId={otherId === runId ? undefined : otherId} />
  if (error === undefined) return <Loading what="the run" />
  if (readFailure(error).kind !== 'not-found') return <FailureCard error={error} />
  return <Empty title="There is no such run">The newest fifty runs are kept in the data folder of this machine.</Empty>
}

function LoadedRun({ run, otherId }: { readonly run: CopyRunReport; readonly otherId: string | undefined }): ReactNode {
  return otherId === undefined ? (
    <RunBody run={run} other={undefined} />
  ) : (
    <WithOther otherId={otherId}>{other => <RunBody run={run} other={other} />}</WithOther>
  )
}

function WithOther({
  otherId,
  children,
}: {
  readonly otherId: string
  readonly children: (other: CopyRunReport | undefined) => ReactNode
}): ReactNode {
  const { value } = useCopyRun(otherId)
  return children(value)
}

function RunBody({
  run,
  other,
}: {
  readonly run: CopyRunReport
  readonly other: CopyRunReport | undefined
}): ReactNode {
  const { sentence, where } = bottleneckOf(run)
  return (
    <RunFrame run={run} other={other}>
      {run.fault ? <FaultCard run={run} fault={run.fault} /> : null}
      {run.cancel ? <CancelCourse cancel={run.cancel} kept={run.kept} /> : null}
      <StageFlow run={run} />
      <p className={classes.bottleneck} data-where={where}>
        <strong>{where === 'none' ? 'No bottleneck' : 'Bottleneck'}</strong> {sentence}
      </p>
      {other ? <ComparedRun run={run} other={other} /> : null}
      <RunCharts run={run} other={other} />
      <div className={classes.columns}>
        <TimeShare run={run} />
        <StreamList streams={run.streams} />
        <ServerFacts run={run} />
        <EventList events={run.events} />
      </div>
    </RunFrame>
  )
}
