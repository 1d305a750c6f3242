import { type KeyboardEvent, type PointerEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { fitCanvas } from '../../../ui/fit-canvas.ts'
import { formatCount, formatDuration, formatTime } from '../../../ui/format.ts'
import { pan, type TimeView, zoom } from '../../../ui/time-view.ts'
import { useColorScheme } from '../../../ui/use-color-scheme.ts'
import { useHeight } from '../../../ui/use-height.ts'
import { useWheel } from '../../../ui/use-wheel.ts'
import { useWidth } from '../../../ui/use-width.ts'
import { drawTimeline, readPalette } from './draw-timeline.ts'
import classes from './timeline.module.css'
import { type Cells, commitAt, GUTTER, SHAPES, type Spans, timeAt, timelineFrame, xOf } from './timeline-shapes.ts'

export interface TimelineCanvasProps {
  readonly label: string
  readonly timeline: Spans | Cells
  /** The stretch that `timeline` is of. */
  readonly window: TimeView
  readonly view: TimeView
  readonly bounds: TimeView
  readonly at: bigint
  readonly atMs: number | undefined
  readonly onView: (view: TimeView) => void
  readonly onChoose: (version: bigint) => void
  readonly onOpen: (version: bigint) => void
  /** The reader goes so many versions on, or back where negative. */
  readonly onStep: (versions: bigint) => void
}

const KEY_PAN = 0.2
const KEY_ZOOM = 1.4
const WHEEL_ZOOM = 0.0016
const CLICK_MAX_PX = 4

/** The picture: zoomed and moved by wheel, drag and keys, and drawn anew with every move. */
export function TimelineCanvas(props: TimelineCanvasProps): ReactNode {
  const { label, timeline, window, view, bounds, at, atMs, onView, onChoose, onOpen, onStep } = props
  const frameElement = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const width = useWidth(frameElement)
  const scheme = useColorScheme()
  const room = useHeight(frameElement)
  const [pointed, setPointed] = useState<{ readonly x: number; readonly y: number }>()
  const drag = useRef<{ readonly x: number; readonly view: TimeView; moved: boolean }>(undefined)
  const frame = timelineFrame(width, room, timeline.lanes.length, view)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours change with the scheme
  useLayoutEffect(() => {
    const context = room > 0 ? fitCanvas(canvas.current, frame.width, frame.height) : undefined
    if (context) drawTimeline(context, frame, timeline, window, readPalette(context.canvas))
  }, [timeline, window, view, width, room, scheme])
  useWheel(frameElement, (event, x) => {
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey
    const delta = event.deltaX || event.deltaY
    if (isSideways) onView(pan(view, bounds, delta / Math.max(1, width - GUTTER)))
    else onView(zoom(view, bounds, Math.exp(event.deltaY * WHEEL_ZOOM), timeAt(frame, Math.max(GUTTER, x))))
  })

  const place = (event: { clientX: number; clientY: number; currentTarget: Element }) => {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const hovered = pointed && timeline.kind === 'spans' ? commitAt(timeline, frame, pointed.x, pointed.y) : undefined
  const versionOf = (index: number) => timeline.first + BigInt(index)
  function move(event: PointerEvent<HTMLCanvasElement>): void {
    const { current } = drag
    if (!current || event.buttons !== 1) {
      setPointed(place(event))
      return
    }
    const moved = event.clientX - current.x
    if (Math.abs(moved) > CLICK_MAX_PX) current.moved = true
    if (current.moved) onView(pan(current.view, bounds, -moved / Math.max(1, width - GUTTER)))
  }
  function release(event: PointerEvent<HTMLCanvasElement>): void {
    const wasClick = drag.current?.moved === false
    drag.current = undefined
    if (!wasClick || timeline.kind !== 'spans') return
    const { x, y } = place(event)
    const index = commitAt(timeline, frame, x, y)
    if (index !== undefined) onChoose(versionOf(index))
  }
  function pressKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const middle = atMs !== undefined && atMs >= view.fromMs && atMs <= view.toMs ? atMs : (view.fromMs + view.toMs) / 2
    const act = ACTS[event.key]
    if (!act) return
    event.preventDefault()
    switch (act) {
      case 'zoomIn':
        onView(zoom(view, bounds, 1 / KEY_ZOOM, middle))
        break
      case 'zoomOut':
        onView(zoom(view, bounds, KEY_ZOOM, middle))
        break
      case 'earlier':
        onView(pan(view, bounds, -KEY_PAN))
        break
      case 'later':
        onView(pan(view, bounds, KEY_PAN))
        break
      case 'fit':
        onView(bounds)
        break
      case 'newer':
        onStep(1n)
        break
      case 'older':
        onStep(-1n)
        break
      case 'open':
        onOpen(at)
        break
      default:
        act satisfies never
    }
  }
  const atX = atMs === undefined ? undefined : xOf(frame, atMs)
  return (
    <div ref={frameElement} className={classes.frame}>
      <div
        className={classes.stage}
        style={{ height: frame.height }}
        role="slider"
        tabIndex={0}
        aria-label={`${label}: w and s zoom, a and d move, f shows all, up and down go through the versions`}
        aria-valuemin={Number(timeline.first)}
        aria-valuemax={Number(timeline.last)}
        aria-valuenow={Number(at)}
        aria-valuetext={`version ${at}${atMs === undefined ? '' : `, ${formatTime(atMs)}`}; shown are ${formatTime(view.fromMs)} to ${formatTime(view.toMs)}`}
        onKeyDown={pressKey}
      >
        <canvas
          ref={canvas}
          className={classes.canvas}
          data-grabbing={drag.current?.moved === true}
          onPointerMove={move}
          onPointerDown={event => {
            if (event.button !== 0) return
            event.currentTarget.setPointerCapture(event.pointerId)
            drag.current = { x: event.clientX, view, moved: false }
          }}
          onPointerUp={release}
          onPointerLeave={() => setPointed(undefined)}
          onDoubleClick={() => {
            if (hovered !== undefined) onOpen(versionOf(hovered))
          }}
        />
        {atX !== undefined && atX >= GUTTER && atX <= frame.width ? (
          <span className={classes.at} style={{ left: atX }}>
            <span data-flipped={atX > frame.width - 80}>v{String(at)}</span>
          </span>
        ) : null}
        {pointed && hovered !== undefined && timeline.kind === 'spans' ? (
          <span
            className={classes.tip}
            style={{ left: Math.min(pointed.x + 12, frame.width - 300), top: pointed.y + 16 }}
          >
            {wordsFor(timeline, hovered)}
          </span>
        ) : null}
        {pointed && timeline.kind === 'cells' && pointed.x > GUTTER ? (
          <span
            className={classes.tip}
            style={{ left: Math.min(pointed.x + 12, frame.width - 300), top: pointed.y + 16 }}
          >
            {wordsForCell(timeline, window, frame, pointed)}
          </span>
        ) : null}
      </div>
    </div>
  )
}

type Act = 'zoomIn' | 'zoomOut' | 'earlier' | 'later' | 'fit' | 'newer' | 'older' | 'open'

const ACTS: Record<string, Act> = {
  w: 'zoomIn',
  '+': 'zoomIn',
  '=': 'zoomIn',
  s: 'zoomOut',
  '-': 'zoomOut',
  a: 'earlier',
  ArrowLeft: 'earlier',
  d: 'later',
  ArrowRight: 'later',
  f: 'fit',
  ArrowUp: 'newer',
  ArrowDown: 'older',
  Enter: 'open',
}

function wordsFor(spans: Spans, index: number): string {
  const duration = spans.durationMs[index] ?? -1
  const shape = SHAPES[spans.shape[index] ?? 0]?.name ?? ''
  const took = duration >= 0 ? `, took ${formatDuration(duration)}` : ''
  const when = formatTime(spans.committedAt[index] ?? 0)
  return `v${spans.first + BigInt(index)} · ${when} · ${spans.lanes[spans.lane[index] ?? 0]} · ${shape}${took}`
}

function wordsForCell(
  cells: Cells,
  window: TimeView,
  frame: ReturnType<typeof timelineFrame>,
  { x, y }: { readonly x: number; readonly y: number },
): string {
  const lane = Math.floor((y - 24) / frame.laneHeight)
  const parts = cells.counts[lane]
  const name = cells.lanes[lane]
  if (!parts || name === undefined) return formatTime(timeAt(frame, x))
  const length = (window.toMs - window.fromMs) / parts.length
  const part = Math.floor((timeAt(frame, x) - window.fromMs) / length)
  return `${formatTime(window.fromMs + part * length)} · ${name} · ${formatCount(parts[part] ?? 0)} commits`
}
