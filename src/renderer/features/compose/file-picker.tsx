import { Button, Checkbox, Group, Text, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import type { AddFile } from '../../../shared/delta/actions.ts'
import { fileIdentity } from '../../../shared/delta/file-identity.ts'
import { printAction } from '../../../shared/delta/print-action.ts'
import { removeOf } from '../../../shared/delta/templates/remove-of.ts'
import { FailureCard } from '../../app/failure-card.tsx'
import { parseVersion } from '../../app/search-params.ts'
import { PathText } from '../../ui/path-text.tsx'
import { Bytes } from '../../ui/values.tsx'
import classes from './compose.module.css'
import { useAddedFiles, useNewestAddingVersion } from './use-added-files.ts'

export interface FilePickerProps {
  readonly table: TableSummary
  readonly onPick: (lines: readonly string[]) => void
}

/** Picks files to remove from those that a version added; whether they still live is for the checks to say. */
export function FilePicker({ table, onPick }: FilePickerProps): ReactNode {
  const newest = useNewestAddingVersion(table)
  const [typed, setTyped] = useState<string>()
  const [picked, setPicked] = useState<ReadonlyMap<string, AddFile>>(new Map())
  const version = typed === undefined ? newest : parseVersion(typed)
  const wanted = version !== undefined && version <= table.head ? version : undefined
  const { files, error, hasNextPage, isFetching, fetchNextPage, refetch } = useAddedFiles(table.tableId, wanted)

  function toggle(file: AddFile): void {
    const identity = fileIdentity(file.path, file.deletionVector)
    const next = new Map(picked)
    if (!next.delete(identity)) next.set(identity, file)
    setPicked(next)
  }

  return (
    <div className={classes.picker}>
      <Group gap="xs" align="end">
        <TextInput
          data-autofocus
          label="Files added in version"
          w={140}
          inputMode="numeric"
          value={typed ?? newest?.toString() ?? ''}
          error={wanted === undefined && typed !== undefined ? `0 to ${table.head}` : undefined}
          onChange={event => setTyped(event.currentTarget.value)}
        />
        <Text size="sm" c="var(--dd-text-dim)">
          {files ? `${files.length}${hasNextPage ? '+' : ''} added` : isFetching ? 'reading …' : ''}
        </Text>
      </Group>
      {error ? <FailureCard error={error} onRetry={refetch} /> : null}
      <ul className={classes.files} aria-label="Added files">
        {files?.map(file => {
          const identity = fileIdentity(file.path, file.deletionVector)
          return (
            <li key={identity}>
              <Checkbox
                classNames={{ labelWrapper: classes.fileLabel, body: classes.fileBody }}
                checked={picked.has(identity)}
                onChange={() => toggle(file)}
                label={
                  <span className={classes.file}>
                    <PathText path={file.path} />
                    <Bytes value={file.size} />
                  </span>
                }
              />
            </li>
          )
        })}
      </ul>
      {files?.length === 0 ? <Text size="sm">This version added no file.</Text> : null}
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
          Remove {picked.size === 0 ? '' : picked.size} {picked.size === 1 ? 'file' : 'files'}
        </Button>
      </Group>
    </div>
  )
}
