import { Button } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { parseVersion } from '../../app/search-params.ts'
import { useTable } from '../../app/table-scope.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ComposeDesk } from './compose-desk.tsx'
import { readDraft } from './draft-store.ts'
import { StartDraft } from './start-draft.tsx'
import { StartRestore } from './start-restore.tsx'

/** Where a commit is written by hand. The address names the draft, so that a reload finds it again. */
export function ComposeScreen(): ReactNode {
  const table = useTable()
  const search = useSearch({ from: '/t/$name/compose' })
  const navigate = useNavigate()
  if (search.draft === undefined) {
    const target = search.template === 'restore' ? parseVersion(search.from) : undefined
    return target !== undefined ? (
      <StartRestore key={`${target}`} table={table} target={target} />
    ) : (
      <StartDraft
        key={`${search.from} ${search.template}`}
        table={table}
        from={search.from}
        template={search.template}
      />
    )
  }
  const draft = readDraft(localStorage, table.tableId, search.draft)
  if (draft) return <ComposeDesk key={draft.draftId} table={table} kept={draft} />
  return (
    <Empty
      title="This draft is not here"
      actions={
        <Button
          onClick={() =>
            void navigate({ to: '/t/$name/compose', params: { name: table.name }, search: {}, replace: true })
          }
        >
          Start a new draft
        </Button>
      }
    >
      Drafts are kept in the browser that they were written in. It was discarded, or belongs to another browser or
      table.
    </Empty>
  )
}
