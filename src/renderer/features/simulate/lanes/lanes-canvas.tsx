import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useRef } from 'react'
import canvasClasses from '../../../ui/time-canvas.module.css'
import { isSideways, middleOf, viewAfterKey, viewAfterWheel } from '../../../ui/time-moves.ts'
import { showing, type TimeView } from '../../../ui/time-view.ts'
import { useHeight } from '../../../ui/use-height.ts'
import { useTimePointer } from '../../../ui/use-time-pointer.ts'
import { useWheel } from '../../../ui/use-wheel.ts'
import { useWidth } from '../../../ui/use-width.ts'
import type { RunEvent, RunRecord } from '../run-record.ts'
import { eventText, formatMs, versionText } from '../words.ts'
import type { LanesScene } from './draw-lanes.ts'
import { AXIS_HEIGHT, eventNear, GUTTER, HEAD_HEIGHT, laneHeightFor, timeAt, xOf } from './lane-shapes.ts'
import classes from './lanes.module.css'
import { useLanesPainter } from './use-lanes-painter.ts'

export interface LanesCanvasProps {
  readonly label: string
  readonly record: RunRecord
  readonly tables: readonly string[]
  readonly scene: LanesScene
  readonly view: TimeView
  readonly bounds: TimeView
  /** Undefined: all of it, and what is still to come. */
  readonly onView: (view: TimeView | undefined) => void
  readonly onCursor: (atMs: number) => void
  readonly onChoose: (event: RunEvent) => void
  /** To the next event in the order of time, or the one before. */
  readonly onStep: (by: 1 | -1) => void
}

/** Steps of a commit take parts of a millisecond. */
const VIEW_MS_MIN = 0.2
const TIP_PX = 340

/** The picture of a run: zoomed and moved by wheel, drag and keys; what the record gets is drawn without a word to React. */
export function LanesCanvas(props: LanesCanvasProps): ReactNode {
  const { label, record, tables, scene, view, bounds, onView, onCursor, onChoose, onStep } = props
  const { cursorMs } = scene
  const frameElement = useRef<HTMLDivElement>(null)
  const headHeight = AXIS_HEIGHT + HEAD_HEIGHT * tables.length
  const width = useWidth(frameElement)
  const room = Math.max(0, useHeight(frameElement) - headHeight)
  const laneHeight = laneHeightFor(room, record.writers.length)
  const lanesHeight = laneHeight * record.writers.length
  const { headCanvas, laneCanvas, scroll } = useLanesPainter(props, width, Math.min(room, lanesHeight))
  const frame = { width, view }
  const ground = { view, bounds, shortestMs: VIEW_MS_MIN }
  const show = useEffectEvent((event: RunEvent) => {
    const top = event.writer * laneHeight
    const scrolled = frameElement.current?.scrollTop ?? 0
    if (top < scrolled) frameElement.current?.scrollTo({ top })
    else if (top + laneHeight > scrolled + room) frameElement.current?.scrollTo({ top: top + laneHeight - room })
    const shown = showing(view, bounds, event.atMs)
    if (shown !== view) onView(shown)
  })
  const { chosen } = scene
  useEffect(() => {
    if (chosen) show(chosen)
  }, [chosen])
  // The head stays where it is while the lanes are scrolled under it.
  const laneOf = (y: number) =>
    y - (frameElement.current?.scrollTop ?? 0) < headHeight ? -1 : Math.floor((y - headHeight) / laneHeight)
  const { pointed, handlers } = useTimePointer({
    ...{ view, bounds, width: width - GUTTER, onView },
    onClick({ x, y }) {
      const near = eventNear(record, frame, laneOf(y), x)
      if (near) onChoose(near)
      else if (x >= GUTTER) onCursor(timeAt(frame, x))
    },
  })
  useWheel(frameElement, (event, x) => {
    if (event.ctrlKey || event.metaKey || lanesHeight <= room || isSideways(event)) {
      onView(viewAfterWheel(event, ground, timeAt(frame, Math.max(GUTTER, x)), width - GUTTER))
    } else frameElement.current?.scrollBy({ top: event.deltaY })
  })
  function pressKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const moved = viewAfterKey(event.key, ground, middleOf(view, cursorMs))
    const step = STEPS[event.key]
    if (!moved && !step && event.key !== 'f') return
    event.preventDefault()
    if (step) onStep(step)
    else onView(moved)
  }
  const cursorX = xOf(frame, cursorMs)
  const hovered = pointed && eventNear(record, frame, laneOf(pointed.y), pointed.x)
  return (
    <div ref={frameElement} className={canvasClasses.frame} onScroll={event => scroll(event.currentTarget.scrollTop)}>
      <div
        className={classes.stage}
        style={{ height: headHeight + lanesHeight }}
        role="slider"
        tabIndex={0}
        aria-label={`${label}: w and s zoom, a and d move, f shows all, up and down go through the events`}
        aria-valuemin={Math.round(bounds.fromMs)}
        aria-valuemax={Math.round(bounds.toMs)}
        aria-valuenow={Math.round(cursorMs)}
        aria-valuetext={wordsAt(props)}
        onKeyDown={pressKey}
        {...handlers}
      >
        <div className={classes.picture}>
          <canvas ref={headCanvas} style={{ height: headHeight }} />
          <canvas ref={laneCanvas} style={{ height: Math.min(room, lanesHeight) }} />
        </div>
        {cursorX >= GUTTER && cursorX <= width ? <span className={classes.cursor} style={{ left: cursorX }} /> : null}
        {pointed && hovered ? (
          <span
            className={canvasClasses.tip}
            style={{
              left: Math.max(0, Math.min(pointed.x + 12, width - TIP_PX)),
              top: tipTop(pointed.y, headHeight + lanesHeight),
            }}
          >
            {tipOf(hovered, scene.names)}
          </span>
        ) : null}
      </div>
    </div>
  )
}

const STEPS: Record<string, 1 | -1> = { ArrowUp: -1, ArrowDown: 1 }

function wordsAt({ view, scene }: LanesCanvasProps): string {
  const { chosen, names, cursorMs } = scene
  const what = chosen ? `${names[chosen.writer] ?? ''} ${eventText(chosen, names)}` : 'no event chosen'
  return `${formatMs(cursorMs)}, ${what}; shown are ${formatMs(view.fromMs)} to ${formatMs(view.toMs)}`
}

function tipOf(event: RunEvent, names: readonly string[]): string {
  const took = 'ms' in event ? ` · ${formatMs(event.ms)}` : ''
  const believed = 'believed' in event && event.believed !== null ? ` · sees ${versionText(event.believed)}` : ''
  return `${names[event.writer] ?? ''} ${eventText(event, names)} · at ${formatMs(event.atMs)}${took}${believed}`
}

/** Below the pointer where there is room, else above it. */
function tipTop(y: number, height: number): number {
  return y + 44 > height ? y - 30 : y + 16
}
