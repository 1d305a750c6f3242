import type { Timeline } from '../../../../shared/contract/histories.ts'
import type { TimeView } from '../../../ui/time-view.ts'

export type Spans = Extract<Timeline, { kind: 'spans' }>
export type Cells = Extract<Timeline, { kind: 'cells' }>

/** What a commit did, by the number that the server sends. */
export const SHAPES = [
  { name: 'touches no file', token: '--dd-text-faint' },
  { name: 'adds files', token: '--dd-accent-line' },
  { name: 'removes files', token: '--dd-removed-fill' },
  { name: 'changes metadata', token: '--dd-warning-fill' },
  { name: 'changes protocol', token: '--dd-unknown' },
  { name: 'base', token: '--dd-text-dim' },
] as const

export const AXIS_HEIGHT = 24
export const GUTTER = 132
const LANE_HEIGHT_MIN = 18
const LANE_HEIGHT_MAX = 40

/** Where everything is on the canvas. */
export interface TimelineFrame {
  readonly width: number
  readonly height: number
  readonly laneHeight: number
  readonly view: TimeView
}

/** Lanes share the height there is; more than fit make the canvas taller. */
export function timelineFrame(width: number, room: number, lanes: number, view: TimeView): TimelineFrame {
  const share = Math.floor((room - AXIS_HEIGHT) / Math.max(1, lanes))
  const laneHeight = Math.min(LANE_HEIGHT_MAX, Math.max(LANE_HEIGHT_MIN, share))
  return { width, height: Math.max(room, AXIS_HEIGHT + laneHeight * lanes), laneHeight, view }
}

export function xOf({ width, view }: TimelineFrame, timeMs: number): number {
  return GUTTER + ((timeMs - view.fromMs) / (view.toMs - view.fromMs)) * (width - GUTTER)
}

export function timeAt({ width, view }: TimelineFrame, x: number): number {
  return view.fromMs + ((x - GUTTER) / (width - GUTTER)) * (view.toMs - view.fromMs)
}

/** Index of the first commit at or after a time; as many as there are where none is. */
export function firstSince({ committedAt }: Spans, timeMs: number): number {
  let [low, high] = [0, committedAt.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((committedAt[middle] ?? 0) < timeMs) low = middle + 1
    else high = middle
  }
  return low
}

const REACH_PX = 7

/** Index of the commit under a point of the canvas; undefined where none is near. */
export function commitAt(spans: Spans, frame: TimelineFrame, x: number, y: number): number | undefined {
  const lane = Math.floor((y - AXIS_HEIGHT) / frame.laneHeight)
  const end = firstSince(spans, frame.view.toMs + 1)
  let best: { readonly index: number; readonly distance: number } | undefined
  for (let index = firstSince(spans, timeAt(frame, x - REACH_PX)); index < end; index++) {
    const right = xOf(frame, spans.committedAt[index] ?? 0)
    const left = right - widthOf(spans, frame, index)
    if (left > x + REACH_PX && right > x + 400) break
    if (spans.lane[index] !== lane) continue
    const distance = x < left ? left - x : x > right ? x - right : 0
    if (distance <= REACH_PX && (!best || distance < best.distance)) best = { index, distance }
  }
  return best?.index
}

/** Pixels from when the work behind a commit began to its commit. */
export function widthOf(spans: Spans, { width, view }: TimelineFrame, index: number): number {
  const duration = spans.durationMs[index] ?? -1
  return Math.max(3, (Math.max(0, duration) / (view.toMs - view.fromMs)) * (width - GUTTER))
}
