import { scaleLinear } from 'd3-scale'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useRef, useState } from 'react'
import classes from './curve.module.css'
import { useWidth } from './use-width.ts'

export interface CurvePoint {
  readonly x: number
  readonly y: number
}

export interface CurveProps {
  /** What the curve shows, for a screen reader. */
  readonly label: string
  /** In rising order of x. */
  readonly points: readonly CurvePoint[]
  readonly height: number
  /** The part in sight elsewhere, drawn as a window. */
  readonly inSight?: { readonly from: number; readonly to: number } | undefined
  /** Where the reader is. */
  readonly at: number
  /** One point in words, shown above the curve while it is pointed at, and read out: `v1284 · 1.2 TB`. */
  readonly wordsFor: (point: CurvePoint) => string
  /** The reader points at this x. */
  readonly onSeek: (x: number) => void
}

const TOP = 6
const BOTTOM = 2
const PAGE_SHARE = 0.1

/** How one number grew, as an area over its whole course; a slider to go anywhere in it. */
export function Curve({ label, points, height, inSight, at, wordsFor, onSeek }: CurveProps): ReactNode {
  const frame = useRef<HTMLDivElement>(null)
  const fill = useId()
  const width = useWidth(frame)
  const [pointed, setPointed] = useState<number>()
  const low = points[0]?.x ?? 0
  const high = points.at(-1)?.x ?? 0
  const x = scaleLinear([low, Math.max(high, low + 1)], [1, Math.max(width - 1, 1)])
  const y = scaleLinear([0, Math.max(1, ...points.map(point => point.y))], [height - BOTTOM, TOP])
  const line = points.map((point, index) => `${index === 0 ? 'M' : 'L'}${x(point.x)},${y(point.y)}`).join('')
  const nearest = pointed === undefined ? undefined : nearestPoint(points, pointed)
  const current = nearestPoint(points, at)

  function seek(event: PointerEvent<HTMLElement>): void {
    const { left } = event.currentTarget.getBoundingClientRect()
    const value = Math.round(Math.min(high, Math.max(low, x.invert(event.clientX - left))))
    setPointed(value)
    if (event.buttons === 1) onSeek(value)
  }
  function pressKey(event: KeyboardEvent): void {
    const page = Math.max(1, Math.round((high - low) * PAGE_SHARE))
    const steps: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      PageDown: at - page,
      PageUp: at + page,
      Home: low,
      End: high,
    }
    const target = steps[event.key]
    if (target === undefined) return
    event.preventDefault()
    onSeek(Math.min(high, Math.max(low, target)))
  }

  return (
    <div
      ref={frame}
      className={classes.frame}
      style={{ height }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={low}
      aria-valuemax={high}
      aria-valuenow={Math.min(high, Math.max(low, at))}
      aria-valuetext={current ? wordsFor(current) : ''}
      onKeyDown={pressKey}
      onPointerMove={seek}
      onPointerDown={event => {
        event.currentTarget.setPointerCapture(event.pointerId)
        seek(event)
      }}
      onPointerLeave={() => setPointed(undefined)}
    >
      <svg width={width} height={height} aria-hidden="true">
        <defs>
          <linearGradient id={fill} x1="0" y1="0" x2="0" y2="1">
            <stop offset="0" className={classes.high} />
            <stop offset="1" className={classes.low} />
          </linearGradient>
        </defs>
        {inSight && (inSight.from > low || inSight.to < high) ? (
          <rect
            className={classes.window}
            x={x(inSight.from)}
            width={Math.max(3, x(inSight.to) - x(inSight.from))}
            y={0.5}
            height={height - 1}
            rx={3}
          />
        ) : null}
        {points.length > 1 ? (
          <>
            <path d={`${line}L${x(high)},${height}L${x(low)},${height}Z`} fill={`url(#${fill})`} />
            <path d={line} className={classes.line} />
          </>
        ) : null}
        {points.length === 1 && points[0] ? (
          <circle cx={x(low)} cy={y(points[0].y)} r={3} className={classes.dot} />
        ) : null}
        {nearest ? <line className={classes.hair} x1={x(nearest.x)} x2={x(nearest.x)} y1={0} y2={height} /> : null}
        {nearest ? <circle cx={x(nearest.x)} cy={y(nearest.y)} r={3} className={classes.dot} /> : null}
      </svg>
      {nearest ? <span className={classes.words}>{wordsFor(nearest)}</span> : null}
    </div>
  )
}

function nearestPoint(points: readonly CurvePoint[], x: number): CurvePoint | undefined {
  let best: CurvePoint | undefined
  for (const point of points) {
    if (!best || Math.abs(point.x - x) <= Math.abs(best.x - x)) best = point
  }
  return best
}
