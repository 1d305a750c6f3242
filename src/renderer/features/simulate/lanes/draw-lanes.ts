import type { RunEvent, RunRecord } from '../run-record.ts'
import { versionText } from '../words.ts'
import { drawChosen, drawMarks } from './draw-marks.ts'
import { drawSpans } from './draw-spans.ts'
import { GUTTER, type LanesFrame, laneTop, xOf } from './lane-shapes.ts'
import type { LanesPalette } from './lanes-palette.ts'

/** What is drawn beside the record: who the lanes are, where the cursor stands, what is chosen. */
export interface LanesScene {
  readonly names: readonly string[]
  /** Of each writer the one table that it writes to; undefined where there are several, whose heads are no one number. */
  readonly tableOf: readonly (number | undefined)[]
  readonly cursorMs: number
  readonly chosen: RunEvent | undefined
}

/** Draws what the writers did, in the part of the frame that is to be drawn. */
export function drawLanes(
  context: CanvasRenderingContext2D,
  frame: LanesFrame,
  record: RunRecord,
  { names, chosen }: LanesScene,
  palette: LanesPalette,
): void {
  const left = xOf(frame, frame.part.fromMs)
  context.save()
  context.beginPath()
  context.rect(left, 0, frame.width - left, frame.height)
  context.clip()
  drawGround(context, frame, left, frame.width, palette)
  drawSpans(context, frame, record, palette, names)
  drawMarks(context, frame, record, palette)
  if (chosen) drawChosen(context, frame, chosen, palette)
  context.restore()
}

/** Every other lane is darker. */
function drawGround(
  context: CanvasRenderingContext2D,
  frame: LanesFrame,
  left: number,
  right: number,
  palette: LanesPalette,
): void {
  const { first, end } = frame.lanes
  context.clearRect(left, 0, right - left, frame.height)
  context.fillStyle = palette.sunken
  for (let lane = first + (first % 2); lane < end; lane += 2) {
    context.fillRect(left, laneTop(frame, lane), right - left, frame.laneHeight)
  }
}

/** Draws who the writers are and, where the cursor stands, what each of them believed. */
export function drawNames(
  context: CanvasRenderingContext2D,
  frame: LanesFrame,
  record: RunRecord,
  { names, tableOf, cursorMs }: LanesScene,
  palette: LanesPalette,
): void {
  drawGround(context, frame, 0, GUTTER, palette)
  context.textBaseline = 'middle'
  for (let lane = frame.lanes.first; lane < frame.lanes.end; lane++) {
    const y = laneTop(frame, lane) + frame.laneHeight / 2
    context.font = `600 12px ${palette.font}`
    context.textAlign = 'start'
    context.fillStyle = palette.text
    context.fillText(shortened(context, names[lane] ?? '', GUTTER - 92), 16, y)
    const { believed } = record.standingAt(lane, cursorMs)
    const table = tableOf[lane]
    const head = table === undefined ? null : record.headAt(table, cursorMs)
    const isBehind = believed !== null && head !== null && believed < head
    context.textAlign = 'end'
    context.font = `${isBehind ? '600 ' : ''}11px ${palette.font}`
    context.fillStyle = isBehind ? palette.warning : palette.dim
    context.fillText(believed === null ? 'not looked' : `sees ${versionText(believed)}`, GUTTER - 10, y)
  }
  context.textAlign = 'start'
  context.fillStyle = palette.line
  context.fillRect(GUTTER - 1, 0, 1, frame.height)
}

/** As much of a name as there is room for. */
export function shortened(context: CanvasRenderingContext2D, name: string, room: number): string {
  if (context.measureText(name).width <= room) return name
  let length = name.length
  while (length > 1 && context.measureText(`${name.slice(0, length)}…`).width > room) length--
  return `${name.slice(0, length)}…`
}
