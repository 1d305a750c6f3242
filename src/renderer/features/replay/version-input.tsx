import { TextInput } from '@mantine/core'
import type { ReactNode } from 'react'

interface VersionInputProps {
  readonly label: string
  readonly value: string
  readonly fallback: bigint | null | undefined
  readonly onChange: (text: string) => void
}

/** A version of the source; the one that is taken where the field is empty stands in it. */
export function VersionInput({ label, value, fallback, onChange }: VersionInputProps): ReactNode {
  return (
    <TextInput
      label={label}
      placeholder={fallback === undefined || fallback === null ? '' : String(fallback)}
      value={value}
      inputMode="numeric"
      autoComplete="off"
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}
