import { useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { parseVersion } from '../../app/search-params.ts'
import { useTable } from '../../app/table-scope.tsx'
import { OpenDraft } from './open-draft.tsx'
import { StartDifference } from './start-difference.tsx'
import { StartDraft } from './start-draft.tsx'
import { StartRestore } from './start-restore.tsx'

/** Where a commit is written by hand. The address names the draft, so that a reload finds it again. */
export function ComposeScreen(): ReactNode {
  const table = useTable()
  const { draft, from, to, template } = useSearch({ from: '/t/$name/compose' })
  if (draft !== undefined) return <OpenDraft key={`${table.name} ${draft}`} table={table} draftId={draft} />
  const [first, last] = [parseVersion(from), parseVersion(to)]
  if (template === 'restore' && first !== undefined) {
    return <StartRestore key={`${first}`} table={table} target={first} />
  }
  if (template === 'difference' && first !== undefined && last !== undefined) {
    return <StartDifference key={`${first} ${last}`} table={table} from={first} to={last} />
  }
  return <StartDraft key={`${from} ${template}`} table={table} from={from} template={template} />
}
