import { ActionIcon, Button, CloseButton, SegmentedControl, TextInput, Tooltip } from '@mantine/core'
import {
  IconFolderPlus,
  IconLayoutSidebarRight,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
} from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import type { MirrorSummary } from '../../../shared/contract/mirrors.ts'
import { type Mirrors, useMirrors } from '../../api/mirrors.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useKeys } from '../../app/key-dispatch.ts'
import { keysOf } from '../../app/keymap.ts'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { Empty } from '../../ui/empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { chordText } from '../../ui/keys.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Screen } from '../../ui/screen.tsx'
import { SplitPane } from '../../ui/split-pane.tsx'
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import { AlertBell } from './alert-bell.tsx'
import { CauseBar } from './cause-bar.tsx'
import { EmptyMirrors } from './empty-mirrors.tsx'
import classes from './mirror.module.css'
import { mirrorColumns } from './mirror-columns.tsx'
import { MirrorInspector } from './mirror-inspector.tsx'
import { lagText, standingOf } from './mirror-words.ts'
import { PaceStrip } from './pace-strip.tsx'
import { PublisherStrip } from './publisher-strip.tsx'
import { SetTargetDialog } from './set-target-dialog.tsx'
import { useMirrorCommands } from './use-mirror-commands.ts'

const INSPECTED_WIDTH_MIN = 1360

const SHOWN = {
  all: () => true,
  behind: ({ ratified, published }: MirrorSummary) => ratified > published,
  held: (mirror: MirrorSummary) => !['published', 'publishing', 'waiting'].includes(standingOf(mirror)),
} as const
type Shown = keyof typeof SHOWN

/** Every mirror: how far it is, what holds it up, and what can be done; live. */
export function MirrorScreen(): ReactNode {
  const { value, error } = useMirrors()
  if (error && !value) {
    return (
      <Screen title="Mirror">
        <FailureCard error={error} />
      </Screen>
    )
  }
  if (!value) {
    return (
      <Screen title="Mirror">
        <Loading what="the mirrors" />
      </Screen>
    )
  }
  return value.mirrors.length === 0 ? <EmptyMirrors isPublishing={value.isPublishing} /> : <MirrorDesk value={value} />
}

function MirrorDesk({ value }: { readonly value: Mirrors }): ReactNode {
  const navigate = useNavigate()
  const search = useSearch({ from: '/mirror' })
  const commands = useMirrorCommands()
  const [isAdding, setAdding] = useState(false)
  const [isInspecting, setInspecting] = useState(() => innerWidth >= INSPECTED_WIDTH_MIN)
  const grid = useRef<GridHandle>(null)
  const field = useRef<HTMLInputElement>(null)
  const { mirrors, lagLimitMs } = value
  const shown = shownOf(search.show)
  const words = (search.q ?? '').trim().toLowerCase()
  const listed = mirrors.filter(mirror => SHOWN[shown](mirror) && mirror.name.toLowerCase().includes(words))
  const columns = useMemo(() => mirrorColumns(lagLimitMs), [lagLimitMs])
  const selected = Math.max(
    0,
    listed.findIndex(({ name }) => name === search.table),
  )
  const mirror = listed[selected]
  useGridKeys(grid)
  useKeys({
    'filter.focus': () => field.current?.focus(),
    'inspector.toggle': () => setInspecting(!isInspecting),
  })
  const move = (changes: { q?: string; show?: string; table?: string | undefined }) =>
    void navigate({ to: '/mirror', search: { ...search, ...changes }, replace: true })

  const list = (
    <VirtualGrid
      label="Mirrors"
      handle={grid}
      columns={columns}
      rowCount={listed.length}
      rowAt={index => listed[index]}
      rowKey={index => listed[index]?.tableId ?? String(index)}
      selected={selected}
      onSelect={index => move({ table: listed[index]?.name })}
      onOpen={index => {
        const name = listed[index]?.name
        if (name !== undefined) void navigate({ to: '/t/$name/mirror', params: { name } })
      }}
      rowHeight={32}
      minWidth={620}
    />
  )
  return (
    <Screen
      title="Mirror"
      facts={<MirrorFacts mirrors={mirrors} />}
      actions={
        <>
          <PauseAll mirrors={mirrors} commands={commands} />
          <AlertBell />
          <Tooltip label={`Inspector  ${chordText(keysOf('inspector.toggle'))}`}>
            <ActionIcon aria-label="Inspector" aria-pressed={isInspecting} onClick={() => setInspecting(!isInspecting)}>
              <IconLayoutSidebarRight size={16} stroke={1.75} />
            </ActionIcon>
          </Tooltip>
          <Button
            leftSection={<IconFolderPlus size={15} stroke={1.75} />}
            disabled={commands.isReadOnly}
            onClick={() => setAdding(true)}
          >
            Mirror a table
          </Button>
        </>
      }
    >
      <div className={classes.desk}>
        <PublisherStrip value={value} isReadOnly={commands.isReadOnly} />
        <PaceStrip lagLimitMs={lagLimitMs} />
        <CauseBar mirrors={mirrors} commands={commands} />
        <div className={classes.bar}>
          <SegmentedControl
            aria-label="Which mirrors"
            value={shown}
            onChange={show => move({ show: show === 'all' ? '' : show })}
            data={[
              { value: 'all', label: `All ${formatCount(mirrors.length)}` },
              { value: 'behind', label: `Behind ${formatCount(mirrors.filter(SHOWN.behind).length)}` },
              { value: 'held', label: `Held up ${formatCount(mirrors.filter(SHOWN.held).length)}` },
            ]}
          />
          <TextInput
            ref={field}
            w={220}
            placeholder="Filter by name"
            aria-label="Filter mirrors by name"
            leftSection={<IconSearch size={13} stroke={1.75} />}
            rightSection={
              words === '' ? null : (
                <CloseButton size="xs" aria-label="Clear the filter" onClick={() => move({ q: '' })} />
              )
            }
            value={search.q ?? ''}
            onChange={event => move({ q: event.currentTarget.value })}
          />
        </div>
        <div className={classes.list}>
          {listed.length === 0 ? (
            <NothingListed shown={shown} count={mirrors.length} onAll={() => move({ q: '', show: '' })} />
          ) : isInspecting && mirror ? (
            <SplitPane
              id="mirror"
              asideLabel="the inspector"
              asideSize="430px"
              aside={<MirrorInspector key={mirror.tableId} mirror={mirror} commands={commands} />}
            >
              {list}
            </SplitPane>
          ) : (
            list
          )}
        </div>
      </div>
      <SetTargetDialog opened={isAdding} onClose={() => setAdding(false)} />
    </Screen>
  )
}

