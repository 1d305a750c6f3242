import { type RefObject, useEffect, useEffectEvent } from 'react'

/**
 * Calls `turn` with every turn of the wheel over an element and the place in it, in pixels from its left. React listens
 * passively to the wheel; what is done here must not scroll as well.
 */
export function useWheel(element: RefObject<HTMLElement | null>, turn: (event: WheelEvent, x: number) => void): void {
  const onTurn = useEffectEvent(turn)
  useEffect(() => {
    const target = element.current
    if (!target) return
    const listen = (event: WheelEvent) => {
      event.preventDefault()
      onTurn(event, event.clientX - target.getBoundingClientRect().left)
    }
    target.addEventListener('wheel', listen, { passive: false })
    return () => target.removeEventListener('wheel', listen)
  }, [element])
}
