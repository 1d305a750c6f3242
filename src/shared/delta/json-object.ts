import type { JsonValue } from './json.ts'

const SCANNED_NAMES_MAX = 12
const NO_NAMES: readonly string[] = []

/** A JSON object as it was written: every member in source order, repeated names included. */
export class JsonObject {
  readonly kind = 'object'
  readonly source: string
  readonly start: number
  readonly end: number
  readonly names: readonly string[]
  /** As many as names. */
  readonly values: readonly JsonValue[]
  #members: ReadonlyMap<string, JsonValue> | undefined

  constructor(source: string, start: number, end: number, names: readonly string[], values: readonly JsonValue[]) {
    this.source = source
    this.start = start
    this.end = end
    this.names = names
    this.values = values
  }

  /** Members by name; of a repeated name the last value counts, as Jackson has it. */
  get members(): ReadonlyMap<string, JsonValue> {
    if (this.#members) return this.#members
    const members = new Map<string, JsonValue>()
    for (const [index, value] of this.values.entries()) members.set(this.names[index] ?? '', value)
    this.#members = members
    return members
  }

  /** The last value of that name. */
  member(name: string): JsonValue | undefined {
    if (this.names.length > SCANNED_NAMES_MAX) return this.members.get(name)
    const position = this.names.lastIndexOf(name)
    return position === -1 ? undefined : this.values[position]
  }

  /** The names that occur more than once, each as often as it repeats. */
  get duplicates(): readonly string[] {
    const { names } = this
    if (names.length <= SCANNED_NAMES_MAX) return repeatsByScanning(names)
    return this.members.size === names.length ? NO_NAMES : repeatsBySet(names)
  }
}

function repeatsByScanning(names: readonly string[]): readonly string[] {
  let repeats = NO_NAMES
  for (let index = 1; index < names.length; index++) {
    const name = names[index] ?? ''
    for (let before = 0; before < index; before++) {
      if (names[before] !== name) continue
      repeats = [...repeats, name]
      break
    }
  }
  return repeats
}

function repeatsBySet(names: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return names.filter(name => {
    const repeated = seen.has(name)
    seen.add(name)
    return repeated
  })
}
