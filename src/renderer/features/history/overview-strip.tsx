import { type KeyboardEvent, type PointerEvent, type ReactNode, useMemo, useRef, useState } from 'react'
import type { Overview } from '../../../shared/contract/histories.ts'
import { formatCount, formatSignedBytes, formatTime } from '../../ui/format.ts'
import { useWidth } from '../../ui/use-width.ts'
import type { VersionRange } from './history-address.ts'
import classes from './overview.module.css'
import { type OverviewPart, overviewParts, partOf, versionsOf } from './overview-parts.ts'

export interface OverviewStripProps {
  readonly overview: Overview
  readonly height: number
  readonly inSight: VersionRange
  readonly at: bigint
  readonly range: VersionRange | undefined
  readonly onSeek: (version: bigint) => void
  readonly onRange: (range: VersionRange | undefined) => void
}

const BARS_TOP = 12
const DRAG_MIN_PX = 4

/**
 * Commits by time with the changes of schema and protocol and the checkpoints. A click goes there, a drag sets the range; arrows go version by
 * version, with Shift ten at a time.
 */
export function OverviewStrip(props: OverviewStripProps): ReactNode {
  const { overview, height, inSight, at, range, onSeek, onRange } = props
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const parts = useMemo(() => overviewParts(overview), [overview])
  const [pointed, setPointed] = useState<number>()
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number; readonly startX: number }>()
  const step = width / parts.length
  const most = Math.max(1, ...parts.map(({ commits }) => commits))
  const current = parts[partOf(overview, at)]
  const shownRange = drag ? versionsOf(parts, drag.from, drag.to) : range

  const partAt = (event: PointerEvent<HTMLElement>): number => {
    const { left } = event.currentTarget.getBoundingClientRect()
    return Math.min(parts.length - 1, Math.max(0, Math.floor((event.clientX - left) / step)))
  }
  function move(event: PointerEvent<HTMLElement>): void {
    const part = partAt(event)
    setPointed(part)
    if (event.buttons === 1 && drag) setDrag({ ...drag, to: part })
  }
  function release(event: PointerEvent<HTMLElement>): void {
    if (!drag) return
    const isClick = Math.abs(event.clientX - drag.startX) < DRAG_MIN_PX
    const versions = versionsOf(parts, drag.from, drag.to) ?? nearest(parts, drag.from)
    setDrag(undefined)
    if (!versions) return
    if (isClick) onSeek(versions.to)
    else onRange(versions)
  }
  function pressKey(event: KeyboardEvent): void {
    const { first, head } = overview
    const far = event.shiftKey ? 10n : 1n
    const page = (head - first) / 10n + 1n
    const targets: Record<string, bigint> = {
      ArrowLeft: at - far,
      ArrowDown: at - far,
      ArrowRight: at + far,
      ArrowUp: at + far,
      PageDown: at - page,
      PageUp: at + page,
      Home: first,
      End: head,
    }
    const target = targets[event.key]
    if (event.key === 'Escape' && range) onRange(undefined)
    else if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    else if (target < first) onSeek(first)
    else if (target > head) onSeek(head)
    else onSeek(target)
    event.preventDefault()
  }
  const x = (version: bigint) => partOf(overview, version) * step
  const under = pointed === undefined ? undefined : parts[pointed]
  return (
    <div
      ref={frame}
      className={classes.frame}
      style={{ height }}
      role="slider"
      tabIndex={0}
      aria-label="Commits over time; arrows go through the versions"
      aria-valuemin={Number(overview.first)}
      aria-valuemax={Number(overview.head)}
      aria-valuenow={Number(at)}
      aria-valuetext={current ? `version ${at}, ${wordsFor(current)}` : `version ${at}`}
      onKeyDown={pressKey}
      onPointerMove={move}
      onPointerDown={event => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        const part = partAt(event)
        setDrag({ from: part, to: part, startX: event.clientX })
      }}
      onPointerUp={release}
      onPointerLeave={() => setPointed(undefined)}
    >
      <svg width={width} height={height} aria-hidden="true">
        {shownRange ? (
          <rect
            className={classes.range}
            x={x(shownRange.from)}
            width={x(shownRange.to) + step - x(shownRange.from)}
            height={height}
            rx={3}
          />
        ) : null}
        <rect
          className={classes.sight}
          x={x(inSight.from)}
          width={Math.max(3, x(inSight.to) + step - x(inSight.from))}
          y={height - 2}
          height={2}
        />
        <Bars parts={parts} step={step} most={most} height={height - 3} />
        <SizeLine overview={overview} step={step} height={height - 3} />
        <Marks overview={overview} width={width} height={height} />
        <line className={classes.at} x1={x(at) + step / 2} x2={x(at) + step / 2} y1={0} y2={height} />
      </svg>
      <span className={classes.words} data-shown={under !== undefined}>
        {under ? wordsFor(under) : ''}
      </span>
    </div>
  )
}

