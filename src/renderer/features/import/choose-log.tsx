import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconCircleCheck, IconFlask } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { TaskInput } from '../../../shared/contract/task-inputs.ts'
import { readFailure } from '../../api/failure.ts'
import { foldersQuery } from '../../api/queries.ts'
import { startTask } from '../../api/tasks.ts'
import { FolderList } from '../../app/folder-list.tsx'
import { WriteButton } from '../../app/write-button.tsx'
import { Strip } from '../../ui/strip.tsx'
import classes from './import.module.css'

const TYPING_MS = 200
const SAMPLE_SEED = 42
const ARCHIVE = /\.(tar|tar\.gz|tgz|zip)$/i
const STORE = /^s3a?:\/\/[^/]+\/./i

/** Where the log is: a folder of the machine to look through, an archive of one, or a place in an S3-compatible store. */
export function ChooseLog({ isForgotten }: { readonly isForgotten: boolean }): ReactNode {
  const navigate = useNavigate()
  const { path = '' } = useSearch({ from: '/import' })
  const [problem, setProblem] = useState<string>()
  const [settled] = useDebouncedValue(path.trim(), TYPING_MS)
  const found = STORE.test(path.trim()) ? 'A place in a store' : ARCHIVE.test(path.trim()) ? 'An archive' : undefined
  const { data, error, isFetching } = useQuery({
    ...foldersQuery(settled === '' ? undefined : settled),
    enabled: found === undefined,
  })
  const failure = error && settled !== '' && found === undefined ? readFailure(error) : undefined
  const isSettled = settled === path.trim() && !isFetching
  const holdsLog = found !== undefined || (isSettled && !failure && path.trim() !== '' && data?.hasDeltaLog === true)

  function goTo(folder: string): void {
    void navigate({ to: '/import', search: folder === '' ? {} : { path: folder }, replace: true })
  }
  function start(input: TaskInput): void {
    setProblem(undefined)
    startTask(input).then(
      ({ taskId }) => void navigate({ to: '/import', search: { task: taskId } }),
      (failed: unknown) => setProblem(readFailure(failed).detail),
    )
  }
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (path.trim() !== '') start({ kind: 'import', path: path.trim() })
  }

  return (
    <form className={classes.form} onSubmit={submit}>
      {isForgotten ? (
        <Strip tone="accent">This task is not known any more. What it has made is still there.</Strip>
      ) : null}
      {problem ? <Strip tone="error">{problem}</Strip> : null}
      <TextInput
        className={classes.path ?? ''}
        label="Folder of the table"
        placeholder={data?.path ?? '/data/warehouse/orders'}
        description="The folder that holds _delta_log, or a .tar or .zip of it, on the machine where Deltadesk runs; or s3://bucket/path. It is only read."
        value={path}
        error={failure ? failure.detail : undefined}
        spellCheck={false}
        autoComplete="off"
        data-autofocus
        onChange={event => goTo(event.currentTarget.value)}
      />
      {found ? null : (
        <FolderList
          listing={failure ? undefined : data}
          failure={failure ?? (error ? readFailure(error) : undefined)}
          onOpen={goTo}
        />
      )}
      <div className={classes.decide}>
        <WriteButton type="submit" disabled={!holdsLog}>
          Look through it
        </WriteButton>
        {holdsLog ? (
          <span className={classes.found}>
            <IconCircleCheck size={15} stroke={1.75} aria-hidden="true" /> {found ?? 'A Delta log is here'}
          </span>
        ) : (
          <span className={classes.hint}>Choose a folder marked as a Delta table.</span>
        )}
        <span className={classes.space} />
        <span className={classes.hint}>Nothing at hand?</span>
        <WriteButton
          variant="default"
          leftSection={<IconFlask size={14} stroke={1.75} />}
          onClick={() => start({ kind: 'sample', seed: SAMPLE_SEED })}
        >
          Make a sample table
        </WriteButton>
      </div>
    </form>
  )
}
