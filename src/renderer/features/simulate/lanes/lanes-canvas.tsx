import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react'
import { pan, type TimeView, zoom } from '../../../ui/time-view.ts'
import { useHeight } from '../../../ui/use-height.ts'
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

const KEY_PAN = 0.2
const KEY_ZOOM = 1.4
const WHEEL_ZOOM = 0.0016
const CLICK_MAX_PX = 4
/** Steps of a commit take parts of a millisecond. */
const VIEW_MS_MIN = 0.2
const TIP_PX = 340

/** The picture of a run: zoomed and moved by wheel, drag and keys; what the record gets is drawn without a word to React. */
export function LanesCanvas(props: LanesCanvasProps): ReactNode {
  const { label, record, tables, scene, view, bounds, onView, onCursor, onChoose } = props
  const { cursorMs } = scene
  const frameElement = useRef<HTMLDivElement>(null)
  const headHeight = AXIS_HEIGHT + HEAD_HEIGHT * tables.length
  const width = useWidth(frameElement)
  const room = Math.max(0, useHeight(frameElement) - headHeight)
  const laneHeight = laneHeightFor(room, record.writers.length)
  const lanesHeight = laneHeight * record.writers.length
  const { headCanvas, laneCanvas, scroll } = useLanesPainter(props, width, Math.min(room, lanesHeight))
  const frame = { width, view }
  const [pointed, setPointed] = useState<{ readonly x: number; readonly y: number }>()
  const drag = useRef<{ readonly x: number; readonly view: TimeView; moved: boolean }>(undefined)

  useWheel(frameElement, (event, x) => {
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey
    const delta = event.deltaX || event.deltaY
    if (event.ctrlKey || event.metaKey || lanesHeight <= room || isSideways) {
      if (isSideways) onView(pan(view, bounds, delta / Math.max(1, width - GUTTER)))
      else
        onView(zoom(view, bounds, Math.exp(event.deltaY * WHEEL_ZOOM), timeAt(frame, Math.max(GUTTER, x)), VIEW_MS_MIN))
    } else frameElement.current?.scrollBy({ top: event.deltaY })
  })
  const place = (event: PointerEvent<HTMLElement>) => {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  // The head stays where it is while the lanes are scrolled under it.
  const laneOf = (y: number) =>
    y - (frameElement.current?.scrollTop ?? 0) < headHeight ? -1 : Math.floor((y - headHeight) / laneHeight)
  function move(event: PointerEvent<HTMLElement>): void {
    const { current } = drag
    if (!current || event.buttons !== 1) {
      setPointed(place(event))
      return
    }
    const moved = event.clientX - current.x
    if (Math.abs(moved) > CLICK_MAX_PX) current.moved = true
    if (current.moved) onView(pan(current.view, bounds, -moved / Math.max(1, width - GUTTER)))
  }
  function release(event: PointerEvent<HTMLElement>): void {
    const wasClick = drag.current?.moved === false
    drag.current = undefined
    const { x, y } = place(event)
    if (!wasClick || x < GUTTER) return
    const near = eventNear(record, frame, laneOf(y), x)
    if (near) onChoose(near)
    else onCursor(timeAt(frame, x))
  }
  function pressKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const act = ACTS[event.key]
    if (!act) return
    event.preventDefault()
    onKey(act, props)
  }
  const cursorX = xOf(frame, cursorMs)
  const hovered = pointed && eventNear(record, frame, laneOf(pointed.y), pointed.x)
  return (
    <div ref={frameElement} className={classes.frame} onScroll={event => scroll(event.currentTarget.scrollTop)}>
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
        onPointerMove={move}
        onPointerDown={event => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          drag.current = { x: event.clientX, view, moved: false }
        }}
        onPointerUp={release}
        onPointerLeave={() => setPointed(undefined)}
      >
        <div className={classes.picture}>
          <canvas ref={headCanvas} style={{ height: headHeight }} />
          <canvas ref={laneCanvas} style={{ height: Math.min(room, lanesHeight) }} />
        </div>
        {cursorX >= GUTTER && cursorX <= width ? <span className={classes.cursor} style={{ left: cursorX }} /> : null}
        {pointed && hovered ? (
          <span
            className={classes.tip}
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

type Act = 'zoomIn' | 'zoomOut' | 'earlier' | 'later' | 'fit' | 'next' | 'previous'

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
  ArrowUp: 'previous',
  ArrowDown: 'next',
}

function onKey(act: Act, { view, bounds, scene: { cursorMs }, onView, onStep }: LanesCanvasProps): void {
  const middle = cursorMs >= view.fromMs && cursorMs <= view.toMs ? cursorMs : (view.fromMs + view.toMs) / 2
  switch (act) {
    case 'zoomIn':
      onView(zoom(view, bounds, 1 / KEY_ZOOM, middle, VIEW_MS_MIN))
      return
    case 'zoomOut':
      onView(zoom(view, bounds, KEY_ZOOM, middle, VIEW_MS_MIN))
      return
    case 'earlier':
      onView(pan(view, bounds, -KEY_PAN))
      return
    case 'later':
      onView(pan(view, bounds, KEY_PAN))
      return
    case 'fit':
      onView(undefined)
      return
    case 'next':
      onStep(1)
      return
    case 'previous':
      onStep(-1)
      return
  }
  act satisfies never
}

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
