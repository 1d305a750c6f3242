import { Tabs } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useRef, useState } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { useKeys } from '../../app/key-dispatch.ts'
import { Empty } from '../../ui/empty.tsx'
import { ComparedRuns } from './compared-runs.tsx'
import { EventDetail } from './lanes/event-detail.tsx'
import { EventsGrid } from './lanes/events-grid.tsx'
import { AXIS_HEIGHT, HEAD_HEIGHT, LANE_HEIGHT_MAX } from './lanes/lane-shapes.ts'
import { LanesPane, type RunCursor } from './lanes/lanes-pane.tsx'
import { MeasuresStrip } from './results/measures-strip.tsx'
import { ScheduleLetters } from './results/schedule-letters.tsx'
import { Transcript } from './results/transcript.tsx'
import { VerdictReport } from './results/verdict-report.tsx'
import { WritersTable } from './results/writers-table.tsx'
import type { RunView } from './run-stream.ts'
import classes from './simulate.module.css'

const TABS = ['verdict', 'steps', 'measures', 'writers', 'events', 'compared'] as const
type Tab = (typeof TABS)[number]
const TAB_NAMES: Readonly<Record<Tab, string>> = {
  verdict: 'Verdict',
  steps: 'Steps',
  measures: 'Measures',
  writers: 'Commits',
  events: 'Events',
  compared: 'Compared',
}

const LEGEND_HEIGHT = 32
/** Of the height that there is; more lanes are scrolled. */
const LANES_HEIGHT_MAX = 330

/** A free run or one schedule: its lanes above, what is known of it below. */
export function CourseBody({ view, other }: { readonly view: RunView; readonly other: string | undefined }): ReactNode {
  const { report, record, skipped } = view
  const navigate = useNavigate()
  const search = useSearch({ from: '/sim/$scenario/run/$run' })
  const [cursor, setCursor] = useState<RunCursor>({ atMs: undefined, event: undefined })
  const tabs = tabsOf(view, other)
  const tab = tabs.find(name => name === search.tab) ?? tabs[0] ?? 'events'
  const show = (next: string | null | undefined) =>
    void navigate({ to: '.', search: { ...search, tab: next ?? undefined }, replace: true })
  const revision = useRevision(view)
  useKeys({
    'tab.1': () => show(tabs[0]),
    'tab.2': () => show(tabs[1]),
    'tab.3': () => show(tabs[2]),
    'tab.4': () => show(tabs[3]),
    'tab.5': () => show(tabs[4]),
  })
  if (report.state !== 'running' && !report.result && record.events.length === 0) {
    return <Empty title="Nothing of its course was kept">It ended before there was anything to write down.</Empty>
  }
  return (
    <Group orientation="vertical" className={classes.course ?? ''}>
      <Panel
        defaultSize={`${lanesHeight(report.writers.length, report.tables.length)}px`}
        minSize="110px"
        groupResizeBehavior="preserve-pixel-size"
      >
        <LanesPane report={report} record={record} revision={revision} cursor={cursor} onCursor={setCursor} />
      </Panel>
      <Separator className={classes.separator ?? ''} aria-label="Height of the lanes" />
      <Panel minSize="140px" className={classes.known ?? ''}>
        <Tabs
          value={tab}
          onChange={show}
          keepMounted={false}
          classNames={{ root: classes.tabs, panel: classes.tabPanel, list: classes.tabList, tab: classes.tab }}
        >
          <Tabs.List>
            {tabs.map(name => (
              <Tabs.Tab key={name} value={name}>
                {TAB_NAMES[name]}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value={tab}>
            {tab === 'events' ? (
              <EventsGrid
                report={report}
                record={record}
                revision={revision}
                skipped={skipped}
                cursor={cursor}
                onCursor={setCursor}
              />
            ) : (
              <Known tab={tab} view={view} other={other} />
            )}
          </Tabs.Panel>
        </Tabs>
        {cursor.event ? (
          <EventDetail
            report={report}
            record={record}
            event={cursor.event}
            onClose={() => setCursor({ ...cursor, event: undefined })}
          />
        ) : null}
      </Panel>
    </Group>
  )
}

/** Counts the views that were shown: the record is the same object in each of them. */
function useRevision(view: RunView): number {
  const seen = useRef({ view, revision: 0 })
  if (seen.current.view !== view) seen.current = { view, revision: seen.current.revision + 1 }
  return seen.current.revision
}

function lanesHeight(writers: number, tables: number): number {
  const lanes = writers * LANE_HEIGHT_MAX
  return Math.min(LANES_HEIGHT_MAX, AXIS_HEIGHT + HEAD_HEIGHT * tables + lanes + LEGEND_HEIGHT)
}

function tabsOf({ report: { result } }: RunView, other: string | undefined): Tab[] {
  const compared: Tab[] = other === undefined ? [] : ['compared']
  switch (result?.kind) {
    case 'free':
      return ['verdict', 'measures', 'writers', 'events', ...compared]
    case 'schedule':
      return ['verdict', 'steps', 'writers', 'events', ...compared]
    default:
      return ['events', ...compared]
  }
}

function Known({
  tab,
  view: { report },
  other,
}: {
  readonly tab: Tab
  readonly view: RunView
  readonly other: string | undefined
}): ReactNode {
  const { result, tables, writers, runId } = report
  if (tab === 'compared')
    return other ? (
      <div className={classes.scrolled}>
        <ComparedRuns a={runId} b={other} />
      </div>
    ) : null
  if (result?.kind !== 'free' && result?.kind !== 'schedule') return null
  if (tab === 'writers') return <WritersTable writers={result.writers} />
  return (
    <div className={classes.scrolled}>
      {tab === 'verdict' ? <VerdictReport verdict={result.verdict} tables={tables.length} /> : null}
      {tab === 'measures' && result.kind === 'free' ? <MeasuresStrip measures={result.measures} /> : null}
      {tab === 'steps' && result.kind === 'schedule' ? (
        <>
          <p className={classes.scheduleLine}>
            Schedule <ScheduleLetters schedule={result.schedule} />
          </p>
          <Transcript lines={result.transcript} writers={writers} />
        </>
      ) : null}
    </div>
  )
}
