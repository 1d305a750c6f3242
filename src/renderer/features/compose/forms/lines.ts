/** Where an action stands in the text of a draft. */
export interface Line {
  readonly from: number
  readonly to: number
}

/** Every line that is not blank, in order. */
export function listLines(text: string): Line[] {
  const lines: Line[] = []
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    const next = end === -1 ? text.length : end
    const to = next > from && text.charCodeAt(next - 1) === CARRIAGE_RETURN ? next - 1 : next
    if (to > from && text.slice(from, to).trim() !== '') lines.push({ from, to })
    from = next + 1
  }
  return lines
}

/** The line that the cursor stands in, else the one before it; -1 where there is none. */
export function lineAt(lines: readonly Line[], offset: number): number {
  let [low, high] = [0, lines.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lines[middle]?.from ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return lines.length === 0 ? -1 : Math.max(0, low - 1)
}

/** The line around an offset, else the last one before it that is not blank. */
export function lineAround(text: string, offset: number): Line | undefined {
  for (let at = Math.min(offset, text.length); at >= 0; ) {
    const from = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1
    const end = text.indexOf('\n', from)
    const to = end === -1 ? text.length : end
    if (text.slice(from, to).trim() !== '') return { from, to }
    at = from - 1
  }
  return undefined
}

const CARRIAGE_RETURN = 13
