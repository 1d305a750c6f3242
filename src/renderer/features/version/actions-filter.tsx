import { Select, TextInput } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import type { ReactNode, Ref } from 'react'
import classes from './version.module.css'

export interface ActionsFilterProps {
  readonly field: Ref<HTMLInputElement>
  readonly filter: string
  /** How many actions are shown, of how many. */
  readonly found: string
  /** Columns that files have bounds of, and the one whose bounds are shown. */
  readonly bounded: readonly string[]
  readonly boundsOf: string | undefined
  readonly onFilter: (filter: string) => void
  readonly onBoundsOf: (column: string | null) => void
  /** Escape: the filter is emptied and left. */
  readonly onLeave: () => void
}

/** What stands above the actions: a filter over their whole text, and which column's bounds they show. */
export function ActionsFilter(props: ActionsFilterProps): ReactNode {
  return (
    <div className={classes.filter}>
      <TextInput
        ref={props.field}
        className={classes.filterField ?? ''}
        aria-label="Filter actions"
        placeholder="Filter by path, partition or any text of the action"
        leftSection={<IconFilter size={14} />}
        value={props.filter}
        onChange={event => props.onFilter(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Escape') props.onLeave()
        }}
      />
      <output className={classes.found}>{props.found}</output>
      {props.bounded.length > 0 ? (
        <Select
          aria-label="Column whose bounds are shown"
          leftSection={<span className={classes.selectLabel}>Bounds of</span>}
          leftSectionWidth={68}
          data={[...props.bounded]}
          value={props.boundsOf ?? null}
          onChange={props.onBoundsOf}
          searchable
          allowDeselect={false}
        />
      ) : null}
    </div>
  )
}
