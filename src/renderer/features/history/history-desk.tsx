import { SegmentedControl } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, type RefObject, useMemo, useRef, useState } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { type ResolvedTerm, resolveFilter } from '../../../shared/history/filter.ts'
import { parseFilter } from '../../../shared/history/parse-filter.ts'
import { useKeys } from '../../app/key-dispatch.ts'
import { swapMarks, toggleMark, useMarks } from '../../app/marks.ts'
import { notify } from '../../app/notice.tsx'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import type { GridHandle, GridPlace } from '../../ui/virtual-grid.tsx'
import { FilterField } from './filter-field.tsx'
import { FoundList } from './found-list.tsx'
import classes from './history.module.css'
import type { HistoryAddress, VersionRange } from './history-address.ts'
import { HistoryCourse } from './history-course.tsx'
import { useHistoryWays } from './history-ways.ts'
import { LeftOut } from './left-out.tsx'
import { MarksBar } from './marks-bar.tsx'
import { NoteDialog } from './note-dialog.tsx'
import { Timeline } from './timeline/timeline.tsx'
import { useChosenVersion } from './use-chosen-version.ts'
import { useNotes } from './use-notes.ts'
import { useWriteNote } from './use-write-note.ts'
import { VersionList } from './version-list.tsx'
import { VersionMenu } from './version-menu.tsx'

export interface HistoryDeskProps {
  readonly table: TableSummary
  readonly address: HistoryAddress
}

/** The course of a table, its filter, and its versions as a list or on a time line; each moves the others. */
export function HistoryDesk({ table, address }: HistoryDeskProps): ReactNode {
  const { tableId, name, head } = table
  const { filter, range, view } = address
  const grid = useRef<GridHandle>(null)
  const [chosen, choose] = useChosenVersion(address, head)
  const [inSight, setInSight] = useState<VersionRange>({ from: head, to: head })
  const [menu, setMenu] = useState<{ readonly version: bigint; readonly place: GridPlace }>()
  const [noted, setNoted] = useState<bigint>()
  const [isListed, setIsListed] = useState(false)
  const terms = useTerms(filter, range)
  const marks = useMarks(tableId)
  const ways = useHistoryWays(name)
  const at = chosen ?? range?.to ?? head
  const isFound = terms.length > 0 && filter !== ''
  const isDue = isListed || isFound || view === 'timeline'
  const { notes, error: notesError } = useNotes(tableId, at, at, isDue)
  const writeNote = useWriteNote(tableId)

  function bookmark(version: bigint): void {
    const seen = notes.get(version)
    const bookmarked = !seen?.bookmarked
    void writeNote({ version, bookmarked, note: seen?.note ?? '', seen }).then(written => {
      if (written) notify(bookmarked ? `Bookmarked v${version}` : `Took the bookmark off v${version}`)
    })
  }
  function compare(): void {
    if (marks.a !== undefined && marks.b !== undefined) ways.compare(marks.a, marks.b)
    else ways.compare(marks.a ?? (at > 0n ? at - 1n : at), at)
  }
  useHistoryKeys({
    table,
    address,
    at,
    grid,
    compare,
    bookmark: () => bookmark(at),
    snapshot: ways.snapshot,
    copyLink: () => ways.copyLink(at),
  })

  const list = {
    table,
    grid,
    chosen,
    onChoose: choose,
    onOpen: ways.open,
    onMenu: (version: bigint, place: GridPlace) => setMenu({ version, place }),
  }
  return (
    <div className={classes.list}>
      <HistoryCourse
        table={table}
        inSight={inSight}
        at={at}
        range={range}
        onSeek={choose}
        onRange={changed => address.change({ range: changed })}
        isDue={isDue}
        course={address.course}
        onCourse={course => address.change({ course })}
      />
      <div className={classes.tools}>
        <FilterField
          tableId={tableId}
          value={filter}
          onChange={text => address.change({ filter: text, view: 'list' })}
          onLeave={() => grid.current?.focus()}
        />
        {range ? <RangeChip range={range} onClear={() => address.change({ range: undefined })} /> : null}
        <SegmentedControl
          aria-label="View"
          value={view}
          data={[
            { value: 'list', label: 'List' },
            { value: 'timeline', label: 'Timeline' },
          ]}
          onChange={next => address.change({ view: next === 'timeline' ? 'timeline' : 'list' })}
        />
      </div>
      <LeftOut tableId={tableId} notesError={notesError} isDue={isDue} />
      <div className={classes.rows}>
        {view === 'timeline' ? (
          <Timeline
            table={table}
            at={at}
            range={range}
            onChoose={choose}
            onOpen={ways.open}
            onSight={setInSight}
            onList={listed => address.change({ range: listed, view: 'list' })}
            address={address}
          />
        ) : isFound ? (
          <FoundList
            key={`${filter} ${range?.from}..${range?.to}`}
            {...list}
            terms={terms}
            filter={filter}
            onClear={() => address.change({ filter: '', range: undefined })}
          />
        ) : (
          <VersionList
            key={`${range?.from}..${range?.to}`}
            {...list}
            range={range}
            onSight={setInSight}
            onBegun={() => setIsListed(true)}
          />
        )}
      </div>
      <MarksBar tableId={tableId} marks={marks} onCompare={compare} onSeek={choose} />
      {menu ? (
        <VersionMenu
          table={table}
          {...menu}
          marks={marks}
          isBookmarked={notes.get(menu.version)?.bookmarked ?? false}
          ways={ways}
          onBookmark={() => bookmark(menu.version)}
          onNote={() => setNoted(menu.version)}
          onClose={() => setMenu(undefined)}
        />
      ) : null}
      {noted === undefined ? null : (
        <NoteDialog
          version={noted}
          note={notes.get(noted)}
          onClose={() => setNoted(undefined)}
          onSave={(note, bookmarked) => writeNote({ version: noted, note, bookmarked, seen: notes.get(noted) })}
        />
      )}
    </div>
  )
}

