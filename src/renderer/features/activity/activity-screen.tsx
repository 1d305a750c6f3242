import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconDownload, IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import { type Activity, type ActivityKind, activityKindSchema } from '../../../shared/contract/activity.ts'
import { ACTIVITY_PAGE_MAX } from '../../../shared/limits.ts'
import { client } from '../../api/client.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { useKeys } from '../../app/key-dispatch.ts'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { downloadText } from '../../ui/download-text.ts'
import { Empty } from '../../ui/empty.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Screen } from '../../ui/screen.tsx'
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import classes from './activity.module.css'
import { ACTIVITY_COLUMNS, KIND_NAMES } from './activity-columns.tsx'

const PAGE = 200
const READ_EVERY_MS = 5_000

/** What this program did to the tables of this database, and how each attempt ended. */
export function ActivityScreen(): ReactNode {
  const navigate = useNavigate()
  const grid = useRef<GridHandle>(null)
  const searchField = useRef<HTMLInputElement>(null)
  const [search, setSearch] = useState('')
  const [kind, setKind] = useState<ActivityKind>()
  const [wanted] = useDebouncedValue(search.trim(), 200)
  const [selected, setSelected] = useState(0)
  const asked = { ...(wanted === '' ? {} : { search: wanted }), ...(kind ? { kind } : {}) }
  const { data, error, refetch, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery({
    queryKey: ['activity', wanted, kind ?? null],
    queryFn: ({ pageParam, signal }) =>
      client.activity.list({ ...asked, ...(pageParam ? { before: pageParam } : {}), limit: PAGE }, { signal }),
    initialPageParam: '',
    getNextPageParam: page => (page.hasMore ? page.activities.at(-1)?.activityId : undefined),
    placeholderData: keepPreviousData,
    refetchInterval: READ_EVERY_MS,
    staleTime: 0,
    structuralSharing: false,
  })
  const activities = useMemo(() => data?.pages.flatMap(page => page.activities) ?? [], [data])
  useGridKeys(grid)
  useKeys({ 'filter.focus': () => searchField.current?.focus() })

  function open(index: number): void {
    const activity = activities[index]
    if (!activity?.tableName) return
    const { tableName: name, version, outcome } = activity
    if (outcome === 'committed' && version !== null) {
      void navigate({ to: '/t/$name/v/$version', params: { name, version: `${version}` } })
    } else void navigate({ to: '/t/$name/history', params: { name } })
  }

  return (
    <Screen
      title="Activity"
      actions={
        <>
          <TextInput
            ref={searchField}
            aria-label="Search the activity"
            placeholder="Table, sentence, commit id or v12"
            w={260}
            leftSection={<IconSearch size={14} />}
            value={search}
            onChange={event => setSearch(event.currentTarget.value)}
          />
          <NativeSelect
            size="xs"
            aria-label="Kind of activity"
            value={kind ?? ''}
            data={[
              { value: '', label: 'Everything' },
              ...activityKindSchema.options.map(value => ({ value, label: KIND_NAMES[value] })),
            ]}
            onChange={event => setKind(activityKindSchema.safeParse(event.currentTarget.value).data)}
          />
          <Button variant="default" leftSection={<IconDownload size={14} />} onClick={() => void exportAll(asked)}>
            Export
          </Button>
        </>
      }
    >
      {error && !data ? <FailureCard error={error} onRetry={refetch} /> : null}
      {!error && !data ? <Loading what="the activity log" /> : null}
      {data && activities.length === 0 ? (
        <Empty title={wanted === '' && !kind ? 'Nothing was done yet' : 'Nothing fits'}>
          Every attempt to commit from this computer stands here with its outcome: committed, refused, lost or unknown.
        </Empty>
      ) : null}
      {activities.length > 0 ? (
        <div className={classes.list}>
          <VirtualGrid
            label="Activity"
            handle={grid}
            columns={ACTIVITY_COLUMNS}
            rowCount={activities.length}
            rowAt={index => activities[index]}
            rowKey={index => activities[index]?.activityId ?? String(index)}
            selected={Math.min(selected, activities.length - 1)}
            onSelect={setSelected}
            onOpen={open}
            onRange={(_first, last) => {
              if (last + 40 >= activities.length && hasNextPage && !isFetching) void fetchNextPage()
            }}
            minWidth={640}
          />
        </div>
      ) : null}
    </Screen>
  )
}

/** Everything that fits, as JSON lines that other programs read. */
async function exportAll(asked: { readonly search?: string; readonly kind?: ActivityKind }): Promise<void> {
  const lines: string[] = []
  for (let before: string | undefined = ''; before !== undefined; ) {
    const place: { before?: string } = before === '' ? {} : { before }
    const page: { activities: Activity[]; hasMore: boolean } = await client.activity.list({
      ...asked,
      ...place,
      limit: ACTIVITY_PAGE_MAX,
    })
    lines.push(...page.activities.map(activity => JSON.stringify(activity, writeVersion)))
    before = page.hasMore ? page.activities.at(-1)?.activityId : undefined
  }
  downloadText('deltadesk-activity.jsonl', lines.map(line => `${line}\n`).join(''), 'application/x-ndjson')
}

function writeVersion(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
