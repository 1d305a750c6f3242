import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Rectangle } from 'electron'

export interface WindowState {
  readonly bounds: Rectangle
  readonly isMaximized: boolean
}

const WIDTH_MIN = 1_024
const HEIGHT_MIN = 640
/** So much of the title bar must be in sight for the window to be caught with the mouse. */
const REACHABLE_PX = 80
const SIZE_MAX = 20_000

/** Where the window was; undefined where nobody knows, or the file says something else. */
export function readWindowState(file: string): WindowState | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof value !== 'object' || value === null || !('bounds' in value)) return undefined
    return isRectangle(value.bounds)
      ? { bounds: value.bounds, isMaximized: 'isMaximized' in value && value.isMaximized === true }
      : undefined
  } catch {
    return undefined
  }
}

/** Kept as it closes, at once, since the program may end right after. What cannot be kept is no reason to stay open. */
export function keepWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, JSON.stringify(state), { mode: 0o600 })
  } catch {
    // The next window opens where new ones do.
  }
}

/**
 * Where a window of these bounds can be seen: as it was where its title bar can be reached on one of the displays, without
 * a place where it cannot (the system finds one), and never larger than the largest display or smaller than the page needs.
 */
export function boundsInSight(
  { x, y, width, height }: Rectangle,
  displays: readonly { readonly workArea: Rectangle }[],
): Partial<Rectangle> & Pick<Rectangle, 'width' | 'height'> {
  const areas = displays.map(({ workArea }) => workArea)
  const size = {
    width: Math.max(WIDTH_MIN, Math.min(width, largest(areas.map(area => area.width)))),
    height: Math.max(HEIGHT_MIN, Math.min(height, largest(areas.map(area => area.height)))),
  }
  const isReachable = areas.some(
    area =>
      y >= area.y &&
      y <= area.y + area.height - REACHABLE_PX &&
      x + size.width >= area.x + REACHABLE_PX &&
      x <= area.x + area.width - REACHABLE_PX,
  )
  return isReachable ? { x, y, ...size } : size
}

function largest(sizes: readonly number[]): number {
  return sizes.length === 0 ? SIZE_MAX : Math.max(...sizes)
}

function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false
  return ['x', 'y', 'width', 'height'].every(name => {
    const side: unknown = Reflect.get(value, name)
    return typeof side === 'number' && Number.isInteger(side) && Math.abs(side) <= SIZE_MAX
  })
}
