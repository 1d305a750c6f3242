/** What a property's text stands for; see `parsePropertyValue`. */
export type PropertyType =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly min: bigint; readonly max: bigint }
  | { readonly kind: 'duration' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'size' }
  | { readonly kind: 'text' }

export type PropertyValue =
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'duration'; readonly micros: bigint }
  | { readonly kind: 'choice' | 'text'; readonly value: string }
  | { readonly kind: 'size'; readonly bytes: bigint }

/** A table property that Delta implementations know. */
export interface TableProperty {
  readonly name: string
  readonly type: PropertyType
  /** The text that counts where the property is not set; absent where there is no default. */
  readonly defaultText?: string
  /** One sentence. */
  readonly summary: string
}

/** The value that a property's text stands for; `undefined` where the text is not of the type. */
export function parsePropertyValue(type: PropertyType, text: string): PropertyValue | undefined {
  switch (type.kind) {
    case 'boolean': {
      const word = text.trim().toLowerCase()
      return word === 'true' || word === 'false' ? { kind: 'boolean', value: word === 'true' } : undefined
    }
    case 'integer': {
      const value = /^[+-]?\d{1,19}$/.test(text.trim()) ? BigInt(text.trim().replace(/^\+/, '')) : undefined
      return value !== undefined && value >= type.min && value <= type.max ? { kind: 'integer', value } : undefined
    }
    case 'duration': {
      const micros = parseDuration(text)
      return micros === undefined ? undefined : { kind: 'duration', micros }
    }
    case 'choice': {
      const value = type.values.find(choice => choice.toLowerCase() === text.trim().toLowerCase())
      return value === undefined ? undefined : { kind: 'choice', value }
    }
    case 'size': {
      const bytes = parseSize(text)
      return bytes === undefined ? undefined : { kind: 'size', bytes }
    }
    case 'text':
      return { kind: 'text', value: text }
  }
  return type satisfies never
}

const MICROS: ReadonlyMap<string, bigint> = new Map([
  ['week', 604_800_000_000n],
  ['day', 86_400_000_000n],
  ['hour', 3_600_000_000n],
  ['minute', 60_000_000n],
  ['second', 1_000_000n],
  ['millisecond', 1_000n],
  ['microsecond', 1n],
])

/**
 * Microseconds of a Spark calendar interval: `interval 30 days`, `1 week 2 hours`, `interval 1.5 seconds`. Months and
 * years have no fixed length, so Delta refuses them, and so does this; negative durations as well.
 */
export function parseDuration(text: string): bigint | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/^interval\s+/, '')
    .split(/\s+/)
  if (words.length % 2 !== 0) return undefined
  let total = 0n
  for (let index = 0; index < words.length; index += 2) {
    const [amount = '', unit = ''] = words.slice(index, index + 2)
    const micros = MICROS.get(unit.replace(/s$/, ''))
    const match = /^([+-]?)(\d{1,12})(?:\.(\d{1,9}))?$/.exec(amount)
    if (micros === undefined || !match || (match[3] !== undefined && !unit.startsWith('second'))) return undefined
    const [, sign, whole = '0', fraction = ''] = match
    const size = BigInt(whole) * micros + BigInt(fraction.slice(0, 6).padEnd(6, '0'))
    total += sign === '-' ? -size : size
  }
  return total < 0n ? undefined : total
}

const BYTES: ReadonlyMap<string, bigint> = new Map([
  ['', 1n],
  ['b', 1n],
  ['k', 1024n],
  ['kb', 1024n],
  ['m', 1024n ** 2n],
  ['mb', 1024n ** 2n],
  ['g', 1024n ** 3n],
  ['gb', 1024n ** 3n],
  ['t', 1024n ** 4n],
  ['tb', 1024n ** 4n],
])

/** Bytes of a size such as `33554432`, `128mb` or `1g`; units are powers of 1,024, as in Spark. */
export function parseSize(text: string): bigint | undefined {
  const match = /^(\d{1,15})\s*([a-z]{0,2})$/.exec(text.trim().toLowerCase())
  const unit = BYTES.get(match?.[2] ?? '')
  return match?.[1] === undefined || unit === undefined ? undefined : BigInt(match[1]) * unit
}
