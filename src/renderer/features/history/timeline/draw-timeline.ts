import { scaleTime } from 'd3-scale'
import type { TimeView } from '../../../ui/time-view.ts'
import {
  AXIS_HEIGHT,
  type Cells,
  firstSince,
  GUTTER,
  SHAPES,
  type Spans,
  type TimelineFrame,
  widthOf,
  xOf,
} from './timeline-shapes.ts'

/** Colours of the theme, as canvas needs them. */
export interface Palette {
  readonly text: string
  readonly dim: string
  readonly line: string
  readonly surface: string
  readonly sunken: string
  readonly accent: string
  readonly selected: string
  readonly font: string
  readonly shapes: readonly string[]
}

/** Reads the colours of the theme from where they stand now. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return {
    text: token('--dd-text'),
    dim: token('--dd-text-dim'),
    line: token('--dd-line'),
    surface: token('--dd-surface'),
    sunken: token('--dd-sunken'),
    accent: token('--dd-accent-line'),
    selected: token('--dd-selected'),
    font: style.fontFamily,
    shapes: SHAPES.map(({ token: name }) => token(name)),
  }
}

const TICK_PX = 120
/** Work that began after the end of the view may reach into it; longer work is cut off at the edge. */
const OVERHANG_MS = 6 * 3_600_000

/** Draws the lanes, the axis and what was committed when. */
export function drawTimeline(
  context: CanvasRenderingContext2D,
  frame: TimelineFrame,
  timeline: Spans | Cells,
  cellsView: TimeView,
  palette: Palette,
): void {
  context.clearRect(0, 0, frame.width, frame.height)
  drawLanes(context, frame, timeline.lanes.length, palette)
  context.save()
  context.beginPath()
  context.rect(GUTTER, 0, frame.width - GUTTER, frame.height)
  context.clip()
  drawAxis(context, frame, palette)
  if (timeline.kind === 'spans') drawSpans(context, frame, timeline, palette)
  else drawCells(context, frame, timeline, cellsView, palette)
  context.restore()
  drawNames(context, frame, timeline.lanes, palette)
}

function drawLanes(context: CanvasRenderingContext2D, frame: TimelineFrame, lanes: number, palette: Palette): void {
  context.fillStyle = palette.sunken
  for (let lane = 1; lane < lanes; lane += 2) {
    context.fillRect(0, AXIS_HEIGHT + lane * frame.laneHeight, frame.width, frame.laneHeight)
  }
}

function drawAxis(context: CanvasRenderingContext2D, frame: TimelineFrame, palette: Palette): void {
  const { view, width, height } = frame
  const scale = scaleTime([new Date(view.fromMs), new Date(view.toMs)], [GUTTER, width])
  const count = Math.max(2, Math.floor((width - GUTTER) / TICK_PX))
  const format = scale.tickFormat(count)
  context.font = `11px ${palette.font}`
  context.textBaseline = 'middle'
  for (const tick of scale.ticks(count)) {
    const x = Math.round(scale(tick)) + 0.5
    context.strokeStyle = palette.line
    context.beginPath()
    context.moveTo(x, AXIS_HEIGHT - 6)
    context.lineTo(x, height)
    context.stroke()
    context.fillStyle = palette.dim
    context.fillText(format(tick), x + 5, AXIS_HEIGHT / 2)
  }
}

function drawSpans(context: CanvasRenderingContext2D, frame: TimelineFrame, spans: Spans, palette: Palette): void {
  const { view, laneHeight } = frame
  const tall = Math.min(12, laneHeight - 6)
  const end = firstSince(spans, view.toMs + OVERHANG_MS)
  // Spans of one colour are one path: the canvas is told of colours a few times and not ten thousand times.
  const paths = palette.shapes.map(() => new Path2D())
  const lastX = new Int32Array(spans.lanes.length).fill(-1)
  for (let index = firstSince(spans, view.fromMs); index < end; index++) {
    const lane = spans.lane[index] ?? 0
    const right = xOf(frame, spans.committedAt[index] ?? 0)
    const wide = widthOf(spans, frame, index)
    const shape = spans.shape[index] ?? 0
    const pixel = Math.round(right)
    if (lastX[lane] === pixel && wide <= 3 && shape < 3) continue
    lastX[lane] = pixel
    const y = AXIS_HEIGHT + lane * laneHeight + (laneHeight - tall) / 2
    if (wide < 6) paths[shape]?.rect(right - wide, y, wide, tall)
    else paths[shape]?.roundRect(right - wide, y, wide, tall, 2)
  }
  for (const [shape, path] of paths.entries()) {
    context.fillStyle = palette.shapes[shape] ?? palette.text
    context.fill(path)
  }
}

function drawCells(
  context: CanvasRenderingContext2D,
  frame: TimelineFrame,
  { counts }: Cells,
  cellsView: TimeView,
  palette: Palette,
): void {
  const most = Math.max(1, ...counts.map(parts => Math.max(0, ...parts)))
  const tall = frame.laneHeight - 4
  const length = cellsView.toMs - cellsView.fromMs
  context.fillStyle = palette.accent
  for (const [lane, parts] of counts.entries()) {
    const bottom = AXIS_HEIGHT + (lane + 1) * frame.laneHeight - 2
    for (const [part, count] of parts.entries()) {
      if (count === 0) continue
      const left = xOf(frame, cellsView.fromMs + (length * part) / parts.length)
      const right = xOf(frame, cellsView.fromMs + (length * (part + 1)) / parts.length)
      if (right < GUTTER || left > frame.width) continue
      const high = Math.max(2, Math.sqrt(count / most) * tall)
      context.fillRect(left, bottom - high, Math.max(1, right - left - 0.5), high)
    }
  }
}

function drawNames(
  context: CanvasRenderingContext2D,
  frame: TimelineFrame,
  lanes: readonly string[],
  palette: Palette,
): void {
  context.font = `12px ${palette.font}`
  context.textBaseline = 'middle'
  context.fillStyle = palette.text
  for (const [lane, name] of lanes.entries()) {
    const y = AXIS_HEIGHT + (lane + 0.5) * frame.laneHeight
    context.fillText(shortened(context, name), 18, y)
  }
  context.fillStyle = palette.line
  context.fillRect(GUTTER - 1, 0, 1, frame.height)
  context.fillRect(0, AXIS_HEIGHT - 1, frame.width, 1)
}

function shortened(context: CanvasRenderingContext2D, name: string): string {
  const room = GUTTER - 28
  if (context.measureText(name).width <= room) return name
  let length = name.length
  while (length > 1 && context.measureText(`${name.slice(0, length)}…`).width > room) length--
  return `${name.slice(0, length)}…`
}
