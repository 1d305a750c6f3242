import { TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { parseVersion } from '../../app/search-params.ts'
import classes from './mirror.module.css'

interface VersionRangeProps {
  readonly head: bigint
  readonly disabled: boolean
  /** Undefined while what is typed is no range. */
  readonly onChange: (range: { readonly from?: bigint; readonly to?: bigint } | undefined) => void
}

/** The versions to look at; empty fields mean all of them. */
export function VersionRange({ head, disabled, onChange }: VersionRangeProps): ReactNode {
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const isOff = (text: string) => text.trim() !== '' && parseVersion(text.trim()) === undefined

  function tell(nextFrom: string, nextTo: string): void {
    const [first, last] = [parseVersion(nextFrom.trim()), parseVersion(nextTo.trim())]
    const isBad = isOff(nextFrom) || isOff(nextTo) || (first !== undefined && last !== undefined && first > last)
    onChange(
      isBad
        ? undefined
        : { ...(first === undefined ? {} : { from: first }), ...(last === undefined ? {} : { to: last }) },
    )
  }

  return (
    <span className={classes.range}>
      <TextInput
        aria-label="From version"
        placeholder="first"
        w={76}
        value={from}
        error={isOff(from)}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) => {
          setFrom(value)
          tell(value, to)
        }}
      />
      –
      <TextInput
        aria-label="To version"
        placeholder={head < 0n ? 'last' : `v${head}`}
        w={76}
        value={to}
        error={isOff(to)}
        disabled={disabled}
        onChange={({ currentTarget: { value } }) => {
          setTo(value)
          tell(from, value)
        }}
      />
    </span>
  )
}
