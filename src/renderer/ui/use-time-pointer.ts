import { type PointerEvent, useRef, useState } from 'react'
import { pan, type TimeView } from './time-view.ts'

const CLICK_MAX_PX = 4

/** In pixels from the corner of the picture. */
export interface PicturePlace {
  readonly x: number
  readonly y: number
}

export interface TimePointer {
  /** Where the pointer rests on the picture. */
  readonly pointed: PicturePlace | undefined
  /** Whether the picture is being dragged. */
  readonly isDragged: () => boolean
  readonly handlers: {
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void
    readonly onPointerLeave: () => void
  }
}

/** A picture of a stretch of time that is moved by dragging it; what is pressed without being dragged is a click. */
export function useTimePointer({
  view,
  bounds,
  width,
  onView,
  onClick,
}: {
  readonly view: TimeView
  readonly bounds: TimeView
  /** Of the axis, in pixels. */
  readonly width: number
  readonly onView: (view: TimeView) => void
  readonly onClick: (place: PicturePlace) => void
}): TimePointer {
  const [pointed, setPointed] = useState<PicturePlace>()
  const drag = useRef<{ readonly x: number; readonly view: TimeView; moved: boolean }>(undefined)
  return {
    pointed,
    isDragged: () => drag.current?.moved === true,
    handlers: {
      onPointerMove(event) {
        const { current } = drag
        if (!current || event.buttons !== 1) {
          setPointed(placeOf(event))
          return
        }
        const moved = event.clientX - current.x
        if (Math.abs(moved) > CLICK_MAX_PX) current.moved = true
        if (current.moved) onView(pan(current.view, bounds, -moved / Math.max(1, width)))
      },
      onPointerDown(event) {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.current = { x: event.clientX, view, moved: false }
      },
      onPointerUp(event) {
        const wasClick = drag.current?.moved === false
        drag.current = undefined
        if (wasClick) onClick(placeOf(event))
      },
      onPointerLeave: () => setPointed(undefined),
    },
  }
}

function placeOf(event: PointerEvent<HTMLElement>): PicturePlace {
  const { left, top } = event.currentTarget.getBoundingClientRect()
  return { x: event.clientX - left, y: event.clientY - top }
}
