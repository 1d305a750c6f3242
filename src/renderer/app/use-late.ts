import { useEffect, useEffectEvent, useRef } from 'react'

const LATER_MS = 250

export interface Late<T> {
  /** Passes a value on: at once after a rest, and else at the end of the flurry. */
  tell(value: T): void
  /** Passes on at once what still waits. */
  flush(): void
}

/**
 * Keeps a flurry of changes, of typing or of walking, from becoming as many changes of the address. What still waits when
 * the screen goes is dropped: the address is another one by then.
 */
export function useLate<T>(pass: (value: T) => void): Late<T> {
  const passOn = useEffectEvent(pass)
  const state = useRef<{
    timer: ReturnType<typeof setTimeout> | undefined
    waiting: { readonly value: T } | undefined
  }>({
    timer: undefined,
    waiting: undefined,
  })
  const late = useRef<Late<T>>(undefined)
  useEffect(() => {
    const { current } = state
    function flush(): void {
      const { waiting } = current
      current.waiting = undefined
      if (waiting) passOn(waiting.value)
    }
    function rest(): void {
      current.timer = current.waiting ? setTimeout(rest, LATER_MS) : undefined
      flush()
    }
    late.current = {
      tell(value) {
        current.waiting = { value }
        if (current.timer === undefined) rest()
      },
      flush,
    }
    return () => {
      clearTimeout(current.timer)
      current.timer = undefined
      current.waiting = undefined
    }
  }, [])
  return {
    tell: value => late.current?.tell(value),
    flush: () => late.current?.flush(),
  }
}