function MirrorFacts({ mirrors }: { readonly mirrors: readonly MirrorSummary[] }): ReactNode {
  const behind = mirrors.filter(SHOWN.behind).length
  const count = (standing: string) => mirrors.filter(mirror => standingOf(mirror) === standing).length
  const worst = mirrors.reduce<MirrorSummary | undefined>(
    (found, mirror) => ((mirror.lagMs ?? 0) > (found?.lagMs ?? 0) ? mirror : found),
    undefined,
  )
  const facts = [
    mirrors.length === 1 ? 'one table' : `${formatCount(mirrors.length)} tables`,
    behind === 0 ? 'nothing behind' : `${formatCount(behind)} behind`,
    ...(['failing', 'diverged', 'refused', 'paused'] as const).flatMap(standing =>
      count(standing) > 0 ? [`${formatCount(count(standing))} ${standing}`] : [],
    ),
    ...(worst?.lagMs == null ? [] : [`worst lag ${lagText(worst.lagMs)} (${worst.name})`]),
  ]
  return facts.map(fact => <span key={fact}>{fact}</span>)
}

function PauseAll({
  mirrors,
  commands,
}: {
  readonly mirrors: readonly MirrorSummary[]
  readonly commands: ReturnType<typeof useMirrorCommands>
}): ReactNode {
  const active = mirrors.filter(({ state }) => state === 'active')
  const paused = mirrors.filter(({ state }) => state === 'paused')
  const isResuming = active.length === 0 && paused.length > 0
  if (mirrors.length < 2) return null
  return (
    <Button
      variant="default"
      disabled={commands.isReadOnly || active.length + paused.length === 0}
      leftSection={
        isResuming ? <IconPlayerPlay size={14} stroke={1.75} /> : <IconPlayerPause size={14} stroke={1.75} />
      }
      onClick={() => void commands.giveAll(isResuming ? paused : active, isResuming ? 'resume' : 'pause')}
    >
      {isResuming ? `Resume ${formatCount(paused.length)}` : `Pause ${formatCount(active.length)}`}
    </Button>
  )
}

function NothingListed({
  shown,
  count,
  onAll,
}: {
  readonly shown: Shown
  readonly count: number
  readonly onAll: () => void
}): ReactNode {
  const title = { all: 'No mirror fits', behind: 'Nothing is behind', held: 'Nothing is held up' }[shown]
  return (
    <Empty
      title={title}
      actions={
        <Button variant="default" onClick={onAll}>
          Show all {formatCount(count)}
        </Button>
      }
    >
      {shown === 'behind'
        ? 'Every version that is committed stands in its target, verified.'
        : shown === 'held'
          ? 'No mirror is failing, paused, diverged or refused.'
          : 'The filter looks for its text anywhere in a name.'}
    </Empty>
  )
}

function shownOf(text: string | undefined): Shown {
  return text === 'behind' || text === 'held' ? text : 'all'
}
