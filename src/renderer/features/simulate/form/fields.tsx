import { NumberInput, Select, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'

interface FieldProps<T> {
  readonly label: string
  readonly hint?: string
  readonly value: T
  readonly onChange: (value: T) => void
  readonly width?: number
}

/** One word or text. */
export function Words({
  label,
  hint,
  value,
  onChange,
  width = 120,
  ...rest
}: FieldProps<string> & { readonly placeholder?: string }) {
  return (
    <TextInput
      label={label}
      title={hint}
      value={value}
      w={width}
      onChange={event => onChange(event.currentTarget.value)}
      autoComplete="off"
      {...rest}
    />
  )
}

/** A whole number within its bounds; what cannot be read leaves it as it was. */
export function Amount({
  label,
  hint,
  value,
  onChange,
  width = 72,
  min = 0,
  max,
  suffix = '',
}: FieldProps<number> & { readonly min?: number; readonly max: number; readonly suffix?: string }): ReactNode {
  return (
    <NumberInput
      label={label}
      title={hint}
      value={value}
      min={min}
      max={max}
      clampBehavior="strict"
      allowDecimal={false}
      suffix={suffix}
      w={width}
      onChange={next => {
        if (typeof next === 'number') onChange(next)
      }}
    />
  )
}

/** One of some words. */
export function Choice<T extends string>({
  label,
  hint,
  value,
  onChange,
  width = 140,
  words,
  names,
}: FieldProps<T> & { readonly words: readonly T[]; readonly names?: Readonly<Partial<Record<T, string>>> }): ReactNode {
  return (
    <Select
      label={label}
      title={hint}
      value={value}
      w={width}
      allowDeselect={false}
      checkIconPosition="right"
      data={words.map(word => ({ value: word, label: names?.[word] ?? word }))}
      onChange={next => {
        const chosen = words.find(word => word === next)
        if (chosen !== undefined) onChange(chosen)
      }}
    />
  )
}
