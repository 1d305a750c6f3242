import type { Span } from '../../../../shared/contract/simulation-results.ts'
import { countUntil, type RunRecord } from '../run-record.ts'
import { blockersOf } from '../words.ts'
import { GUTTER, type LanesFrame, LOOK_OF, LOOKS, laneTop, xOf } from './lane-shapes.ts'
import type { LanesPalette } from './lanes-palette.ts'

/** Spans narrower than this share a column of pixels; the strongest look of them is shown. */
const EXACT_PX = 1.5
const LABEL_PX = 34

interface Label {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly room: number
  readonly look: number
}

/** Draws what every writer in sight did. Spans of one look are one path: the canvas is told of colours a few times. */
export function drawSpans(
  context: CanvasRenderingContext2D,
  frame: LanesFrame,
  record: RunRecord,
  palette: LanesPalette,
  names: readonly string[],
): void {
  const paths = LOOKS.map(() => new Path2D())
  const labels: Label[] = []
  const { first, end } = frame.lanes
  for (const [index, { steps, waits }] of record.writers.slice(first, end).entries()) {
    const top = laneTop(frame, first + index)
    const tall = Math.min(18, frame.laneHeight - 6)
    const y = top + (frame.laneHeight - tall) / 2
    layOut(frame, steps, (look, x, wide, span) => {
      const isThin = look === 0
      const high = isThin ? Math.max(2, tall / 5) : tall
      addRect(paths[look], x, y + (tall - high) / 2, wide, high)
      const isCovered = span !== undefined && waits.length > 0 && waitsWithin(waits, span)
      if (span && !isThin && !isCovered && wide > LABEL_PX)
        labels.push({ text: span.kind, x, y: y + tall / 2, room: wide, look })
    })
    layOut(frame, waits, (look, x, wide, span) => {
      addRect(paths[look], x, y, wide, tall)
      if (span && wide > LABEL_PX) {
        labels.push({ text: `waits for ${queueText(span, names)}`, x, y: y + tall / 2, room: wide, look })
      }
    })
  }
  for (const [look, path] of paths.entries()) {
    context.globalAlpha = LOOKS[look]?.alpha ?? 1
    context.fillStyle = palette.looks[look] ?? palette.text
    context.fill(path)
  }
  context.globalAlpha = 1
  drawLabels(context, labels, palette)
}

/** A step that waits is named by its wait. */
function waitsWithin(waits: readonly Span[], { atMs, ms }: Span): boolean {
  const wait = waits[countUntil(waits, atMs + ms) - 1]
  return wait !== undefined && wait.atMs + wait.ms > atMs
}

/** The first in a queue, and how many are before it. */
function queueText(wait: Span, names: readonly string[]): string {
  const more = wait.blockedBy.length - 1
  return more > 1
    ? `${blockersOf({ ...wait, blockedBy: wait.blockedBy.slice(0, 1) }, names)} and ${more} more`
    : blockersOf(wait, names)
}

function addRect(path: Path2D | undefined, x: number, y: number, wide: number, high: number): void {
  if (wide < 6) path?.rect(x, y, wide, high)
  else path?.roundRect(x, y, wide, high, 2)
}

/** Hands out rectangles in the order of time; spans that share a pixel come out as one, without a span. */
function layOut(
  frame: LanesFrame,
  spans: readonly Span[],
  draw: (look: number, x: number, wide: number, span: Span | undefined) => void,
): void {
  const { part, width } = frame
  const left = xOf(frame, part.fromMs)
  const end = countUntil(spans, part.toMs)
  let open: { look: number; x: number; to: number } | undefined
  const flush = () => {
    if (open) draw(open.look, open.x, open.to - open.x, undefined)
    open = undefined
  }
  for (let index = firstReaching(spans, part.fromMs); index < end; index++) {
    const span = spans[index]
    if (!span) continue
    const look = LOOK_OF[span.kind]
    const x = Math.max(GUTTER - 4, xOf(frame, span.atMs))
    const right = Math.min(width + 4, xOf(frame, span.atMs + span.ms))
    if (right < left) continue
    if (right - x >= EXACT_PX) {
      flush()
      draw(look, x, right - x, span)
      continue
    }
    const column = Math.floor(x)
    if (open && column < open.to) open.look = Math.max(open.look, look)
    else if (open && column === open.to && open.look === look) open.to = column + 1
    else {
      flush()
      open = { look, x: column, to: column + 1 }
    }
  }
  flush()
}

/** Spans follow each other, so all before the last one that began earlier are over. */
function firstReaching(spans: readonly Span[], fromMs: number): number {
  return Math.max(0, countUntil(spans, fromMs) - 1)
}

function drawLabels(context: CanvasRenderingContext2D, labels: readonly Label[], palette: LanesPalette): void {
  context.font = `11px ${palette.font}`
  context.textBaseline = 'middle'
  for (const { text, x, y, room, look } of labels) {
    const left = Math.max(x, GUTTER) + 5
    const space = room - (left - x) - 4
    if (space < 20) continue
    const wide = context.measureText(text).width
    const isWait = LOOKS[look]?.look === 'wait'
    if (wide > space && !isWait) continue
    context.fillStyle = palette.onLooks[look] ?? palette.text
    context.save()
    context.beginPath()
    context.rect(left, y - 10, space, 20)
    context.clip()
    context.fillText(text, left, y + 0.5)
    context.restore()
  }
}
