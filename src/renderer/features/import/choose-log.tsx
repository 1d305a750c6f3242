import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconCircleCheck, IconFlask } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { readFailure } from '../../api/failure.ts'
import { startRun } from '../../api/import-run.ts'
import { foldersQuery } from '../../api/queries.ts'
import { FolderList } from './folder-list.tsx'
import classes from './import.module.css'

const TYPING_MS = 200

/** Where the log is and what the table shall be called; the folders of the machine to look through. */
export function ChooseLog(): ReactNode {
  const navigate = useNavigate()
  const { path = '' } = useSearch({ from: '/import' })
  const [name, setName] = useState('')
  const [settled] = useDebouncedValue(path.trim(), TYPING_MS)
  const { data, error, isFetching } = useQuery(foldersQuery(settled === '' ? undefined : settled))
  const failure = error && settled !== '' ? readFailure(error) : undefined
  const isSettled = settled === path.trim() && !isFetching
  const holdsLog = isSettled && !failure && path.trim() !== '' && data?.hasDeltaLog === true

  function goTo(folder: string): void {
    void navigate({ to: '/import', search: folder === '' ? {} : { path: folder }, replace: true })
  }
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (path.trim() !== '') void startRun({ kind: 'log', path: path.trim(), name: name.trim() || undefined })
  }

  return (
    <form className={classes.form} onSubmit={submit}>
      <div className={classes.fields}>
        <TextInput
          className={classes.path ?? ''}
          label="Folder of the table"
          placeholder={data?.path ?? '/data/warehouse/orders'}
          description="The folder that holds _delta_log, on the machine where Deltadesk runs. It is only read."
          value={path}
          error={failure ? failure.detail : undefined}
          spellCheck={false}
          autoComplete="off"
          data-autofocus
          onChange={event => goTo(event.currentTarget.value)}
        />
        <TextInput
          className={classes.name ?? ''}
          label="Name of the table"
          placeholder={lastStep(path) || 'as the folder'}
          description="Left empty: as the folder."
          value={name}
          spellCheck={false}
          autoComplete="off"
          onChange={event => setName(event.currentTarget.value)}
        />
      </div>
      <FolderList
        listing={failure ? undefined : data}
        failure={failure ?? (error ? readFailure(error) : undefined)}
        onOpen={goTo}
      />
      <div className={classes.decide}>
        <Button type="submit" disabled={!holdsLog}>
          Import
        </Button>
        {holdsLog ? (
          <span className={classes.found}>
            <IconCircleCheck size={15} stroke={1.75} aria-hidden="true" /> A Delta log is here
          </span>
        ) : (
          <span className={classes.hint}>Choose a folder marked as a Delta table.</span>
        )}
        <span className={classes.space} />
        <span className={classes.hint}>Nothing at hand?</span>
        <Button
          variant="default"
          leftSection={<IconFlask size={14} stroke={1.75} />}
          onClick={() => void startRun({ kind: 'sample' })}
        >
          Make a sample table
        </Button>
      </div>
    </form>
  )
}

function lastStep(path: string): string {
  return path.split(/[/\\]/).findLast(step => step.trim() !== '') ?? ''
}
