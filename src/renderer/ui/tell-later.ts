/** A text from so many characters on is too long to be put together with every key. */
const LONG_CHARACTERS = 1_000_000
const PAUSE_MS = 150

export interface TellLater {
  /** Tells at once, or in a pause where the text is long. */
  changed(characters: number): void
  /** Tells now what waits. */
  flush(): void
}

/** Calls `tell` for every change of a text, for changes of a long one together. */
export function tellLater(tell: () => void): TellLater {
  let timer: ReturnType<typeof setTimeout> | undefined
  function flush(): void {
    if (timer === undefined) return
    clearTimeout(timer)
    timer = undefined
    tell()
  }
  return {
    changed(characters) {
      clearTimeout(timer)
      timer = undefined
      if (characters < LONG_CHARACTERS) return tell()
      timer = setTimeout(flush, PAUSE_MS)
    },
    flush,
  }
}
