import { scaleLinear } from 'd3-scale'
import { countUntil, type HeadCourse, type RunRecord } from '../run-record.ts'
import { formatMs, versionText } from '../words.ts'
import { shortened } from './draw-lanes.ts'
import { AXIS_HEIGHT, GUTTER, HEAD_HEIGHT, type LanesFrame, timeAt, xOf } from './lane-shapes.ts'
import type { LanesPalette } from './lanes-palette.ts'

const TICK_PX = 110
const LABEL_PX = 22

/** Draws the axis of time, and below it the heads of the tables: each version from when it was known to the next. */
export function drawHeads(
  context: CanvasRenderingContext2D,
  frame: LanesFrame,
  record: RunRecord,
  tables: number,
  palette: LanesPalette,
): void {
  const height = AXIS_HEIGHT + HEAD_HEIGHT * tables
  const left = xOf(frame, frame.part.fromMs)
  context.save()
  context.beginPath()
  context.rect(left, 0, frame.width - left, height)
  context.clip()
  context.fillStyle = palette.surface
  context.fillRect(left, 0, frame.width - left, height)
  drawAxis(context, frame, palette)
  for (let table = 0; table < tables; table++) drawHead(context, frame, record, table, palette)
  drawLines(context, left, frame.width, height, palette)
  context.restore()
}

function drawAxis(context: CanvasRenderingContext2D, { view, width }: LanesFrame, palette: LanesPalette): void {
  const scale = scaleLinear([view.fromMs, view.toMs], [GUTTER, width])
  context.font = `11px ${palette.font}`
  context.textBaseline = 'middle'
  const ticks = scale.ticks(Math.max(2, Math.floor((width - GUTTER) / TICK_PX)))
  for (const tick of ticks) {
    const x = Math.round(scale(tick)) + 0.5
    context.strokeStyle = palette.line
    context.lineWidth = 1
    context.beginPath()
    context.moveTo(x, AXIS_HEIGHT - 7)
    context.lineTo(x, AXIS_HEIGHT)
    context.stroke()
    context.fillStyle = palette.dim
    context.fillText(tickText(tick, (ticks[1] ?? 0) - (ticks[0] ?? 0)), x + 5, AXIS_HEIGHT / 2)
  }
}

/** As many digits as neighbours need to differ. */
function tickText(ms: number, stepMs: number): string {
  const digits = (unit: number) => Math.min(3, Math.max(0, -Math.floor(Math.log10(stepMs / unit) + 1e-9)))
  return stepMs >= 100 ? `${(ms / 1_000).toFixed(digits(1_000))} s` : `${ms.toFixed(digits(1))} ms`
}

function drawHead(
  context: CanvasRenderingContext2D,
  frame: LanesFrame,
  record: RunRecord,
  table: number,
  palette: LanesPalette,
): void {
  const course = record.heads[table] ?? []
  const top = AXIS_HEIGHT + table * HEAD_HEIGHT
  const { view, part, width } = frame
  const end = countUntil(course, part.toMs)
  const lastMs = Math.min(view.toMs, record.bounds.toMs)
  context.font = `600 11px ${palette.font}`
  for (let index = countUntil(course, part.fromMs) - 1; index < end; index = nextInSight(frame, course, index)) {
    const version = index < 0 ? record.headAt(table, Number.NEGATIVE_INFINITY) : course[index]?.version
    const from = index < 0 ? view.fromMs : (course[index]?.atMs ?? view.fromMs)
    const next = course[index + 1]?.atMs ?? lastMs
    const left = Math.max(GUTTER, xOf(frame, from))
    const right = Math.max(left + 1, Math.min(width, xOf(frame, next)))
    context.fillStyle = index < 0 ? palette.sunken : palette.head
    context.fillRect(left, top + 3, Math.max(0, right - left - (right - left > 3 ? 1 : 0)), HEAD_HEIGHT - 6)
    if (version === null || version === undefined || right - left < LABEL_PX) continue
    context.fillStyle = index < 0 ? palette.dim : palette.onHead
    context.fillText(versionText(version), left + 6, top + HEAD_HEIGHT / 2 + 0.5)
  }
}

/** Of versions that share a pixel one is enough. */
function nextInSight(frame: LanesFrame, course: HeadCourse, index: number): number {
  const next = course[index + 1]
  if (!next) return index + 1
  return Math.max(index + 1, countUntil(course, timeAt(frame, Math.floor(xOf(frame, next.atMs)) + 1)) - 1)
}

/** Draws the names of the tables, and their heads where the cursor stands. */
export function drawTables(
  context: CanvasRenderingContext2D,
  record: RunRecord,
  { tables, cursorMs }: { readonly tables: readonly string[]; readonly cursorMs: number },
  palette: LanesPalette,
): void {
  const height = AXIS_HEIGHT + HEAD_HEIGHT * tables.length
  context.fillStyle = palette.surface
  context.fillRect(0, 0, GUTTER, height)
  context.textBaseline = 'middle'
  context.font = `11px ${palette.font}`
  context.fillStyle = palette.dim
  context.fillText(`at ${formatMs(cursorMs)}`, 16, AXIS_HEIGHT / 2)
  for (const [table, name] of tables.entries()) {
    const y = AXIS_HEIGHT + (table + 0.5) * HEAD_HEIGHT
    context.font = `11px ${palette.font}`
    context.fillStyle = palette.dim
    context.fillText(shortened(context, tables.length === 1 ? 'head' : `head of ${name}`, GUTTER - 60), 16, y)
    context.font = `600 11px ${palette.font}`
    context.fillStyle = palette.onHead
    context.textAlign = 'end'
    context.fillText(versionText(record.headAt(table, cursorMs)), GUTTER - 10, y)
    context.textAlign = 'start'
  }
  context.fillStyle = palette.line
  context.fillRect(GUTTER - 1, 0, 1, height)
  drawLines(context, 0, GUTTER, height, palette)
}

function drawLines(
  context: CanvasRenderingContext2D,
  left: number,
  right: number,
  height: number,
  palette: LanesPalette,
): void {
  context.fillStyle = palette.line
  context.fillRect(left, AXIS_HEIGHT - 1, right - left, 1)
  context.fillRect(left, height - 1, right - left, 1)
}
