import type { ReactNode } from 'react'
import { useNow } from './clock.ts'
import {
  formatAge,
  formatBytes,
  formatCount,
  formatShortCount,
  formatSignedBytes,
  formatTime,
  formatTimeExactly,
} from './format.ts'

/** A size in bytes for people; the exact number on hover. */
export function Bytes({ value, signed = false }: { readonly value: bigint; readonly signed?: boolean }): ReactNode {
  return <span title={`${formatCount(value)} bytes`}>{signed ? formatSignedBytes(value) : formatBytes(value)}</span>
}

/** A number of things, in full where it is short; `short` scales it and keeps the exact number on hover. */
export function Count({ value, short = false }: { readonly value: bigint | number; readonly short?: boolean }) {
  const exact = formatCount(value)
  return <span title={exact}>{short ? formatShortCount(value) : exact}</span>
}

/** A moment in the reader's time zone; both clocks on hover. */
export function Time({ at }: { readonly at: number }): ReactNode {
  return (
    <time dateTime={isoTime(at)} title={formatTimeExactly(at)}>
      {formatTime(at)}
    </time>
  )
}

/** How long ago a moment was; both clocks on hover. */
export function Age({ at }: { readonly at: number }): ReactNode {
  const now = useNow()
  return (
    <time dateTime={isoTime(at)} title={formatTimeExactly(at)}>
      {formatAge(at, Math.max(now, Date.now()))}
    </time>
  )
}

function isoTime(at: number): string | undefined {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}
