import { ActionIcon, Select, TextInput, Tooltip } from '@mantine/core'
import { IconFilter, IconStack2, IconX } from '@tabler/icons-react'
import { type ReactNode, type Ref, useState } from 'react'
import classes from './version.module.css'
import type { VersionAddress } from './version-address.ts'

export interface ActionsFilterProps {
  readonly field: Ref<HTMLInputElement>
  readonly address: VersionAddress
  /** Columns that files have bounds of, and the one whose bounds are shown. */
  readonly bounded: readonly string[]
  readonly boundsOf: string | undefined
  /** May be told late. */
  readonly onFilter: (filter: string) => void
  /** The reader is done with the field. */
  readonly onLeave: () => void
  /** What the actions that are shown come to. */
  readonly children: ReactNode
}

/** What stands above the actions: a filter over their whole text, their grouping, and which column's bounds they show. */
export function ActionsFilter(props: ActionsFilterProps): ReactNode {
  const { address, bounded, boundsOf, onFilter, onLeave } = props
  const [text, setText] = useState(address.filter)
  const [known, setKnown] = useState(address.filter)
  if (address.filter !== known) {
    setKnown(address.filter)
    setText(address.filter)
  }
  function type(next: string): void {
    setText(next)
    setKnown(next)
    onFilter(next)
  }
  return (
    <div className={classes.filter}>
      <TextInput
        ref={props.field}
        className={classes.filterField ?? ''}
        aria-label="Filter actions"
        placeholder="Path, partition or any text"
        leftSection={<IconFilter size={14} />}
        value={text}
        onChange={event => type(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Escape') type('')
          if (event.key === 'Escape' || event.key === 'Enter') onLeave()
        }}
      />
      <Tooltip label="Group by partition">
        <ActionIcon
          variant={address.isGrouped ? 'light' : 'default'}
          aria-label="Group by partition"
          aria-pressed={address.isGrouped}
          onClick={() => address.change({ group: address.isGrouped ? undefined : 'partition', part: undefined })}
        >
          <IconStack2 size={15} stroke={1.75} />
        </ActionIcon>
      </Tooltip>
      {address.partition ? (
        <button
          type="button"
          className={classes.partitionChip}
          title="Show the actions of every partition again"
          onClick={() => address.change({ part: undefined })}
        >
          <span>{partitionWords(address.partition)}</span>
          <IconX size={12} aria-hidden="true" />
        </button>
      ) : null}
      {props.children}
      {bounded.length > 0 ? (
        <Select
          aria-label="Column whose bounds are shown"
          leftSection={<span className={classes.selectLabel}>Bounds of</span>}
          leftSectionWidth={68}
          data={[...bounded]}
          value={boundsOf ?? null}
          onChange={bounds => address.change({ bounds: bounds ?? undefined })}
          searchable
          allowDeselect={false}
        />
      ) : null}
    </div>
  )
}

function partitionWords(values: NonNullable<VersionAddress['partition']>): string {
  const words = Object.entries(values).map(([name, value]) => `${name}=${value ?? 'null'}`)
  return words.length === 0 ? 'not partitioned' : words.join(', ')
}
