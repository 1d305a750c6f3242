import { type RefObject, useLayoutEffect, useState } from 'react'

/** The height of an element in whole pixels, followed while it is shown; 0 before the first measurement. */
export function useHeight(element: RefObject<Element | null>): number {
  const [height, setHeight] = useState(0)
  useLayoutEffect(() => {
    const measured = element.current
    if (!measured) return
    setHeight(Math.floor(measured.clientHeight))
    const observer = new ResizeObserver(() => setHeight(Math.floor(measured.clientHeight)))
    observer.observe(measured)
    return () => observer.disconnect()
  }, [element])
  return height
}
