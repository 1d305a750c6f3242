import { Button, Checkbox, Group, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo, useState } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import type { AddFile } from '../../../shared/delta/actions.ts'
import { fileIdentity } from '../../../shared/delta/file-identity.ts'
import { parseAction } from '../../../shared/delta/parse-action.ts'
import { printAction } from '../../../shared/delta/print-action.ts'
import { removeOf } from '../../../shared/delta/templates/remove-of.ts'
import { snapshotFilesQuery } from '../../api/snapshot-queries.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { formatCount } from '../../ui/format.ts'
import { PathText } from '../../ui/path-text.tsx'
import { Bytes } from '../../ui/values.tsx'
import classes from './compose.module.css'

export interface FilePickerProps {
  readonly table: TableSummary
  readonly onPick: (lines: readonly string[]) => void
}

const NEWEST_FIRST = { sort: 'added', descending: true } as const

/** Picks files to remove from those that live at the head, the newest first; a part of the path narrows them. */
export function FilePicker({ table, onPick }: FilePickerProps): ReactNode {
  const [typed, setTyped] = useState('')
  const [picked, setPicked] = useState<ReadonlyMap<string, AddFile>>(new Map())
  const [wanted] = useDebouncedValue(typed.trim(), 200)
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = useInfiniteQuery(
    snapshotFilesQuery(
      { tableId: table.tableId, version: table.head },
      NEWEST_FIRST,
      wanted === '' ? {} : { path: wanted },
    ),
  )
  const files = useMemo(() => data?.pages.flatMap(page => page.files.flatMap(({ line }) => addOf(line))), [data])
  const isAll = files !== undefined && files.length > 0 && files.every(file => picked.has(identityOf(file)))

  function toggle(file: AddFile): void {
    const next = new Map(picked)
    if (!next.delete(identityOf(file))) next.set(identityOf(file), file)
    setPicked(next)
  }
  function toggleAll(): void {
    const next = new Map(picked)
    for (const file of files ?? []) {
      if (isAll) next.delete(identityOf(file))
      else next.set(identityOf(file), file)
    }
    setPicked(next)
  }

  return (
    <div className={classes.picker}>
      <Group gap="xs" align="end">
        <TextInput
          data-autofocus
          label="Live files whose path contains"
          w={300}
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
        />
        <Checkbox
          label={files ? `All ${formatCount(files.length)}${hasNextPage ? ' shown' : ''}` : 'All'}
          checked={isAll}
          disabled={!files || files.length === 0}
          onChange={toggleAll}
        />
        <Text size="sm" c="var(--dd-text-dim)">
          {isFetching ? 'reading …' : 'by a predicate: Templates, Delete'}
        </Text>
      </Group>
      {error ? <FailureCard error={error} onRetry={refetch} /> : null}
      <ul className={classes.files} aria-label="Live files">
        {files?.map(file => (
          <li key={identityOf(file)}>
            <Checkbox
              classNames={{ labelWrapper: classes.fileLabel, body: classes.fileBody }}
              checked={picked.has(identityOf(file))}
              onChange={() => toggle(file)}
              label={
                <span className={classes.file}>
                  <PathText path={file.path} />
                  <Bytes value={file.size} />
                </span>
              }
            />
          </li>
        ))}
      </ul>
      {files?.length === 0 ? <Text size="sm">No live file has that in its path.</Text> : null}
      <Group gap="xs" justify="flex-end">
        {hasNextPage ? (
          <Button variant="default" loading={isFetching} onClick={() => void fetchNextPage()}>
            More files
          </Button>
        ) : null}
        <Button
          disabled={picked.size === 0}
          onClick={() => onPick([...picked.values()].map(file => printAction(removeOf(file, BigInt(Date.now())))))}
        >
          Remove {picked.size === 0 ? '' : formatCount(picked.size)} {picked.size === 1 ? 'file' : 'files'}
        </Button>
      </Group>
    </div>
  )
}

function identityOf(file: AddFile): string {
  return fileIdentity(file.path, file.deletionVector)
}

function addOf(line: string): AddFile[] {
  const parsed = parseAction(line, 0)
  return parsed.kind === 'ok' && parsed.value.action.kind === 'add' ? [parsed.value.action] : []
}
