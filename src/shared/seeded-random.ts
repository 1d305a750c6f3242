/** Chance that repeats itself: the same seed gives the same numbers on every machine. */
export interface SeededRandom {
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  pick<T>(items: readonly [T, ...T[]]): T
  /** `count` of the items, in a random order; all of them where there are fewer. */
  sample<T>(items: readonly T[], count: number): T[]
  bytes(count: number): Uint8Array
  uuid(): string
}

/** xoshiro128** by Blackman and Vigna, seeded by splitmix32. */
export function seededRandom(seed: number): SeededRandom {
  const state = seedState(seed)
  const next = (): number => {
    const result = Math.imul(rotate(Math.imul(state[1], 5), 7), 9) >>> 0
    const shifted = state[1] << 9
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = rotate(state[3], 11)
    return result
  }
  const between = (low: number, high: number): number => low + Math.floor((next() / 2 ** 32) * (high - low + 1))
  const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => between(0, 255))
  return {
    between,
    pick: items => items[between(0, items.length - 1)] ?? items[0],
    sample: (items, count) => {
      const rest = [...items]
      return Array.from({ length: Math.min(count, rest.length) }, () =>
        rest.splice(between(0, rest.length - 1), 1),
      ).flat()
    },
    bytes,
    uuid: () => formatUuid(bytes(16)),
  }
}

type State = [number, number, number, number]

function seedState(seed: number): State {
  let mixed = seed >>> 0
  const split = (): number => {
    mixed = (mixed + 0x9e3779b9) >>> 0
    let bits = mixed
    bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad)
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97)
    return (bits ^ (bits >>> 15)) >>> 0
  }
  return [split(), split(), split(), split()]
}

function rotate(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by))
}

/** Version 4 by its bits, as `crypto.randomUUID` would write it. */
function formatUuid(bytes: Uint8Array): string {
  const marked = bytes.with(6, ((bytes[6] ?? 0) & 0x0f) | 0x40).with(8, ((bytes[8] ?? 0) & 0x3f) | 0x80)
  const hex = Array.from(marked, byte => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
