import type { Mark, Span } from '../../../../shared/contract/simulation-results.ts'
import type { TimeView } from '../../../ui/time-view.ts'
import { countUntil, endOf, type RunEvent, type RunRecord } from '../run-record.ts'

/** How the kinds of spans look: a token of the palette and how strongly it is laid on. Later ones cover earlier ones. */
export const LOOKS = [
  { look: 'idle', name: 'pause', token: '--dd-line-strong', alpha: 1 },
  { look: 'read', name: 'reads', token: '--dd-accent-line', alpha: 0.42 },
  { look: 'work', name: 'works', token: '--dd-accent-line', alpha: 1 },
  { look: 'recover', name: 'rebases, finds out', token: '--dd-unknown', alpha: 0.8 },
  { look: 'lock', name: 'takes the lock', token: '--dd-warning-fill', alpha: 0.5 },
  { look: 'commit', name: 'commits', token: '--dd-added-fill', alpha: 1 },
  { look: 'wait', name: 'waits for a lock', token: '--dd-warning-fill', alpha: 1 },
] as const

export const LOOK_OF: Readonly<Record<Span['kind'], number>> = {
  think: 0,
  backoff: 0,
  read: 1,
  validate: 2,
  connect: 2,
  begin: 2,
  check: 2,
  insert: 2,
  record: 2,
  rebase: 3,
  resolve: 3,
  lock: 4,
  commit: 5,
  wait: 6,
}

export function isSpanKind(kind: RunEvent['kind']): kind is Span['kind'] {
  return kind in LOOK_OF
}

/** How moments look. */
export const MARK_LOOKS: Readonly<
  Record<Mark['kind'], { readonly name: string; readonly token: string; readonly sign: string }>
> = {
  committed: { name: 'committed', token: '--dd-added', sign: '●' },
  conflict: { name: 'lost the race', token: '--dd-removed', sign: '✕' },
  lost: { name: 'attempt failed', token: '--dd-removed', sign: '○' },
  retry: { name: 'tries again', token: '--dd-accent', sign: '▸' },
  fault: { name: 'fault', token: '--dd-unknown', sign: '◆' },
  ended: { name: 'ended without a commit', token: '--dd-text-dim', sign: '■' },
}

export const AXIS_HEIGHT = 24
export const HEAD_HEIGHT = 24
export const GUTTER = 176
const LANE_HEIGHT_MIN = 20
export const LANE_HEIGHT_MAX = 40

/** Where everything is on the canvas, and which part of it is in sight or to be drawn anew. */
export interface LanesFrame {
  readonly width: number
  /** Of the canvas: of the lanes in sight. */
  readonly height: number
  readonly laneHeight: number
  /** How far the lanes are scrolled. */
  readonly top: number
  /** The lanes in sight: the first, and the one after the last. */
  readonly lanes: { readonly first: number; readonly end: number }
  readonly view: TimeView
  /** What is drawn of the view. */
  readonly part: TimeView
}

/** Lanes share the height there is; where more than fit, they are scrolled. */
export function laneHeightFor(room: number, writers: number): number {
  const share = Math.floor(room / Math.max(1, writers))
  return Math.min(LANE_HEIGHT_MAX, Math.max(LANE_HEIGHT_MIN, share))
}

export function lanesFrame(
  size: { readonly width: number; readonly height: number },
  writers: number,
  top: number,
  view: TimeView,
): LanesFrame {
  const laneHeight = laneHeightFor(size.height, writers)
  const first = Math.max(0, Math.floor(top / laneHeight))
  const end = Math.min(writers, Math.ceil((top + size.height) / laneHeight))
  return { ...size, laneHeight, top, lanes: { first, end }, view, part: view }
}

/** The upper edge of a lane on the canvas. */
export function laneTop({ laneHeight, top }: LanesFrame, lane: number): number {
  return lane * laneHeight - top
}

/** Marks and names of versions are laid out from the edges of such blocks on, so that a part is drawn as the whole is. */
export const BLOCK_PX = 64

/** The frame with the part from a moment on, from the edge of the block before: what is beside it reaches as far. */
export function partFrom(frame: LanesFrame, atMs: number): LanesFrame {
  const x = xOf(frame, atMs) - BLOCK_PX
  const edge = GUTTER + Math.max(0, Math.floor((x - GUTTER) / BLOCK_PX)) * BLOCK_PX
  return { ...frame, part: { fromMs: timeAt(frame, edge), toMs: frame.view.toMs } }
}

export function xOf({ width, view }: Pick<LanesFrame, 'width' | 'view'>, atMs: number): number {
  return GUTTER + ((atMs - view.fromMs) / (view.toMs - view.fromMs)) * (width - GUTTER)
}

export function timeAt({ width, view }: Pick<LanesFrame, 'width' | 'view'>, x: number): number {
  return view.fromMs + ((x - GUTTER) / Math.max(1, width - GUTTER)) * (view.toMs - view.fromMs)
}

const REACH_PX = 5

/** The event of a lane under a point of time: a moment before a wait, a wait before a step; undefined where none is near. */
export function eventNear(
  record: RunRecord,
  frame: Pick<LanesFrame, 'width' | 'view'>,
  writer: number,
  x: number,
): RunEvent | undefined {
  const course = record.writers[writer]
  if (!course || x < GUTTER) return undefined
  const reachMs = Math.abs(timeAt(frame, x + REACH_PX) - timeAt(frame, x))
  const atMs = timeAt(frame, x)
  return (
    nearest(course.marks, atMs, reachMs) ??
    nearest(course.waits, atMs, reachMs / 4) ??
    nearest(course.steps, atMs, reachMs)
  )
}

function nearest<Event extends RunEvent>(events: readonly Event[], atMs: number, reachMs: number): Event | undefined {
  const index = countUntil(events, atMs)
  let best: { readonly event: Event; readonly distance: number } | undefined
  for (const event of events.slice(Math.max(0, index - 1), index + 1)) {
    const distance = Math.max(0, event.atMs - atMs, atMs - endOf(event))
    if (distance <= reachMs && (!best || distance < best.distance)) best = { event, distance }
  }
  return best?.event
}
