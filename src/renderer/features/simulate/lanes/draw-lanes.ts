import type { RunEvent, RunRecord, Standing } from '../run-record.ts'
import { versionText } from '../words.ts'
import { drawChosen, drawMarks } from './draw-marks.ts'
import { drawSpans } from './draw-spans.ts'
import { GUTTER, type LanesFrame } from './lane-shapes.ts'
import type { LanesPalette } from './lanes-palette.ts'

/** What is drawn beside the record: who the lanes are, where the cursor stands, what is chosen. */
export interface LanesScene {
  readonly names: readonly string[]
  /** What each writer did and believed where the cursor stands. */
  readonly standings: readonly Standing[]
  /** Of each writer: the head that it should know of, where that is one table's; else null. */
  readonly heads: readonly (bigint | null)[]
  readonly chosen: RunEvent | undefined
}

/** Draws the lanes of the writers with their names and, where the cursor stands, what each of them believed. */
export function drawLanes(
  context: CanvasRenderingContext2D,
  frame: LanesFrame,
  record: RunRecord,
  scene: LanesScene,
  palette: LanesPalette,
): void {
  const { width, height, laneHeight } = frame
  context.clearRect(0, 0, width, height)
  context.fillStyle = palette.sunken
  for (let lane = 0; lane < record.writers.length; lane += 2) {
    context.fillRect(0, lane * laneHeight, width, laneHeight)
  }
  context.save()
  context.beginPath()
  context.rect(GUTTER, 0, width - GUTTER, height)
  context.clip()
  drawSpans(context, frame, record, palette, scene.names)
  drawMarks(context, frame, record, palette)
  if (scene.chosen) drawChosen(context, frame, scene.chosen, palette)
  context.restore()
  drawNames(context, frame, scene, palette)
}

function drawNames(
  context: CanvasRenderingContext2D,
  { laneHeight, height }: LanesFrame,
  { names, standings, heads }: LanesScene,
  palette: LanesPalette,
): void {
  context.textBaseline = 'middle'
  for (const [lane, name] of names.entries()) {
    const y = (lane + 0.5) * laneHeight
    context.font = `600 12px ${palette.font}`
    context.textAlign = 'start'
    context.fillStyle = palette.text
    context.fillText(shortened(context, name, GUTTER - 92), 16, y)
    const standing = standings[lane]
    if (!standing) continue
    const head = heads[lane] ?? null
    const isBehind = standing.believed !== null && head !== null && standing.believed < head
    context.textAlign = 'end'
    context.font = `${isBehind ? '600 ' : ''}11px ${palette.font}`
    context.fillStyle = isBehind ? palette.warning : palette.dim
    const text = standing.believed === null ? 'not looked' : `sees ${versionText(standing.believed)}`
    context.fillText(text, GUTTER - 10, y)
  }
  context.textAlign = 'start'
  context.fillStyle = palette.line
  context.fillRect(GUTTER - 1, 0, 1, height)
}

/** As much of a name as there is room for. */
export function shortened(context: CanvasRenderingContext2D, name: string, room: number): string {
  if (context.measureText(name).width <= room) return name
  let length = name.length
  while (length > 1 && context.measureText(`${name.slice(0, length)}…`).width > room) length--
  return `${name.slice(0, length)}…`
}