function Bars({
  parts,
  step,
  most,
  height,
}: {
  readonly parts: readonly OverviewPart[]
  readonly step: number
  readonly most: number
  readonly height: number
}): ReactNode {
  const bar = Math.max(1, step - (step > 3 ? 1 : 0))
  const room = height - BARS_TOP
  const bars = parts.flatMap(({ commits }, index) => {
    // The square root keeps a single commit in sight beside a burst.
    const tall = Math.max(2, Math.sqrt(commits / most) * room)
    return commits === 0 ? [] : [`M${index * step},${height}h${bar}v${-tall}h${-bar}z`]
  })
  return <path className={classes.bar} d={bars.join('')} />
}

/** The size of the table at the end of each part, as a line over the bars. */
function SizeLine({ overview, step, height }: { overview: Overview; step: number; height: number }): ReactNode {
  const sizes = overview.buckets.map(({ totalBytes }) => Number(totalBytes))
  const most = Math.max(1, ...sizes)
  const y = (size: number) => height - (size / most) * (height - BARS_TOP)
  const points = sizes.map((size, index) => `${index === 0 ? 'M' : 'L'}${(index + 0.5) * step},${y(size)}`)
  return <path className={classes.size} d={points.join('')} />
}

interface MarksProps {
  readonly overview: Overview
  readonly width: number
  readonly height: number
}

function Marks({ overview, width, height }: MarksProps): ReactNode {
  const span = Math.max(1, overview.toMs - overview.fromMs)
  const places = (kind: Overview['marks'][number]['kind']) => [
    ...new Set(
      overview.marks
        .filter(mark => mark.kind === kind && mark.version !== overview.first)
        .map(mark => Math.round(5 + ((mark.committedAt - overview.fromMs) / span) * (width - 10))),
    ),
  ]
  return (
    <>
      <path
        className={classes.checkpoint}
        d={places('checkpoint')
          .map(x => `M${x - 1.5},${height - 3}v-6h3v6z`)
          .join('')}
      />
      <path
        className={classes.schema}
        d={places('schema')
          .map(x => `M${x},1l4.5,8h-9z`)
          .join('')}
      />
      <path
        className={classes.protocol}
        d={places('protocol')
          .map(x => `M${x},0l5,5l-5,5l-5,-5z`)
          .join('')}
      />
    </>
  )
}

function wordsFor({ fromMs, versions, commits, bytes }: OverviewPart): string {
  if (!versions) return `${formatTime(fromMs)} · no commit`
  const span = versions.from === versions.to ? `v${versions.from}` : `v${versions.from} – v${versions.to}`
  const count = commits === 1 ? '1 commit' : `${formatCount(commits)} commits`
  return `${formatTime(fromMs)} · ${span} · ${count} · ${formatSignedBytes(bytes)}`
}

function nearest(parts: readonly OverviewPart[], part: number): VersionRange | undefined {
  return parts.slice(0, part + 1).findLast(({ versions }) => versions)?.versions
}
