import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { growthQuery } from '../../api/queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useKeys } from '../../app/key-dispatch.ts'
import { copyText } from '../../app/notice.tsx'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { formatCount } from '../../ui/format.ts'
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import classes from './history.module.css'
import { historyColumns } from './history-columns.tsx'
import { GROWTH_POINTS, HistoryHead } from './history-head.tsx'
import { useFollowedHead } from './use-followed-head.ts'
import { useHistoryRows } from './use-history-rows.ts'

const ADDRESS_AFTER_MS = 250
const ROWS_AT_FIRST = 60n

export interface VersionListProps {
  readonly table: TableSummary
  /** The version to begin at; absent: the head. */
  readonly anchor: bigint | undefined
}

/**
 * Every version, newest first. Versions have no gaps, so a row's place follows from its number and any place can be
 * gone to without reading what lies between.
 */
export function VersionList({ table, anchor }: VersionListProps): ReactNode {
  const { tableId, name } = table
  const navigate = useNavigate()
  const grid = useRef<GridHandle>(null)
  const { data: growth } = useQuery(growthQuery(tableId, GROWTH_POINTS))
  const first = growth?.[0]?.version ?? 0n
  const [inSight, setInSight] = useState({ from: 0, to: 0 })
  const head = useFollowedHead(table.head, inSight.from === 0)
  const start = anchor !== undefined && anchor <= table.head ? anchor : table.head
  const [chosen, setChosen] = useState(anchor === undefined ? undefined : start)
  const selected = chosen ?? head.shown

  const indexOf = (version: bigint) => Number(head.shown - version)
  const versionAt = (index: number) => head.shown - BigInt(index)
  const newest = inSight.to === 0 ? min(head.shown, start + ROWS_AT_FIRST) : versionAt(inSight.from)
  const oldest = inSight.to === 0 ? max(first, start - ROWS_AT_FIRST) : max(first, versionAt(inSight.to))
  const rows = useHistoryRows(tableId, newest, oldest)
  const columns = useMemo(() => historyColumns(name, table.head, first), [name, table.head, first])

  function open(version: bigint): void {
    void navigate({ to: '/t/$name/v/$version', params: { name, version: String(version) } })
  }
  function goTo(version: bigint): void {
    setChosen(version)
    grid.current?.scrollTo(indexOf(version), 'center')
  }
  function copyLink(): void {
    const link = `${location.href.split('#')[0]}#/t/${encodeURIComponent(name)}/v/${selected}`
    void copyText(link, `the link to v${selected}`)
  }

  useAddress(name, chosen, anchor, goTo)
  useGridKeys(grid)
  useKeys({
    'version.older': () => grid.current?.move('next'),
    'version.newer': () => grid.current?.move('previous'),
    'version.snapshot': () =>
      void navigate({ to: '/t/$name/at/$version/$tab', params: { name, version: `${selected}`, tab: 'files' } }),
    'version.compare': () =>
      void navigate({
        to: '/t/$name/compare',
        params: { name },
        search: { a: `${selected > first ? selected - 1n : selected}`, b: `${selected}` },
      }),
    'version.compose': () => void navigate({ to: '/t/$name/compose', params: { name } }),
    'link.copy': copyLink,
  })

  return (
    <div className={classes.list}>
      <HistoryHead table={table} inSight={{ newest, oldest }} at={selected} onSeek={goTo} />
      <div className={classes.rows}>
        {rows.error ? (
          <FailureCard error={rows.error} onRetry={rows.retry} />
        ) : (
          <VirtualGrid
            label={`Versions of ${name}, newest first`}
            handle={grid}
            columns={columns}
            rowCount={Number(head.shown - first) + 1}
            rowAt={index => rows.rowOf(versionAt(index))}
            rowKey={index => String(versionAt(index))}
            selected={indexOf(selected)}
            onSelect={index => setChosen(versionAt(index))}
            onOpen={index => open(versionAt(index))}
            onRange={(from, to) =>
              setInSight(before => (before.from === from && before.to === to ? before : { from, to }))
            }
            initialIndex={indexOf(start)}
            minWidth={640}
          />
        )}
        {head.behind > 0n ? (
          <button
            type="button"
            className={classes.pill}
            onClick={() => {
              head.catchUp()
              setChosen(table.head)
              grid.current?.scrollTo(0)
            }}
          >
            ↑ {formatCount(head.behind)} new {head.behind === 1n ? 'version' : 'versions'}
          </button>
        ) : null}
      </div>
    </div>
  )
}

/** Keeps the address at the selected version, so that it can be shared and come back to; an address from elsewhere is gone to. */
function useAddress(
  name: string,
  chosen: bigint | undefined,
  address: bigint | undefined,
  goTo: (version: bigint) => void,
): void {
  const navigate = useNavigate()
  const known = useRef(address)
  const follow = useEffectEvent(goTo)
  useEffect(() => {
    if (address === known.current) return
    known.current = address
    if (address !== undefined) follow(address)
  }, [address])
  useEffect(() => {
    if (chosen === undefined || chosen === known.current) return
    const timer = setTimeout(() => {
      known.current = chosen
      void navigate({ to: '/t/$name/history', params: { name }, search: { at: String(chosen) }, replace: true })
    }, ADDRESS_AFTER_MS)
    return () => clearTimeout(timer)
  }, [navigate, name, chosen])
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
