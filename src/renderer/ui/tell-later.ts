/** A text from so many characters on is not put together, and nothing is drawn anew around it, with every key. */
const LONG_CHARACTERS = 200_000
const PAUSE_MS = 250

export interface TellLater {
  /** Tells at once, or in a pause where the text is long. */
  changed(characters: number): void
  /** Tells now what waits. */
  flush(): void
  /** Forgets what waits. */
  drop(): void
}

/** Calls `tell` for every change of a text, for changes of a long one together. */
export function tellLater(tell: () => void): TellLater {
  let timer: ReturnType<typeof setTimeout> | undefined
  function drop(): void {
    clearTimeout(timer)
    timer = undefined
  }
  function flush(): void {
    if (timer === undefined) return
    drop()
    tell()
  }
  return {
    changed(characters) {
      drop()
      if (characters < LONG_CHARACTERS) return tell()
      timer = setTimeout(flush, PAUSE_MS)
    },
    flush,
    drop,
  }
}
