import { Autocomplete, Checkbox, MultiSelect, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './template-dialog.module.css'
import type { FormField } from './template-forms.ts'

export interface TemplateFieldProps {
  readonly field: FormField
  readonly value: string
  readonly isFirst: boolean
  readonly onChange: (value: string) => void
}

/** One input of a template's form; every value is text. */
export function TemplateField({ field, value, isFirst, onChange }: TemplateFieldProps): ReactNode {
  const { label, placeholder, description, kind, choices = [], isOptional = false } = field
  const shared = {
    label: isOptional ? `${label} (optional)` : label,
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(description === undefined ? {} : { description }),
    ...(isFirst ? { 'data-autofocus': true } : {}),
  }
  switch (kind) {
    case 'text':
    case 'mono':
      return (
        <TextInput
          {...shared}
          classNames={{ input: kind === 'mono' ? (classes.mono ?? '') : '' }}
          value={value}
          onChange={event => onChange(event.currentTarget.value)}
        />
      )
    case 'choice':
      return <Autocomplete size="xs" {...shared} data={[...choices]} limit={12} value={value} onChange={onChange} />
    case 'many':
      return (
        <MultiSelect
          size="xs"
          searchable
          {...shared}
          data={[...choices]}
          value={value.split(',').filter(Boolean)}
          onChange={chosen => onChange(chosen.join(','))}
        />
      )
    case 'check':
      return (
        <Checkbox
          label={label}
          description={description}
          checked={value === 'true'}
          onChange={event => onChange(String(event.currentTarget.checked))}
        />
      )
  }
  return kind satisfies never
}
