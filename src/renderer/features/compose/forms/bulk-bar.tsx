import { Autocomplete, Button, Group, NativeSelect, Popover, TextInput } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import type { TextEdit } from '../../../../shared/delta/edit-action.ts'
import { formatCount } from '../../../ui/format.ts'
import { type CompletionFacts, knownValues } from '../complete/known-values.ts'
import { type FieldType, fieldsOf } from './action-fields.ts'
import { membersOf, removeInstead, setEverywhere, takeOut } from './bulk-edits.ts'
import { writtenValue } from './field-value.ts'
import classes from './forms.module.css'
import type { Line } from './lines.ts'

export interface BulkBarProps {
  readonly text: string
  readonly marked: readonly Line[]
  readonly facts: CompletionFacts
  readonly isLocked: boolean
  readonly onEdit: (edits: readonly TextEdit[]) => void
  /** The marked lines are not there any more. */
  readonly onUnmark: () => void
}

/** What can be done with all marked actions at once, each as one step that can be undone. */
export function BulkBar({ text, marked, facts, isLocked, onEdit, onUnmark }: BulkBarProps): ReactNode {
  const count = formatCount(marked.length)
  const [isSetting, setIsSetting] = useState(false)
  return (
    <Group gap={4} wrap="wrap">
      <Popover opened={isSetting} onChange={setIsSetting} position="bottom-start" trapFocus width={300}>
        <Popover.Target>
          <Button size="compact-xs" variant="default" disabled={isLocked} onClick={() => setIsSetting(!isSetting)}>
            Set a field of {count} …
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <SetField
            text={text}
            marked={marked}
            facts={facts}
            onSet={(path, value) => {
              onEdit(setEverywhere(text, marked, path, value))
              setIsSetting(false)
            }}
          />
        </Popover.Dropdown>
      </Popover>
      <Button
        size="compact-xs"
        variant="default"
        disabled={isLocked}
        title="Adds among them become removes of the same files"
        onClick={() => onEdit(removeInstead(text, marked, Date.now()))}
      >
        Remove instead
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        disabled={isLocked}
        onClick={() => {
          onEdit(takeOut(text, marked))
          onUnmark()
        }}
      >
        Take {count} out
      </Button>
    </Group>
  )
}

interface SetFieldProps extends Pick<BulkBarProps, 'text' | 'marked' | 'facts'> {
  readonly onSet: (path: readonly string[], value: string | undefined) => void
}

function SetField({ text, marked, facts, onSet }: SetFieldProps): ReactNode {
  const members = useMemo(() => membersOf(text, marked), [text, marked])
  const [chosen, setChosen] = useState(0)
  const [typed, setTyped] = useState('')
  const path = members[chosen] ?? []
  const type = typeOf(path)
  const value = writtenValue(typed, type)
  const choices = [...new Set(['add', 'remove'].flatMap(kind => knownValues([kind, ...path], facts)))]
  return (
    <form
      className={classes.bulk}
      onSubmit={event => {
        event.preventDefault()
        if (value !== undefined) onSet(path, value)
      }}
    >
      <NativeSelect
        size="xs"
        label="Field"
        value={chosen}
        data={members.map((each, index) => ({ value: String(index), label: each.join('.') }))}
        onChange={event => setChosen(Number(event.currentTarget.value))}
      />
      {choices.length > 0 ? (
        <Autocomplete
          data-autofocus
          size="xs"
          label="New value"
          comboboxProps={{ withinPortal: false }}
          data={choices.map(choice => (type === 'text' && choice !== 'null' ? JSON.parse(choice) : choice))}
          value={typed}
          onChange={setTyped}
        />
      ) : (
        <TextInput
          data-autofocus
          size="xs"
          label="New value"
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
        />
      )}
      <Group gap={6} justify="flex-end">
        <Button size="compact-sm" variant="default" onClick={() => onSet(path, undefined)}>
          Take it away
        </Button>
        <Button size="compact-sm" type="submit" disabled={value === undefined}>
          Set it in {formatCount(marked.length)}
        </Button>
      </Group>
    </form>
  )
}

/** Partition values are texts; a member that no form knows is JSON. */
function typeOf([name = '', inner]: readonly string[]): FieldType {
  if (inner !== undefined) return 'text'
  return fieldsOf('add')[name] ?? fieldsOf('remove')[name] ?? 'json'
}
