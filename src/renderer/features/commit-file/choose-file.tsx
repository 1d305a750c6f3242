import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { usePageConnection } from '../../api/connections.ts'
import { readFailure } from '../../api/failure.ts'
import { foldersQuery } from '../../api/queries.ts'
import { startTask } from '../../api/tasks.ts'
import { FolderList } from '../../app/folder-list.tsx'
import { parseVersion } from '../../app/search-params.ts'
import { WriteButton } from '../../app/write-button.tsx'
import { Strip } from '../../ui/strip.tsx'
import classes from './commit-file.module.css'

const TYPING_MS = 200

/** Which file is to become which version; it can be tried first. Where a commit asks for its name, so does this one. */
export function ChooseFile({ table }: { readonly table: TableSummary }): ReactNode {
  const navigate = useNavigate()
  const { path = '' } = useSearch({ from: '/t/$name/commit-file' })
  const next = table.head + 1n
  const [asked, setAsked] = useState<string>()
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string>()
  const connection = usePageConnection()
  const isProduction = connection?.environment === 'production'
  const isGuarded = connection?.state.kind === 'open' && connection.state.level === 'guarded'
  const version = asked === undefined ? next : parseVersion(asked)
  const wanted = `${table.name} v${version ?? next}`
  const mustType = isProduction || isGuarded
  const [settled] = useDebouncedValue(path.trim(), TYPING_MS)
  const { data: listing, error } = useQuery(foldersQuery(settled === '' ? undefined : settled, true))
  const isFile = listing?.files.some(file => file.path === path.trim()) === true
  const isFolder = !isFile && listing?.path === path.trim()
  const isReady = path.trim() !== '' && !isFolder && version !== undefined

  function goTo(file: string): void {
    void navigate({
      to: '/t/$name/commit-file',
      params: { name: table.name },
      search: file === '' ? {} : { path: file },
      replace: true,
    })
  }
  function start(dryRun: boolean): void {
    if (version === undefined || path.trim() === '') return
    setProblem(undefined)
    const input = {
      tableId: table.tableId,
      tableName: table.name,
      path: path.trim(),
      commitId: crypto.randomUUID(),
      expectedVersion: version,
    }
    startTask({ kind: 'commit', ...input, dryRun }).then(
      ({ taskId }) =>
        void navigate({ to: '/t/$name/commit-file', params: { name: table.name }, search: { task: taskId } }),
      (failed: unknown) => setProblem(readFailure(failed).detail),
    )
  }
  function submit(event: FormEvent): void {
    event.preventDefault()
    start(true)
  }

  return (
    <form className={classes.form} onSubmit={submit}>
      {problem ? <Strip tone="error">{problem}</Strip> : null}
      <div className={classes.fields}>
        <TextInput
          className={classes.path ?? ''}
          label="File of actions"
          placeholder="/data/exports/orders.ndjson"
          description="One Delta JSON action a line, as in a commit file, on the machine where Deltadesk runs. It is only read."
          value={path}
          spellCheck={false}
          autoComplete="off"
          data-autofocus
          onChange={event => goTo(event.currentTarget.value)}
        />
        <TextInput
          label="Becomes version"
          description={table.head < 0n ? 'The table is empty.' : `The head is v${table.head}.`}
          value={asked ?? String(next)}
          inputMode="numeric"
          autoComplete="off"
          error={version === undefined ? 'Expected a number' : undefined}
          onChange={event => setAsked(event.currentTarget.value)}
        />
      </div>
      <FolderList
        listing={error ? undefined : listing}
        failure={error ? readFailure(error) : undefined}
        onOpen={goTo}
        file={{ path: path.trim(), onChoose: goTo }}
      />
      <ul className={classes.facts}>
        <li>
          <b>Any size.</b> The file is read line by line in a thread of its own; a million files take little memory.
        </li>
        <li>
          <b>All or nothing.</b> Every rule is checked before the first row is sent, and one transaction holds them all.
        </li>
        <li>
          <b>The lock first.</b> Other strategies would find out that they lost after all rows were sent. Everything is
          checked before the lock, so that others wait for the rows alone.
        </li>
        <li>
          <b>Once.</b> The task has its commit id from the start: taken up again, it finds its commit.
        </li>
      </ul>
      {mustType ? (
        <TextInput
          className={classes.typed ?? ''}
          label={`Type  ${wanted}  to commit`}
          description={isProduction ? 'This is production.' : 'This connection is guarded.'}
          value={typed}
          autoComplete="off"
          onChange={event => setTyped(event.currentTarget.value)}
        />
      ) : null}
      <div className={classes.decide}>
        <WriteButton type="submit" variant="default" disabled={!isReady}>
          Try it: do everything but commit
        </WriteButton>
        <WriteButton
          disabled={!isReady || (mustType && typed.trim() !== wanted)}
          onClick={() => start(false)}
          type="button"
        >
          Commit v{String(version ?? next)}
        </WriteButton>
      </div>
    </form>
  )
}
