import { Autocomplete, Button } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { client } from '../../api/client.ts'
import { readFailure } from '../../api/failure.ts'
import { foldersQuery, tableQuery, tablesQuery } from '../../api/queries.ts'
import { notify } from '../../app/notice.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Strip } from '../../ui/strip.tsx'
import classes from './mirror.module.css'

const TYPING_MS = 150

interface SetTargetDialogProps {
  readonly opened: boolean
  readonly onClose: () => void
  /** Absent: the reader chooses it. */
  readonly table?: { readonly tableId: string; readonly name: string }
  readonly suggestion?: string
}

/** Asks where a table is to be mirrored to. */
export function SetTargetDialog({ opened, onClose, table, suggestion }: SetTargetDialogProps): ReactNode {
  const title = table ? `Mirror ${table.name} to` : 'Mirror a table'
  return (
    <Dialog opened={opened} onClose={onClose} title={title} width={520}>
      <TargetForm table={table} suggestion={suggestion} onClose={onClose} />
    </Dialog>
  )
}

function TargetForm({
  table,
  suggestion = '',
  onClose,
}: Pick<SetTargetDialogProps, 'onClose'> & {
  readonly table: SetTargetDialogProps['table'] | undefined
  readonly suggestion?: string | undefined
}): ReactNode {
  const [name, setName] = useState(table?.name ?? '')
  const [target, setTarget] = useState(suggestion)
  const [problem, setProblem] = useState<string>()
  const [isSetting, setSetting] = useState(false)
  const [wanted] = useDebouncedValue(name.trim(), TYPING_MS)
  const { data: tables } = useInfiniteQuery({ ...tablesQuery(wanted), enabled: table === undefined })
  const { data: chosen } = useQuery({
    ...tableQuery(wanted),
    enabled: table === undefined && wanted !== '',
    retry: false,
  })
  const tableId = table?.tableId ?? (chosen?.name === name.trim() ? chosen.tableId : undefined)
  const folders = useFolders(target)

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (tableId === undefined) return setProblem(`There is no table named “${name.trim()}”.`)
    setSetting(true)
    setProblem(undefined)
    try {
      const answer = await client.mirror.setTarget({ tableId, target: target.trim() })
      if (answer.kind === 'refused') return setProblem(answer.message)
      notify(`${name.trim()} is mirrored to ${answer.target}`)
      onClose()
    } catch (error) {
      setProblem(readFailure(error).detail)
    } finally {
      setSetting(false)
    }
  }

  return (
    <form className={classes.dialog} onSubmit={event => void submit(event)}>
      {problem ? <Strip tone="error">{problem}</Strip> : null}
      {table ? null : (
        <Autocomplete
          label="Table"
          placeholder="sales.orders"
          data={tables?.pages.flatMap(page => page.tables.map(found => found.name)) ?? []}
          value={name}
          onChange={setName}
          size="xs"
          data-autofocus
        />
      )}
      <Autocomplete
        label="Folder or place in a store"
        description="An absolute path on the machine where Deltadesk runs, whose last step is made where it is missing; or s3://bucket/path, with endpoint=, region= and profile= after a question mark. _delta_log is written in it."
        placeholder="/data/warehouse/orders or s3://lake/orders"
        data={folders}
        filter={({ options }) => options}
        value={target}
        onChange={setTarget}
        spellCheck={false}
        size="xs"
        {...(table ? { 'data-autofocus': true } : {})}
      />
      <p className={classes.faint}>
        Published files are never replaced: a place that holds the log of another table is refused, and so is a store
        that does not honour exclusive creation. Credentials are those of AWS’s own tools.
      </p>
      <div className={classes.decide}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={isSetting} disabled={target.trim() === '' || name.trim() === ''}>
          Mirror it
        </Button>
      </div>
    </form>
  )
}

/** Folders that the typed path may go on with. */
function useFolders(target: string): string[] {
  const [typed] = useDebouncedValue(target, TYPING_MS)
  const parent = typed.slice(0, typed.lastIndexOf('/')) || '/'
  const { data } = useQuery({ ...foldersQuery(parent), enabled: typed.startsWith('/'), retry: false })
  return (data?.folders ?? []).map(({ path }) => path).filter(path => path.startsWith(typed) && path !== typed)
}
