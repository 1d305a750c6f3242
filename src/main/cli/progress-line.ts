import type { Surroundings } from './command.ts'

export interface ProgressLine {
  readonly show: (text: string) => void
  readonly clear: () => void
}

/** One line of a terminal that is written again and again; nothing where stderr is no terminal. */
export function progressLine(stderr: Surroundings['stderr']): ProgressLine {
  if (stderr.isTTY !== true) return { show() {}, clear() {} }
  let shown = false
  return {
    show(text) {
      shown = true
      stderr.write(`\r\u001b[K${text}`)
    },
    clear() {
      if (shown) stderr.write('\r\u001b[K')
      shown = false
    },
  }
}
