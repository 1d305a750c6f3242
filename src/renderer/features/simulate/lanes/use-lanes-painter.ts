import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { useColorScheme } from '../../../ui/use-color-scheme.ts'
import type { LanesCanvasProps } from './lanes-canvas.tsx'
import { LanesPainter } from './lanes-painter.ts'
import { type LanesPalette, readLanesPalette } from './lanes-palette.ts'

export interface PaintedLanes {
  readonly headCanvas: RefObject<HTMLCanvasElement | null>
  readonly laneCanvas: RefObject<HTMLCanvasElement | null>
  /** Told how far the lanes are scrolled. */
  readonly scroll: (top: number) => void
}

/** Keeps two canvases painted with a run. `height`: of the lanes in sight together. */
export function useLanesPainter(
  { record, tables, scene, view }: Pick<LanesCanvasProps, 'record' | 'tables' | 'scene' | 'view'>,
  width: number,
  height: number,
): PaintedLanes {
  const headCanvas = useRef<HTMLCanvasElement>(null)
  const laneCanvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<LanesPainter>(undefined)
  const colours = useRef<{ readonly scheme: string | null; readonly palette: LanesPalette }>(undefined)
  const scheme = useColorScheme()
  useLayoutEffect(() => {
    const { current: heads } = headCanvas
    const { current: lanes } = laneCanvas
    if (!heads || !lanes) return
    painter.current ??= new LanesPainter(heads, lanes)
    if (colours.current?.scheme !== scheme) colours.current = { scheme, palette: readLanesPalette(lanes) }
    painter.current.show({ record, tables, scene, view, width, height, palette: colours.current.palette })
  }, [record, tables, scene, view, width, height, scheme])
  useEffect(() => record.follow(() => painter.current?.grow()), [record])
  useEffect(() => () => painter.current?.stop(), [])
  return { headCanvas, laneCanvas, scroll: top => painter.current?.scroll(top) }
}
