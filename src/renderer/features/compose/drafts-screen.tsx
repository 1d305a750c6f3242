import { Button, Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import type { DraftSummary } from '../../../shared/contract/draft-contract.ts'
import { client } from '../../api/client.ts'
import { draftsQuery } from '../../api/draft-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { notify } from '../../app/notice.tsx'
import { useGridKeys } from '../../app/use-grid-keys.ts'
import { Empty } from '../../ui/empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { Screen } from '../../ui/screen.tsx'
import { Age } from '../../ui/values.tsx'
import { type GridColumn, type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx'
import classes from './compose.module.css'
import { PHASES } from './draft-phases.ts'
import { dropDraft } from './draft-store.ts'
import { exportDraft } from './export-draft.ts'
import { TogetherDialog } from './together/together-dialog.tsx'

/** Every kept draft of this database, the last edited first; also those whose table is gone. */
export function DraftsScreen(): ReactNode {
  const navigate = useNavigate()
  const grid = useRef<GridHandle>(null)
  const { data, error, refetch } = useQuery(draftsQuery(undefined))
  const [selectedId, setSelectedId] = useState<string>()
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const [together, setTogether] = useState<readonly string[]>([])
  const columns = useMemo(() => [markColumn(marked, setMarked), ...COLUMNS], [marked])
  useGridKeys(grid)
  const drafts = data?.drafts ?? []
  const found = drafts.findIndex(({ draftId }) => draftId === selectedId)
  const selected = Math.max(0, found)
  const draft = drafts[selected]

  function open(index: number): void {
    const opened = drafts[index]
    if (!opened) return
    if (opened.table === 'gone') {
      void navigate({ to: '/drafts/$draftId', params: { draftId: opened.draftId } })
      return
    }
    void navigate({
      to: '/t/$name/compose',
      params: { name: opened.tableName },
      search: { draft: opened.draftId },
    })
  }
  async function discard({ draftId, tableId }: DraftSummary): Promise<void> {
    await client.drafts.discard({ draftId })
    dropDraft(localStorage, tableId, draftId)
    await refetch()
    notify('Discarded the draft; the activity log has it')
  }

  return (
    <Screen
      title="Drafts"
      facts={
        data ? (
          <>
            <span>{formatCount(drafts.length)}</span>
            {data.unreadable > 0 ? (
              <span className={classes.notKept} title="For example because a newer Deltadesk wrote them.">
                {formatCount(data.unreadable)} more cannot be read and are left alone
              </span>
            ) : null}
          </>
        ) : null
      }
      actions={
        draft ? (
          <>
            {marked.size > 1 ? (
              <Button variant="default" onClick={() => setTogether([...marked])}>
                Commit {marked.size} together …
              </Button>
            ) : null}
            <DraftActions draft={draft} onOpen={() => open(selected)} onDiscard={discard} />
          </>
        ) : null
      }
    >
      {error && !data ? <FailureCard error={error} onRetry={refetch} /> : null}
      {!error && !data ? <Loading what="the drafts" /> : null}
      {data && drafts.length === 0 ? (
        <Empty
          title="No drafts yet"
          actions={<Button renderRoot={props => <Link to="/tables" {...props} />}>Choose a table</Button>}
        >
          A commit that you begin to compose is kept here by itself, also when the page or the program ends.
        </Empty>
      ) : null}
      {drafts.length > 0 ? (
        <div className={classes.drafts}>
          <VirtualGrid
            label="Drafts"
            handle={grid}
            columns={columns}
            rowCount={drafts.length}
            rowAt={index => drafts[index]}
            rowKey={index => drafts[index]?.draftId ?? String(index)}
            selected={selected}
            onSelect={index => setSelectedId(drafts[index]?.draftId)}
            onOpen={open}
            rowHeight={32}
            minWidth={620}
          />
        </div>
      ) : null}
      <TogetherDialog
        draftIds={together}
        onClose={() => {
          setTogether([])
          setMarked(new Set())
          void refetch()
        }}
      />
    </Screen>
  )
}

function markColumn(
  marked: ReadonlySet<string>,
  setMarked: (marked: ReadonlySet<string>) => void,
): GridColumn<DraftSummary> {
  return {
    id: 'mark',
    header: '',
    width: '34px',
    cell: ({ draftId, title, tableName, table, phase }) => (
      <Checkbox
        size="xs"
        aria-label={`Mark ${title || 'the draft'} for ${tableName}`}
        disabled={phase !== 'open' || table === 'gone'}
        checked={marked.has(draftId)}
        onChange={() => {
          const next = new Set(marked)
          if (!next.delete(draftId)) next.add(draftId)
          setMarked(next)
        }}
      />
    ),
  }
}

function DraftActions(props: {
  readonly draft: DraftSummary
  readonly onOpen: () => void
  readonly onDiscard: (draft: DraftSummary) => Promise<void>
}): ReactNode {
  const { draft, onOpen, onDiscard } = props
  async function exportFile(): Promise<void> {
    const kept = await client.drafts.read({ draftId: draft.draftId })
    if (kept) exportDraft(kept)
  }
  return (
    <div className={classes.draftActions}>
      <Button onClick={onOpen}>Open</Button>
      <Button variant="default" onClick={() => void exportFile()}>
        Export
      </Button>
      <Button variant="default" disabled={draft.phase === 'sent'} onClick={() => void onDiscard(draft)}>
        Discard
      </Button>
    </div>
  )
}

function TableCell({ draft: { table, tableName } }: { readonly draft: DraftSummary }): ReactNode {
  if (table !== 'gone') return tableName
  return (
    <span
      className={classes.goneTable}
      title="The log has no such table any more. The draft is kept; open it to move it."
    >
      <span>{tableName}</span>
      <b>gone</b>
    </span>
  )
}

const COLUMNS: readonly GridColumn<DraftSummary>[] = [
  {
    id: 'title',
    header: 'Draft',
    width: 'minmax(160px, 2fr)',
    cell: ({ title, operation }) => (
      <span className={classes.draftTitle}>{title || operation || 'Without a name'}</span>
    ),
  },
  { id: 'table', header: 'Table', width: 'minmax(120px, 1fr)', cell: draft => <TableCell draft={draft} /> },
  { id: 'version', header: 'For', width: '80px', align: 'end', cell: ({ expectedVersion }) => `v${expectedVersion}` },
  { id: 'actions', header: 'Actions', width: '90px', align: 'end', cell: ({ actions }) => formatCount(actions) },
  { id: 'phase', header: 'State', width: '150px', cell: ({ phase }) => PHASES[phase] },
  { id: 'edited', header: 'Edited', width: '120px', cell: ({ editedAtMs }) => <Age at={editedAtMs} /> },
]
