import type { ReactNode } from 'react'
import classes from './history.module.css'

const HALF = 34
const HEIGHT = 8
/** Nothing to see below, full above; between them the logarithm, so that a megabyte is still seen beside a terabyte. */
const LOG_MIN = 2
const LOG_MAX = 12

/** Bytes added to the right and removed to the left of a middle line. */
export function ChangeBar({ added, removed }: { readonly added: bigint; readonly removed: bigint }): ReactNode {
  const right = lengthOf(added)
  const left = lengthOf(removed)
  return (
    <svg className={classes.change} width={2 * HALF + 1} height={HEIGHT + 4} aria-hidden="true">
      {left > 0 ? <rect className={classes.removed} x={HALF - left} y={2} width={left} height={HEIGHT} rx={1} /> : null}
      {right > 0 ? <rect className={classes.added} x={HALF + 1} y={2} width={right} height={HEIGHT} rx={1} /> : null}
      <line x1={HALF + 0.5} x2={HALF + 0.5} y1={0} y2={HEIGHT + 4} />
    </svg>
  )
}

function lengthOf(bytes: bigint): number {
  if (bytes <= 0n) return 0
  return Math.max(2, Math.min(HALF, ((Math.log10(Number(bytes)) - LOG_MIN) / (LOG_MAX - LOG_MIN)) * HALF))
}
