import { scaleLinear } from 'd3-scale'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useRef, useState } from 'react'
import type { CurvePoint } from './curve.tsx'
import classes from './rate-chart.module.css'
import { useWidth } from './use-width.ts'

/** One line of the chart. */
export interface ChartLine {
  readonly name: string
  /** In rising order of x. */
  readonly points: readonly CurvePoint[]
  readonly tone: 'main' | 'second' | 'other'
}

export interface RateChartProps {
  readonly title: string
  /** What is drawn and how it is measured, on hover of the title. */
  readonly hint: string
  /** The first is the one that is read out; its area is filled. */
  readonly lines: readonly ChartLine[]
  readonly height: number
  /** What stands beside the title while nothing is pointed at. */
  readonly summary: string
  readonly formatX: (x: number) => string
  readonly formatY: (y: number) => string
}

const LEFT = 62
const BOTTOM = 20
const TOP = 8
const RIGHT = 10
const STEP_SHARE = 0.02

/**
 * How rates went along a run. Pointing at it, or walking it with the arrow keys, reads out the values of one moment; as
 * long as it is pointed at it stands still, however much arrives meanwhile.
 */
export function RateChart({
  title,
  hint,
  lines: newest,
  height,
  summary,
  formatX,
  formatY,
}: RateChartProps): ReactNode {
  const frame = useRef<HTMLDivElement>(null)
  const fill = useId()
  const width = useWidth(frame)
  const [at, setAt] = useState<number>()
  const [held, setHeld] = useState<readonly ChartLine[]>()
  const lines = held ?? newest
  const all = lines.flatMap(({ points }) => points)
  const high = Math.max(1, ...all.map(({ x }) => x))
  const x = scaleLinear([0, high], [LEFT, Math.max(LEFT + 1, width - RIGHT)])
  const y = scaleLinear([0, Math.max(1, ...all.map(point => point.y)) * 1.08], [height - BOTTOM, TOP])
  const [main] = lines
  const read = at === undefined ? high : at
  const words = lines
    .flatMap(({ name, points }) => {
      const point = nearest(points, read)
      return point ? [`${lines.length > 1 ? `${name} ` : ''}${formatY(point.y)}`] : []
    })
    .join(' · ')

  function point(event: PointerEvent<HTMLElement>): void {
    const { left } = event.currentTarget.getBoundingClientRect()
    setHeld(before => before ?? newest)
    setAt(clamp(x.invert(event.clientX - left), high))
  }
  function release(): void {
    setAt(undefined)
    setHeld(undefined)
  }
  function pressKey(event: KeyboardEvent): void {
    const step = high * STEP_SHARE
    const targets: Record<string, number> = { ArrowLeft: read - step, ArrowRight: read + step, Home: 0, End: high }
    const target = targets[event.key]
    if (event.key === 'Escape') release()
    if (target === undefined) return
    event.preventDefault()
    setHeld(before => before ?? newest)
    setAt(clamp(target, high))
  }

  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>
        <span className={classes.title} title={hint}>
          {title}
        </span>
        <span className={classes.words} data-held={at !== undefined || undefined}>
          {at === undefined ? summary : `${formatX(at)}: ${words}`}
        </span>
      </figcaption>
      <div
        ref={frame}
        className={classes.frame}
        style={{ height }}
        role="slider"
        tabIndex={0}
        aria-label={`${title} along the run`}
        aria-valuemin={0}
        aria-valuemax={Math.round(high)}
        aria-valuenow={Math.round(read)}
        aria-valuetext={`${formatX(read)}: ${words}`}
        onKeyDown={pressKey}
        onBlur={release}
        onPointerMove={point}
        onPointerLeave={release}
      >
        <svg width={width} height={height} aria-hidden="true">
          <defs>
            <linearGradient id={fill} x1="0" y1="0" x2="0" y2="1">
              <stop offset="0" className={classes.high} />
              <stop offset="1" className={classes.low} />
            </linearGradient>
          </defs>
          {y.ticks(3).map(tick => (
            <g key={tick}>
              <line className={classes.grid} x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} />
              <text className={classes.tick} x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
                {formatY(tick)}
              </text>
            </g>
          ))}
          {x.ticks(Math.max(2, Math.floor(width / 130))).map(tick => (
            <text key={tick} className={classes.tick} x={x(tick)} y={height - 4} textAnchor="middle">
              {tick === 0 ? '0' : formatX(tick)}
            </text>
          ))}
          {main && main.points.length > 1 ? (
            <path
              d={`${pathOf(main.points)}L${x(main.points.at(-1)?.x ?? 0)},${y(0)}L${x(main.points[0]?.x ?? 0)},${y(0)}Z`}
              fill={`url(#${fill})`}
            />
          ) : null}
          {lines.toReversed().map(({ name, points, tone }) => (
            <path key={name} d={pathOf(points)} className={classes.line} data-tone={tone} />
          ))}
          {at === undefined ? null : (
            <line className={classes.hair} x1={x(at)} x2={x(at)} y1={TOP} y2={height - BOTTOM} />
          )}
        </svg>
      </div>
    </figure>
  )

  function pathOf(points: readonly CurvePoint[]): string {
    return points.map((point, index) => `${index === 0 ? 'M' : 'L'}${x(point.x)},${y(point.y)}`).join('')
  }
}

function nearest(points: readonly CurvePoint[], x: number): CurvePoint | undefined {
  let best: CurvePoint | undefined
  for (const point of points) if (!best || Math.abs(point.x - x) <= Math.abs(best.x - x)) best = point
  return best
}

function clamp(value: number, high: number): number {
  return Math.min(high, Math.max(0, value))
}
