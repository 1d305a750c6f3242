import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from 'react'
import { fitCanvas } from '../../../ui/fit-canvas.ts'
import { formatCount, formatDuration, formatTime } from '../../../ui/format.ts'
import canvasClasses from '../../../ui/time-canvas.module.css'
import { middleOf, viewAfterKey, viewAfterWheel } from '../../../ui/time-moves.ts'
import type { TimeView } from '../../../ui/time-view.ts'
import { useColorScheme } from '../../../ui/use-color-scheme.ts'
import { useHeight } from '../../../ui/use-height.ts'
import { useTimePointer } from '../../../ui/use-time-pointer.ts'
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

/** The picture: zoomed and moved by wheel, drag and keys, and drawn anew with every move. */
export function TimelineCanvas(props: TimelineCanvasProps): ReactNode {
  const { label, timeline, window, view, bounds, at, atMs, onView, onChoose, onOpen, onStep } = props
  const frameElement = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const width = useWidth(frameElement)
  const scheme = useColorScheme()
  const room = useHeight(frameElement)
  const frame = timelineFrame(width, room, timeline.lanes.length, view)
  const versionOf = (index: number) => timeline.first + BigInt(index)
  const { pointed, isDragged, handlers } = useTimePointer({
    ...{ view, bounds, width: width - GUTTER, onView },
    onClick({ x, y }) {
      const index = timeline.kind === 'spans' ? commitAt(timeline, frame, x, y) : undefined
      if (index !== undefined) onChoose(versionOf(index))
    },
  })

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours change with the scheme
  useLayoutEffect(() => {
    const context = room > 0 ? fitCanvas(canvas.current, frame.width, frame.height) : undefined
    if (context) drawTimeline(context, frame, timeline, window, readPalette(context.canvas))
  }, [timeline, window, view, width, room, scheme])
  useWheel(frameElement, (event, x) =>
    onView(viewAfterWheel(event, { view, bounds }, timeAt(frame, Math.max(GUTTER, x)), width - GUTTER)),
  )
  const hovered = pointed && timeline.kind === 'spans' ? commitAt(timeline, frame, pointed.x, pointed.y) : undefined
  function pressKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const moved = event.key === 'f' ? bounds : viewAfterKey(event.key, { view, bounds }, middleOf(view, atMs))
    const act = ACTS[event.key]
    if (!moved && !act) return
    event.preventDefault()
    if (moved) onView(moved)
    else if (act === 'open') onOpen(at)
    else onStep(act === 'newer' ? 1n : -1n)
  }
  const atX = atMs === undefined ? undefined : xOf(frame, atMs)
  return (
    <div ref={frameElement} className={canvasClasses.frame}>
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
          data-grabbing={isDragged()}
          {...handlers}
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
            className={canvasClasses.tip}
            style={{ left: Math.min(pointed.x + 12, frame.width - 300), top: pointed.y + 16 }}
          >
            {wordsFor(timeline, hovered)}
          </span>
        ) : null}
        {pointed && timeline.kind === 'cells' && pointed.x > GUTTER ? (
          <span
            className={canvasClasses.tip}
            style={{ left: Math.min(pointed.x + 12, frame.width - 300), top: pointed.y + 16 }}
          >
            {wordsForCell(timeline, window, frame, pointed)}
          </span>
        ) : null}
      </div>
    </div>
  )
}

const ACTS: Record<string, 'newer' | 'older' | 'open'> = { ArrowUp: 'newer', ArrowDown: 'older', Enter: 'open' }

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
