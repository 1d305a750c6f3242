import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import { readFailure } from '../../api/failure.ts'
import { foldersQuery } from '../../api/queries.ts'
import classes from './replay.module.css'
import { VersionInput } from './version-input.tsx'

/** What of a source is chosen, as it stands in the address of the page. */
export interface SourceSearch {
  readonly table: string
  readonly path: string
  readonly from: string
  readonly to: string
}

interface SourceFieldsProps {
  readonly search: SourceSearch
  readonly onChange: (search: Partial<SourceSearch>) => void
}

/** Versions of a table of this database. */
export function TableSource({
  search: { table, from, to },
  source,
  isUnknown,
  hasRange,
  onChange,
}: SourceFieldsProps & {
  readonly source: TableSummary | undefined
  readonly isUnknown: boolean
  readonly hasRange: boolean
}): ReactNode {
  return (
    <>
      <div className={classes.fields}>
        <TextInput
          label="Table"
          placeholder="orders"
          value={table}
          error={isUnknown ? 'There is no such table.' : undefined}
          spellCheck={false}
          autoComplete="off"
          onChange={event => onChange({ table: event.currentTarget.value })}
        />
        <VersionInput
          label="From version"
          value={from}
          fallback={source?.firstVersion}
          onChange={text => onChange({ from: text })}
        />
        <VersionInput label="To version" value={to} fallback={source?.head} onChange={text => onChange({ to: text })} />
      </div>
      {source && !hasRange ? (
        <p className={classes.hint} role="alert">
          {source.name} has the versions {String(source.firstVersion ?? 0n)} to {String(source.head)}.
        </p>
      ) : null}
    </>
  )
}

/** Commit files of a folder, an archive or a store, as they lie there. */
export function FilesSource({
  search: { path, from, to },
  hasRange,
  onChange,
}: SourceFieldsProps & { readonly hasRange: boolean }): ReactNode {
  const wanted = path.trim()
  const [settled] = useDebouncedValue(wanted, TYPING_MS)
  const isFolder = wanted !== '' && !ELSEWHERE.test(wanted)
  const { data, error } = useQuery({ ...foldersQuery(settled), enabled: isFolder && settled === wanted, retry: false })
  const isLooked = isFolder && settled === wanted
  return (
    <>
      <div className={classes.fields}>
        <TextInput
          label="Folder of the log"
          placeholder="/data/warehouse/orders"
          value={path}
          error={isLooked && error ? readFailure(error).detail : undefined}
          spellCheck={false}
          autoComplete="off"
          onChange={event => onChange({ path: event.currentTarget.value })}
        />
        <VersionInput label="From version" value={from} fallback={null} onChange={text => onChange({ from: text })} />
        <VersionInput label="To version" value={to} fallback={null} onChange={text => onChange({ to: text })} />
      </div>
      {isLooked && data?.hasDeltaLog && !error ? (
        <p className={classes.found}>
          <IconCircleCheck size={15} stroke={1.75} aria-hidden="true" /> A Delta log is here
        </p>
      ) : (
        <p className={classes.hint}>
          The folder that holds _delta_log, or a .tar or .zip of it, on the machine where Deltadesk runs; or
          s3://bucket/path. Without bounds all of its commits are replayed.
        </p>
      )}
      {wanted !== '' && !hasRange ? (
        <p className={classes.hint} role="alert">
          Expected two versions, the first of them not after the last.
        </p>
      ) : null}
    </>
  )
}

const TYPING_MS = 200
const ELSEWHERE = /\.(tar|tar\.gz|tgz|zip)$|^s3a?:\/\//i
