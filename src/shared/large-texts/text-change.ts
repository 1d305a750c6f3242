/** One range of a text, replaced. Offsets count UTF-16 units, as strings do. */
export interface TextChange {
  readonly from: number
  readonly to: number
  readonly insert: string
}

const BLOCK = 16_384

/** The one range in which two texts differ, as small as it can be told by looking from both ends. */
export function changeBetween(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length)
  const from = sameLength(shorter, (at, length) => before.slice(at, at + length) === after.slice(at, at + length))
  const end = sameLength(
    shorter - from,
    (at, length) =>
      before.slice(before.length - at - length, before.length - at) ===
      after.slice(after.length - at - length, after.length - at),
  )
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) }
}

export function applyChange(text: string, { from, to, insert }: TextChange): string {
  return text.slice(0, from) + insert + text.slice(to)
}

/** How far two sides are the same: in blocks first, which are compared at the speed of memory, then within one. */
function sameLength(limit: number, isSame: (at: number, length: number) => boolean): number {
  let at = 0
  for (let step = BLOCK; step >= 1; step = step === 1 ? 0 : Math.max(1, step >> 4)) {
    while (at + step <= limit && isSame(at, step)) at += step
  }
  return at
}
