import { scaleLinear } from 'd3-scale'
import { countUntil, type RunRecord } from '../run-record.ts'
import { formatMs, versionText } from '../words.ts'
import { shortened } from './draw-lanes.ts'
import { AXIS_HEIGHT, GUTTER, HEAD_HEIGHT, type LanesFrame, xOf } from './lane-shapes.ts'
import type { LanesPalette } from './lanes-palette.ts'

const TICK_PX = 110
const LABEL_PX = 22

/** Draws the axis of time, and below it the heads of the tables: each version from when it was known to the next. */
export function drawHeads(
  context: CanvasRenderingContext2D,
  frame: LanesFrame,
  record: RunRecord,
  { tables, cursorMs }: { readonly tables: readonly string[]; readonly cursorMs: number },
  palette: LanesPalette,
): void {
  const height = AXIS_HEIGHT + HEAD_HEIGHT * tables.length
  context.clearRect(0, 0, frame.width, height)
  context.fillStyle = palette.surface
  context.fillRect(0, 0, frame.width, height)
  context.save()
  context.beginPath()
  context.rect(GUTTER, 0, frame.width - GUTTER, height)
  context.clip()
  drawAxis(context, frame, palette)
  for (const table of tables.keys()) drawHead(context, frame, record, table, palette)
  context.restore()
  drawTables(context, frame, record, tables, cursorMs, palette)
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
  const { view, width } = frame
  const first = countUntil(course, view.fromMs)
  const end = countUntil(course, view.toMs)
  context.font = `600 11px ${palette.font}`
  for (let index = first - 1; index < end; index++) {
    const version = index < 0 ? record.headAt(table, Number.NEGATIVE_INFINITY) : course[index]?.version
    const from = index < 0 ? view.fromMs : (course[index]?.atMs ?? view.fromMs)
    const next = course[index + 1]?.atMs ?? view.toMs
    const left = Math.max(GUTTER, xOf(frame, from))
    const right = Math.min(width, xOf(frame, next))
    context.fillStyle = index < 0 ? palette.sunken : palette.head
    context.fillRect(left, top + 3, Math.max(0, right - left - (right - left > 3 ? 1 : 0)), HEAD_HEIGHT - 6)
    if (version === null || version === undefined || right - left < LABEL_PX) continue
    context.fillStyle = index < 0 ? palette.dim : palette.onHead
    context.fillText(versionText(version), left + 6, top + HEAD_HEIGHT / 2 + 0.5)
  }
}

function drawTables(
  context: CanvasRenderingContext2D,
  frame: LanesFrame,
  record: RunRecord,
  tables: readonly string[],
  cursorMs: number,
  palette: LanesPalette,
): void {
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
  const height = AXIS_HEIGHT + HEAD_HEIGHT * tables.length
  context.fillStyle = palette.line
  context.fillRect(GUTTER - 1, 0, 1, height)
  context.fillRect(0, AXIS_HEIGHT - 1, frame.width, 1)
  context.fillRect(0, height - 1, frame.width, 1)
}
