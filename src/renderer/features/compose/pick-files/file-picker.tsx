import { Autocomplete, Button, Checkbox, Group, Text, TextInput } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import type { TableSummary } from '../../../../shared/contract/schemas.ts'
import type { AddFile } from '../../../../shared/delta/actions.ts'
import { FailureCard } from '../../../app/failure-card.tsx'
import { formatCount } from '../../../ui/format.ts'
import { PathText } from '../../../ui/path-text.tsx'
import { Bytes } from '../../../ui/values.tsx'
import classes from '../compose.module.css'
import { suggestScans } from '../forecast/read-suggestions.ts'
import { useTableShape } from '../forecast/use-table-shape.ts'
import type { MadeTemplate } from '../template-dialog/apply-template.ts'
import { type PickedUse, templateOfPicked } from './template-of-picked.ts'
import { type Candidate, useCandidates } from './use-candidates.ts'

export interface FilePickerProps {
  readonly table: TableSummary
  readonly onPick: (made: MadeTemplate) => void
}

/** More of them are picked all together, and not looked at one by one. */
const SHOWN_MAX = 500
const USES: readonly { readonly use: PickedUse; readonly verb: string; readonly hint: string }[] = [
  { use: 'rewrite', verb: 'Rewrite', hint: 'Replaces each by a new file whose rows have changed' },
  { use: 'compact', verb: 'Compact', hint: 'Makes one file of those of each partition, with the same rows' },
  { use: 'remove', verb: 'Remove', hint: 'Removes them with all their rows' },
]

/** Picks live files by predicate, statistics and path, and says what becomes of them. */
export function FilePicker({ table, onPick }: FilePickerProps): ReactNode {
  const [path, setPath] = useState('')
  const [predicate, setPredicate] = useState('')
  const [picked, setPicked] = useState<ReadonlyMap<string, AddFile>>(new Map())
  const [refusal, setRefusal] = useState<string>()
  const { files, isFetching, error, problem, fetchMore, refetch } = useCandidates(table, path, predicate)
  const shape = useTableShape(table)
  const suggestions = useMemo(() => suggestScans(shape?.partitions ?? [], shape?.metadata), [shape])
  const isAll = files !== undefined && files.length > 0 && files.every(({ identity }) => picked.has(identity))
  const partial = files?.filter(({ identity, isPartial }) => isPartial && picked.has(identity)).length ?? 0

  function toggle(candidates: readonly Candidate[], isIn: boolean): void {
    const next = new Map(picked)
    for (const { identity, add } of candidates) {
      if (isIn) next.set(identity, add)
      else next.delete(identity)
    }
    setRefusal(undefined)
    setPicked(next)
  }
  function pick(use: PickedUse): void {
    const choice = { files: [...picked.values()], predicate: predicate.trim(), base: table.head }
    const made = templateOfPicked(use, choice, Date.now(), () => crypto.randomUUID())
    if (made.kind === 'made') onPick(made)
    else setRefusal(made.reason)
  }

  return (
    <div className={classes.picker}>
      <Group gap="xs" align="start" grow>
        <Autocomplete
          data-autofocus
          label="Files whose rows may satisfy"
          placeholder="country = 'DE' and id > 100"
          description="Any columns: by partitions and statistics."
          classNames={{ input: classes.mono ?? '' }}
          openOnFocus={false}
          comboboxProps={{ withinPortal: false }}
          limit={8}
          data={suggestions}
          value={predicate}
          error={problem}
          onChange={setPredicate}
        />
        <TextInput
          label="And whose path contains"
          description="Empty: every path."
          value={path}
          onChange={event => setPath(event.currentTarget.value)}
        />
      </Group>
      <Group gap="xs" justify="space-between">
        <Checkbox
          label={files ? `All ${formatCount(files.length)}${fetchMore ? ' shown' : ''}` : 'All'}
          checked={isAll}
          disabled={!files || files.length === 0}
          onChange={() => toggle(files ?? [], !isAll)}
        />
        <Text size="sm" c="var(--dd-text-dim)">
          {isFetching ? 'reading …' : partial > 0 ? `${formatCount(partial)} picked may match in part only` : ''}
        </Text>
      </Group>
      {error ? <FailureCard error={error} onRetry={refetch} /> : null}
      <ul className={classes.files} aria-label="Live files" aria-busy={isFetching}>
        {files?.slice(0, SHOWN_MAX).map(file => (
          <FileItem
            key={file.identity}
            file={file}
            isPicked={picked.has(file.identity)}
            onToggle={() => toggle([file], !picked.has(file.identity))}
          />
        ))}
        {files && files.length > SHOWN_MAX ? (
          <li className={classes.dim}>and {formatCount(files.length - SHOWN_MAX)} more</li>
        ) : null}
      </ul>
      {files?.length === 0 && !problem ? <Text size="sm">No live file fits.</Text> : null}
      {refusal === undefined ? null : <Text className={classes.notKept ?? ''}>{refusal}</Text>}
      <Group gap="xs" justify="flex-end">
        {fetchMore ? (
          <Button variant="default" loading={isFetching} onClick={fetchMore}>
            More files
          </Button>
        ) : null}
        {USES.map(({ use, verb, hint }) => (
          <Button
            key={use}
            variant={use === 'remove' ? 'filled' : 'default'}
            title={hint}
            disabled={picked.size === 0}
            onClick={() => pick(use)}
          >
            {verb} {picked.size === 0 ? '' : formatCount(picked.size)} {picked.size === 1 ? 'file' : 'files'}
          </Button>
        ))}
      </Group>
    </div>
  )
}

interface FileItemProps {
  readonly file: Candidate
  readonly isPicked: boolean
  readonly onToggle: () => void
}

function FileItem({ file: { add, isPartial }, isPicked, onToggle }: FileItemProps): ReactNode {
  return (
    <li>
      <Checkbox
        classNames={{ labelWrapper: classes.fileLabel, body: classes.fileBody }}
        checked={isPicked}
        onChange={onToggle}
        label={
          <span className={classes.file}>
            <PathText path={add.path} />
            <span className={classes.dim}>{isPartial ? 'may match in part' : ''}</span>
            <Bytes value={add.size} />
          </span>
        }
      />
    </li>
  )
}
