import type { Mark } from '../../../../shared/contract/simulation-results.ts'
import { countUntil, type RunEvent, type RunRecord } from '../run-record.ts'
import { GUTTER, type LanesFrame, MARK_LOOKS, xOf } from './lane-shapes.ts'
import type { LanesPalette } from './lanes-palette.ts'

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
  for (const [lane, { marks }] of record.writers.entries()) {
    const y = (lane + 0.5) * frame.laneHeight
    let lastX = Number.NEGATIVE_INFINITY
    let lastKind: Mark['kind'] | undefined
    const end = countUntil(marks, frame.view.toMs)
    for (let index = countUntil(marks, frame.view.fromMs); index < end; index++) {
      const mark = marks[index]
      if (!mark) continue
      const x = xOf(frame, mark.atMs)
      const apart = mark.kind === lastKind ? SAME_APART_PX : APART_PX
      if (x - lastX < apart && mark.kind !== 'fault') continue
      const next = marks[index + 1]
      const room = (next ? xOf(frame, next.atMs) : frame.width) - x
      drawSign(context, mark, x, y, palette)
      if (mark.kind === 'committed' && mark.version !== null && room > LABEL_APART_PX) {
        drawVersion(context, `v${mark.version}`, x + 8, y, palette)
      }
      lastX = x
      lastKind = mark.kind
    }
  }
}

function drawSign(
  context: CanvasRenderingContext2D,
  { kind }: Mark,
  x: number,
  y: number,
  palette: LanesPalette,
): void {
  const { sign } = MARK_LOOKS[kind]
  context.font = `bold ${kind === 'committed' ? 13 : 14}px ${palette.font}`
  context.textAlign = 'center'
  context.lineWidth = 3
  context.lineJoin = 'round'
  context.strokeStyle = palette.surface
  context.strokeText(sign, x, y + 0.5)
  context.fillStyle = palette.marks[kind]
  context.fillText(sign, x, y + 0.5)
  context.textAlign = 'start'
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
  const top = event.writer * laneHeight
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
    context.moveTo(middle, (event.writer + 0.5) * laneHeight)
    context.lineTo(middle, (other + 0.5) * laneHeight)
    context.stroke()
    context.beginPath()
    context.arc(middle, (other + 0.5) * laneHeight, 3, 0, 2 * Math.PI)
    context.stroke()
  }
  context.setLineDash([])
}
