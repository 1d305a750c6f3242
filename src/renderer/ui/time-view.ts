/** A stretch of time that is looked at, in milliseconds since a moment of the caller's. */
export interface TimeView {
  readonly fromMs: number
  readonly toMs: number
}

/** Where nothing happens faster than this, a view need not be shorter. */
const VIEW_MS_MIN = 20

/** Moves a view by a share of its length, to later where positive; it stays within its bounds. */
export function pan(view: TimeView, bounds: TimeView, share: number): TimeView {
  const length = view.toMs - view.fromMs
  return within({ fromMs: view.fromMs + length * share, toMs: view.toMs + length * share }, bounds)
}

/** Changes the length of a view by a factor, below 1 to see more detail, and keeps the moment `aroundMs` where it is. */
export function zoom(
  view: TimeView,
  bounds: TimeView,
  factor: number,
  aroundMs: number,
  shortestMs = VIEW_MS_MIN,
): TimeView {
  const length = view.toMs - view.fromMs
  const wanted = Math.min(bounds.toMs - bounds.fromMs, Math.max(shortestMs, length * factor))
  const share = length > 0 ? (aroundMs - view.fromMs) / length : 0.5
  const fromMs = aroundMs - wanted * share
  return within({ fromMs, toMs: fromMs + wanted }, bounds)
}

/** The view with a moment in it: as it is where it has it, else moved to have it in its middle. */
export function showing(view: TimeView, bounds: TimeView, timeMs: number): TimeView {
  if (timeMs >= view.fromMs && timeMs <= view.toMs) return view
  const half = (view.toMs - view.fromMs) / 2
  return within({ fromMs: timeMs - half, toMs: timeMs + half }, bounds)
}

/**
 * What to read for a view: a wider stretch on a coarse grid, so that small moves need no new read. Two views that are close
 * in place and length share it.
 */
export function readWindow(view: TimeView, bounds: TimeView): TimeView {
  const length = Math.max(VIEW_MS_MIN, view.toMs - view.fromMs)
  const size = 2 ** Math.ceil(Math.log2(length * 2))
  const step = size / 4
  const fromMs = Math.floor((view.fromMs - (size - length) / 2) / step) * step
  return {
    fromMs: Math.max(Math.floor(bounds.fromMs), fromMs),
    toMs: Math.min(Math.ceil(bounds.toMs), fromMs + size + step),
  }
}

function within({ fromMs, toMs }: TimeView, bounds: TimeView): TimeView {
  const length = Math.min(toMs - fromMs, bounds.toMs - bounds.fromMs)
  const from = Math.min(Math.max(fromMs, bounds.fromMs), bounds.toMs - length)
  return { fromMs: from, toMs: from + length }
}