/** The conditions that filter and range put; what is not understood puts none. */
function useTerms(filter: string, range: VersionRange | undefined): readonly ResolvedTerm[] {
  const [from, to] = [range?.from, range?.to]
  return useMemo(() => {
    const now = Date.now()
    const terms = resolveFilter(parseFilter(filter, now).terms, now)
    return from === undefined ? terms : [...terms, { kind: 'versions', from, to }]
  }, [filter, from, to])
}

interface HistoryKeys extends HistoryDeskProps {
  readonly at: bigint
  readonly grid: RefObject<GridHandle | null>
  /** The marked versions, or this one with the mark or the one before. */
  readonly compare: () => void
  readonly snapshot: (version: bigint) => void
  readonly bookmark: () => void
  readonly copyLink: () => void
}

function useHistoryKeys({ table, address, at, grid, compare, snapshot, bookmark, copyLink }: HistoryKeys): void {
  const navigate = useNavigate()
  useGridKeys(grid)
  useKeys({
    'version.older': () => grid.current?.move('next'),
    'version.newer': () => grid.current?.move('previous'),
    'version.compose': () => void navigate({ to: '/t/$name/compose', params: { name: table.name } }),
    'version.mark': () => toggleMark(table.tableId, at),
    'version.compare': compare,
    'version.snapshot': () => snapshot(at),
    'compare.swap': () => swapMarks(table.tableId),
    'version.menu': () => grid.current?.openMenu(),
    'version.bookmark': bookmark,
    'view.next': () => address.change({ view: address.view === 'list' ? 'timeline' : 'list' }),
    'link.copy': copyLink,
  })
}

function RangeChip({ range, onClear }: { readonly range: VersionRange; readonly onClear: () => void }): ReactNode {
  return (
    <button type="button" className={classes.range} onClick={onClear} title="Show all versions again">
      {range.from === range.to ? `v${range.from}` : `v${range.from} – v${range.to}`}
      <IconX size={12} stroke={2} aria-label="Clear the range" />
    </button>
  )
}
