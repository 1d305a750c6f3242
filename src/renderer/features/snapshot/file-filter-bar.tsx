import { ActionIcon, TextInput, Tooltip } from '@mantine/core'
import { IconFilter, IconFolders, IconX } from '@tabler/icons-react'
import { type ReactNode, useRef, useState } from 'react'
import type { FileTotals } from '../../../shared/contract/snapshots.ts'
import { useKeys } from '../../app/key-dispatch.ts'
import { type PartitionNames, partitionText } from '../../app/partition-text.ts'
import { useLate } from '../../app/use-late.ts'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { formatRange } from './size-bars.ts'
import classes from './snapshot.module.css'
import { readFilter, type SnapshotSearch } from './snapshot-filter.ts'

export interface FileFilterBarProps {
  readonly search: SnapshotSearch
  readonly names: PartitionNames
  readonly total: bigint
  /** Of the files that fit; absent without a filter, or before they are counted. */
  readonly totals: FileTotals | undefined
  readonly isCounting: boolean
  readonly onChange: (changes: SnapshotSearch) => void
  /** The reader is done with the field. */
  readonly onLeave: () => void
}

/** The filter as the address has it: a field for the path, and a chip for each other part. */
export function FileFilterBar(props: FileFilterBarProps): ReactNode {
  const { search, names, total, totals, isCounting, onChange, onLeave } = props
  const asked = search.q ?? ''
  const [text, setText] = useState(asked)
  const [known, setKnown] = useState(asked)
  if (asked !== known) {
    setKnown(asked)
    setText(asked)
  }
  const field = useRef<HTMLInputElement>(null)
  const late = useLate((q: string) => onChange({ q }))
  const { prefix, partition, sizeMin, sizeMax } = readFilter(search)
  const isTree = search.tree === 'on'
  useKeys({ 'filter.focus': () => field.current?.select() })

  function type(next: string): void {
    setText(next)
    setKnown(next)
    late.tell(next)
  }
  return (
    <div className={classes.filter}>
      <TextInput
        ref={field}
        className={classes.filterField ?? ''}
        aria-label="Filter files by a part of their path"
        placeholder="A part of the path"
        leftSection={<IconFilter size={14} />}
        value={text}
        onChange={event => type(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Escape') type('')
          if (event.key !== 'Escape' && event.key !== 'Enter') return
          late.flush()
          onLeave()
        }}
      />
      <Tooltip label="Folders of the files">
        <ActionIcon
          variant="default"
          aria-label="Folders of the files"
          aria-pressed={isTree}
          onClick={() => onChange({ tree: isTree ? '' : 'on' })}
        >
          <IconFolders size={15} stroke={1.75} />
        </ActionIcon>
      </Tooltip>
      {prefix ? <Chip text={prefix} onRemove={() => onChange({ in: '' })} /> : null}
      {partition ? <Chip text={partitionText(partition, names)} onRemove={() => onChange({ part: '' })} /> : null}
      {sizeMin !== undefined || sizeMax !== undefined ? (
        <Chip text={formatRange(sizeMin ?? 0n, sizeMax)} onRemove={() => onChange({ min: '', max: '' })} />
      ) : null}
      <output className={classes.found}>
        {totals
          ? `${formatCount(totals.files)} of ${formatCount(total)} files, ${formatBytes(totals.bytes)}`
          : isCounting
            ? 'counting …'
            : `${formatCount(total)} ${total === 1n ? 'file' : 'files'}`}
      </output>
    </div>
  )
}

function Chip({ text, onRemove }: { readonly text: string; readonly onRemove: () => void }): ReactNode {
  return (
    <button type="button" className={classes.chip} aria-label={`Remove the filter ${text}`} onClick={onRemove}>
      <span>{text}</span>
      <IconX size={12} aria-hidden="true" />
    </button>
  )
}
