import type { Mark } from '../../../../shared/contract/simulation-results.ts'
import { countUntil, type RunEvent, type RunRecord } from '../run-record.ts'
import { BLOCK_PX, GUTTER, type LanesFrame, laneTop, timeAt, xOf } from './lane-shapes.ts'
import type { LanesPalette } from './lanes-palette.ts'
import { drawSign } from './mark-signs.ts'

/** Marks nearer than this to the one before are left to the list, but for faults; of one kind there need be more room. */
const APART_PX = 4
const SAME_APART_PX = 9
const LABEL_APART_PX = 34

/** Draws the moments of every writer: commits with their versions, lost races, tries, faults. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  frame: LanesFrame,
  record: RunRecord,
  palette: LanesPalette,
): void {
  context.textBaseline = 'middle'
  const { first, end: endLane } = frame.lanes
  // Signs and versions of the block before reach into the part.
  const beforeMs = timeAt(frame, xOf(frame, frame.part.fromMs) - BLOCK_PX - 1)
  for (const [place, { marks }] of record.writers.slice(first, endLane).entries()) {
    const y = laneTop(frame, first + place) + frame.laneHeight / 2
    let [lastX, lastBlock] = [Number.NEGATIVE_INFINITY, -1]
    let lastKind: Mark['kind'] | undefined
    const end = countUntil(marks, frame.part.toMs)
    for (let index = countUntil(marks, beforeMs); index < end; index++) {
      const mark = marks[index]
      if (!mark) continue
      const x = xOf(frame, mark.atMs)
      const block = Math.floor((x - GUTTER) / BLOCK_PX)
      const apart = mark.kind === lastKind ? SAME_APART_PX : APART_PX
      if (block === lastBlock && x - lastX < apart && mark.kind !== 'fault') continue
      const next = marks[index + 1]
      const room = (next ? xOf(frame, next.atMs) : frame.width) - x
      drawSign(context, mark.kind, x, y, palette)
      if (mark.kind === 'committed' && mark.version !== null && room > LABEL_APART_PX) {
        drawVersion(context, `v${mark.version}`, x + 8, y, palette)
      }
      ;[lastX, lastBlock, lastKind] = [x, block, mark.kind]
    }
  }
}

function drawVersion(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  palette: LanesPalette,
): void {
  context.font = `600 11px ${palette.font}`
  context.lineWidth = 3
  context.strokeStyle = palette.surface
  context.strokeText(text, x, y + 0.5)
  context.fillStyle = palette.marks.committed
  context.fillText(text, x, y + 0.5)
}

/** Frames the chosen event, and ties a wait to those who stand in its way. */
export function drawChosen(
  context: CanvasRenderingContext2D,
  frame: LanesFrame,
  event: RunEvent,
  palette: LanesPalette,
): void {
  const { laneHeight } = frame
  const top = laneTop(frame, event.writer)
  const ms = 'ms' in event ? event.ms : 0
  const left = xOf(frame, event.atMs)
  const wide = Math.max(6, xOf(frame, event.atMs + ms) - left)
  const x = 'ms' in event ? left : left - 7
  context.strokeStyle = palette.text
  context.lineWidth = 1.5
  context.strokeRect(x - 1.5, top + 2.5, ('ms' in event ? wide : 14) + 3, laneHeight - 5)
  if (!('blockedBy' in event)) return
  context.setLineDash([4, 3])
  context.strokeStyle = palette.warning
  for (const other of event.blockedBy) {
    if (other < 0) continue
    const middle = Math.max(GUTTER + 4, left + 4)
    context.beginPath()
    context.moveTo(middle, top + laneHeight / 2)
    context.lineTo(middle, laneTop(frame, other) + laneHeight / 2)
    context.stroke()
    context.beginPath()
    context.arc(middle, laneTop(frame, other) + laneHeight / 2, 3, 0, 2 * Math.PI)
    context.stroke()
  }
  context.setLineDash([])
}
