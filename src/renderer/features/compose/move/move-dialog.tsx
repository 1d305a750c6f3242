import { Autocomplete, Button, Group } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { TableSummary } from '../../../../shared/contract/schemas.ts'
import { tablesQuery } from '../../../api/queries.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import classes from '../compose.module.css'
import type { Composition } from '../use-composition.ts'
import { draftForTable } from './draft-for-table.ts'

export interface MoveDialogProps {
  readonly composition: Composition
  readonly opened: boolean
  readonly onClose: () => void
}

const SEARCH_AFTER_MS = 200
const CHOICES_MAX = 12

/** Asks for another table of the connection by its name, and says what becomes of the draft there before it goes. */
export function MoveDialog({ composition, opened, onClose }: MoveDialogProps): ReactNode {
  const isCopy = composition.draft.phase !== 'open'
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={isCopy ? 'Copy the draft to another table' : 'Move the draft to another table'}
      width={560}
    >
      {opened ? <Move composition={composition} onClose={onClose} /> : null}
    </Dialog>
  )
}

function Move({ composition, onClose }: Omit<MoveDialogProps, 'opened'>): ReactNode {
  const { draft, keepMoved } = composition
  const navigate = useNavigate()
  const { name: here } = useParams({ strict: false })
  const [name, setName] = useState('')
  const [search] = useDebouncedValue(name, SEARCH_AFTER_MS)
  const [problem, setProblem] = useState<string>()
  const { data } = useInfiniteQuery(tablesQuery(search))
  const others = data?.pages.flatMap(({ tables }) => tables).filter(({ tableId }) => tableId !== draft.tableId) ?? []
  const target = others.find(table => table.name === name.trim())

  async function move(table: TableSummary): Promise<void> {
    const ids = { commitId: crypto.randomUUID(), draftId: crypto.randomUUID() }
    const moved = draftForTable(draft, table, ids, Date.now())
    if (!(await keepMoved(moved))) {
      return setProblem(
        'The draft could not be kept for that table: it was changed elsewhere, or the program does not answer. It stays where it is.',
      )
    }
    onClose()
    // A table of the same name has the address that is shown already; by its id the draft is opened anew.
    if (table.name === here) await navigate({ to: '/drafts/$draftId', params: { draftId: moved.draftId } })
    else await navigate({ to: '/t/$name/compose', params: { name: table.name }, search: { draft: moved.draftId } })
  }

  return (
    <form
      className={classes.review}
      onSubmit={event => {
        event.preventDefault()
        if (target) void move(target)
      }}
    >
      <Autocomplete
        data-autofocus
        label="Table"
        placeholder="Name of a table of this connection"
        data={target ? [] : others.map(table => table.name)}
        limit={CHOICES_MAX}
        value={name}
        onChange={value => {
          setName(value)
          setProblem(undefined)
        }}
      />
      <output>{target ? <Consequence composition={composition} target={target} /> : null}</output>
      {problem === undefined ? null : (
        <p className={classes.notKept} role="alert">
          {problem}
        </p>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Leave it where it is
        </Button>
        <Button type="submit" disabled={target === undefined}>
          {draft.phase === 'open' ? 'Move it' : 'Copy it'}
          {target ? ` to ${target.name}` : ''}
        </Button>
      </Group>
    </form>
  )
}

function Consequence(props: { readonly composition: Composition; readonly target: TableSummary }): ReactNode {
  const { draft, isTableGone } = props.composition
  const { name, head } = props.target
  return (
    <>
      <p>
        {head < 0n ? (
          <>
            <b>{name}</b> has no commit yet: the draft’s base becomes the empty table, and it would become <b>v0</b>.
          </>
        ) : (
          <>
            <b>{name}</b> stands at v{`${head}`}: the draft’s base becomes <b>v{`${head}`}</b> instead of{' '}
            {draft.readVersion < 0n ? 'the empty table' : `v${draft.readVersion}`} of{' '}
            {isTableGone ? 'the table that is gone' : draft.tableName}, and it would become <b>v{`${head + 1n}`}</b>.
          </>
        )}
      </p>
      <p className={classes.dim}>
        It gets a new commit id. Its text and its declared reads stay as they are, and are held against {name} at once.
        {draft.phase === 'open' ? '' : ' What was sent stays where it is.'}
      </p>
    </>
  )
}
