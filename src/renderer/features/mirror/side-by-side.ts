/** A line of one side of a divergence. */
export interface SideLine {
  readonly text: string
  /** The other side has the same line, wherever. */
  readonly isShared: boolean
}

/** The lines of both sides; a line that stands twice on one side and once on the other is shared once. */
export function sideBySide(ours: string | null, theirs: string | null): readonly [SideLine[], SideLine[]] {
  const [left, right] = [linesOf(ours), linesOf(theirs)]
  return [marked(left, right), marked(right, left)]
}

function marked(lines: readonly string[], others: readonly string[]): SideLine[] {
  const left = new Map<string, number>()
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1)
  return lines.map(text => {
    const count = left.get(text) ?? 0
    if (count > 0) left.set(text, count - 1)
    return { text, isShared: count > 0 }
  })
}

function linesOf(text: string | null): string[] {
  return (text ?? '').split('\n').filter((line, index, all) => line !== '' || index < all.length - 1)
}
