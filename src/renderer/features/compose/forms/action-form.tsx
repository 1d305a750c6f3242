import { ActionIcon, Autocomplete, NativeSelect } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type ReactNode, useMemo, useState } from 'react'
import type { JsonText } from '../../../../shared/delta/actions.ts'
import { editMember, readMembers, type TextEdit } from '../../../../shared/delta/edit-action.ts'
import { type JsonValue, readJson } from '../../../../shared/delta/json.ts'
import { type CompletionFacts, knownValues } from '../complete/known-values.ts'
import { type FieldType, fieldsOf } from './action-fields.ts'
import { shownText, writtenValue } from './field-value.ts'
import classes from './forms.module.css'

export interface ActionFormProps {
  /** The action as it stands in the text. */
  readonly line: string
  readonly facts: CompletionFacts
  readonly isLocked: boolean
  /** Offsets count from the beginning of the line. */
  readonly onEdit: (edit: TextEdit) => void
}

/** One action as a form: an edit changes its value in the text and no other byte. */
export function ActionForm({ line, facts, isLocked, onEdit }: ActionFormProps): ReactNode {
  const action = useMemo(() => readMembers(line), [line])
  if (!action) return <p className={classes.note}>The line cannot be read as an action; mend it in the text first.</p>
  const known = fieldsOf(action.kind)
  const values = new Map(action.members.map(({ name, value }) => [name, value]))
  const others = action.members.filter(({ name }) => !Object.hasOwn(known, name))
  function set(path: readonly string[], value: string | undefined): void {
    const edit = editMember(line, path, value)
    if (edit) onEdit(edit)
  }
  return (
    <div className={classes.form}>
      {Object.entries(known).map(([name, type]) => {
        const value = values.get(name)
        if (name === 'partitionValues' && value?.kind === 'object' && value.names.length > 0) {
          return value.names.map((column, index) => (
            <Field
              key={`${name}.${column}`}
              label={`${name}.${column}`}
              type={partitionType(value.values[index])}
              choices={knownValues([action.kind, name, column], facts)}
              value={value.values[index]}
              isLocked={isLocked}
              onSet={text => set([name, column], text)}
            />
          ))
        }
        return (
          <Field
            key={name}
            label={name}
            type={type}
            choices={knownValues([action.kind, name], facts)}
            value={value}
            isLocked={isLocked}
            onSet={text => set([name], text)}
          />
        )
      })}
      {others.map(({ name, value }) => (
        <Field
          key={`other ${name}`}
          label={name}
          note="unknown to this program: kept as it is"
          type="json"
          value={value}
          isLocked={isLocked}
          onSet={text => set([name], text)}
        />
      ))}
    </div>
  )
}

/** A partition value is text; null is written as JSON, so that it differs from an empty text. */
function partitionType(value: JsonValue | undefined): FieldType {
  return value?.kind === 'string' ? 'text' : 'json'
}

interface FieldProps {
  readonly label: string
  readonly note?: string
  readonly type: FieldType
  /** Likely values, as JSON. */
  readonly choices?: readonly JsonText[]
  readonly value: JsonValue | undefined
  readonly isLocked: boolean
  readonly onSet: (text: string | undefined) => void
}

const EXPECTED = {
  text: 'whole characters',
  number: 'a whole number',
  boolean: 'true or false',
  json: 'JSON',
  'json-text': 'whole characters',
} as const satisfies Record<FieldType, string>

function Field({ label, note, type, choices = [], value, isLocked, onSet }: FieldProps): ReactNode {
  const [typed, setTyped] = useState<string>()
  const shown = typed ?? shownText(value, type)
  const isWrong = typed !== undefined && writtenValue(typed, type) === undefined
  function change(text: string): void {
    setTyped(text)
    const written = writtenValue(text, type)
    if (written !== undefined) onSet(written)
  }
  const suggestions = useMemo(() => choices.flatMap(choice => shownChoice(choice, type) ?? []), [choices, type])
  const description = note === undefined ? {} : { description: note }
  return (
    <div className={classes.field}>
      {type === 'boolean' ? (
        <NativeSelect
          size="xs"
          label={label}
          disabled={isLocked}
          value={shown}
          data={[{ value: '', label: 'absent', disabled: value !== undefined }, 'true', 'false']}
          onChange={event => onSet(writtenValue(event.currentTarget.value, type))}
        />
      ) : (
        <Autocomplete
          size="xs"
          label={label}
          {...description}
          classNames={{ input: classes.input ?? '' }}
          disabled={isLocked}
          placeholder="absent"
          data={suggestions}
          limit={20}
          value={shown}
          error={isWrong ? `Expected ${EXPECTED[type]}` : undefined}
          onChange={change}
          onBlur={() => setTyped(undefined)}
        />
      )}
      {value === undefined || isLocked ? null : (
        <ActionIcon size="sm" aria-label={`Take ${label} away`} title="Take it away" onClick={() => onSet(undefined)}>
          <IconX size={12} />
        </ActionIcon>
      )}
    </div>
  )
}

function shownChoice(choice: JsonText, type: FieldType): string | undefined {
  const read = readJson(choice)
  if (read.kind === 'invalid' || (type === 'text' && read.value.kind !== 'string')) return undefined
  return shownText(read.value, type)
}
