import { pan, type TimeView, zoom } from './time-view.ts'

const KEY_PAN = 0.2
const KEY_ZOOM = 1.4
const WHEEL_ZOOM = 0.0016

/** What a picture of a stretch of time shows, and how far it may be moved. */
export interface TimeGround {
  readonly view: TimeView
  readonly bounds: TimeView
  /** No view is shorter than this; the default of `zoom` where undefined. */
  readonly shortestMs?: number | undefined
}

/** The view after a key: w, +, s and - zoom around `middleMs`, a, d and the arrows sideways move. Undefined for others. */
export function viewAfterKey(
  key: string,
  { view, bounds, shortestMs }: TimeGround,
  middleMs: number,
): TimeView | undefined {
  switch (key) {
    case 'w':
    case '+':
    case '=':
      return zoom(view, bounds, 1 / KEY_ZOOM, middleMs, shortestMs)
    case 's':
    case '-':
      return zoom(view, bounds, KEY_ZOOM, middleMs, shortestMs)
    case 'a':
    case 'ArrowLeft':
      return pan(view, bounds, -KEY_PAN)
    case 'd':
    case 'ArrowRight':
      return pan(view, bounds, KEY_PAN)
    default:
      return undefined
  }
}

/** The moment that keys zoom around: the one that is looked at where it is in sight, else the middle. */
export function middleOf({ fromMs, toMs }: TimeView, atMs: number | undefined): number {
  return atMs !== undefined && atMs >= fromMs && atMs <= toMs ? atMs : (fromMs + toMs) / 2
}

/** Whether a turn of the wheel moves sideways rather than zooms. */
export function isSideways({ deltaX, deltaY, shiftKey }: WheelEvent): boolean {
  return Math.abs(deltaX) > Math.abs(deltaY) || shiftKey
}

/** The view after a turn of the wheel; `aroundMs` is the moment under the pointer, `width` that of the axis in pixels. */
export function viewAfterWheel(
  event: WheelEvent,
  { view, bounds, shortestMs }: TimeGround,
  aroundMs: number,
  width: number,
): TimeView {
  if (!isSideways(event)) return zoom(view, bounds, Math.exp(event.deltaY * WHEEL_ZOOM), aroundMs, shortestMs)
  return pan(view, bounds, (event.deltaX || event.deltaY) / Math.max(1, width))
}
