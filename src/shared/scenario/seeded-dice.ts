/** Whole numbers below a bound, the same for the same seed. */
export type Dice = (below: number) => number

/** Mulberry32: small, and good enough to roll dice with. */
export function seededDice(seed: number): Dice {
  let state = seed >>> 0
  return below => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** Dice of their own for a part of something, told by words: the same words give the same dice. */
export function diceFor(seed: number, ...words: readonly (string | number)[]): Dice {
  let hash = seed >>> 0
  for (const character of words.join('/')) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return seededDice(hash)
}

/** A uuid of version 4 by its bits. */
export function diceUuid(dice: Dice): string {
  const hex = Array.from({ length: 16 }, (_, index) => {
    const byte = dice(256)
    const marked = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte
    return marked.toString(16).padStart(2, '0')
  }).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
