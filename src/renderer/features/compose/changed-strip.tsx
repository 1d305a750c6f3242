import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Age } from '../../ui/values.tsx'
import classes from './compose.module.css'
import { dropDraft } from './draft-store.ts'
import type { Composition } from './use-composition.ts'

export interface ChangedStripProps {
  readonly composition: Composition
  /** Opens the draft anew, as it is kept now. */
  readonly onReopen: () => void
}

/** The draft was changed or discarded elsewhere: whose words stay is for a person to say. */
export function ChangedStrip({ composition, onReopen }: ChangedStripProps): ReactNode {
  const { keeping, draft, overrule } = composition
  const queries = useQueryClient()
  if (keeping.kind !== 'changed' && keeping.kind !== 'gone') return null
  async function takeTheirs(): Promise<void> {
    dropDraft(localStorage, draft.tableId, draft.draftId)
    await queries.resetQueries({ queryKey: ['draft', draft.draftId] })
    onReopen()
  }
  return (
    <div className={classes.changed} role="alert">
      {keeping.kind === 'changed' ? (
        <span>
          This draft was changed in another window <Age at={keeping.draft.editedAtMs} />
          {keeping.draft.phase === 'open' ? '' : ', and sent from there'}. What you have here is not saved.
        </span>
      ) : (
        <span>This draft was discarded elsewhere. What you have here is not saved.</span>
      )}
      {keeping.kind === 'changed' ? (
        <Button size="compact-sm" onClick={() => void takeTheirs()}>
          Show that one
        </Button>
      ) : null}
      {keeping.kind === 'changed' && keeping.draft.phase !== 'open' ? null : (
        <Button size="compact-sm" variant="default" onClick={overrule}>
          Keep mine
        </Button>
      )}
    </div>
  )
}
