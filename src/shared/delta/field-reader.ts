import type { ExtraFields } from './actions.ts'
import { isInt32, isInt64 } from './exact-integer.ts'
import type { Issue } from './issue.ts'
import { describeJson, type JsonObject, type JsonValue, jsonInteger, jsonString, jsonText } from './json.ts'

type Path = readonly (string | number)[]

const NO_STRINGS: ReadonlyMap<string, string | null> = new Map()

/**
 * Takes the fields of one JSON object as typed values and notes what is wrong with them. A field that is absent or `null`
 * is undefined; a required field that cannot be read is noted and answered with a stand-in, so that one pass finds all.
 */
export class FieldReader {
  readonly issues: Issue[]
  readonly #object: JsonObject
  readonly #path: Path
  readonly #section: string
  readonly #repeats: boolean
  /** Positions of the members that were asked for. */
  readonly #taken: number[] = []
  /** Where the next member is expected: writers keep to one order. */
  #next = 0

  constructor(object: JsonObject, path: Path, section: string, issues: Issue[]) {
    this.#object = object
    this.#path = path
    this.#section = section
    this.issues = issues
    this.#repeats = object.duplicates.length > 0
    for (const name of object.duplicates) {
      this.#note(
        'shape.duplicate-key',
        'warning',
        [name],
        'Expected each name once; the last value counts, as in Spark',
      )
    }
  }

  string(name: string): string | undefined {
    const value = this.#take(name)
    if (value === undefined) return undefined
    return value.kind === 'string' ? jsonString(value) : this.#mistyped([name], 'a string', value)
  }

  requiredString(name: string): string {
    return this.string(name) ?? this.#missing(name, 'a string', '')
  }

  boolean(name: string): boolean | undefined {
    const value = this.#take(name)
    if (value === undefined) return undefined
    return value.kind === 'boolean' ? value.value : this.#mistyped([name], 'true or false', value)
  }

  requiredBoolean(name: string): boolean {
    return this.boolean(name) ?? this.#missing(name, 'true or false', false)
  }

  /**
   * A 64-bit whole number. `1.0` and `1e2` are taken, as Jackson does, but noted: Spark's own snapshot reader and
   * delta-rs refuse them. `1.5`, which Jackson cuts to 1, is refused.
   */
  long(name: string): bigint | undefined {
    const value = this.#take(name)
    if (value === undefined) return undefined
    if (value.kind !== 'number') return this.#mistyped([name], 'a whole number', value)
    const whole = jsonInteger(value)
    if (whole === undefined || !isInt64(whole)) {
      const rule = whole === undefined && !value.plain ? 'shape.type' : 'shape.range'
      this.#note(rule, 'error', [name], `Expected a whole number of 64 bits, got ${describeJson(value)}`)
      return undefined
    }
    if (!value.plain) {
      const message = `Expected a whole number in plain digits, got ${describeJson(value)}: some readers refuse it`
      this.#note('shape.number-form', 'warning', [name], message)
    }
    return whole
  }

  requiredLong(name: string): bigint {
    return this.long(name) ?? this.#missing(name, 'a whole number', 0n)
  }

  /** A 32-bit whole number. */
  int(name: string): number | undefined {
    const whole = this.long(name)
    if (whole === undefined) return undefined
    const value = Number(whole)
    if (isInt32(value)) return value
    this.#note('shape.range', 'error', [name], `Expected a whole number of 32 bits, got ${whole}`)
    return undefined
  }

  requiredInt(name: string): number {
    return this.int(name) ?? this.#missing(name, 'a whole number', 0)
  }

  /** Strings by name; a null value stays null. */
  nullableStrings(name: string): ReadonlyMap<string, string | null> | undefined {
    const object = this.object(name)
    return object && this.#strings(name, object)
  }

  /** Strings by name; a null value, which old delta-rs wrote into properties, counts as absent. */
  strings(name: string): ReadonlyMap<string, string> | undefined {
    const object = this.object(name)
    if (!object) return undefined
    const present = new Map<string, string>()
    for (const [key, value] of this.#strings(name, object)) {
      if (value !== null) present.set(key, value)
      else this.#note('shape.null', 'warning', [name, key], 'Expected a string, got null; it counts as absent')
    }
    return present
  }

  stringList(name: string): readonly string[] | undefined {
    const value = this.#take(name)
    if (value === undefined) return undefined
    if (value.kind !== 'array') return this.#mistyped([name], 'an array of strings', value)
    const items: string[] = []
    for (const [index, item] of value.items.entries()) {
      if (item.kind === 'string') items.push(jsonString(item))
      else this.#mistyped([name, index], 'a string', item)
    }
    return items
  }

  object(name: string): JsonObject | undefined {
    const value = this.#take(name)
    if (value === undefined) return undefined
    return value.kind === 'object' ? value : this.#mistyped([name], 'an object', value)
  }

  /** Notes that a field which the protocol requires is absent and what stands in for it; nothing is refused. */
  tolerateAbsent(name: string, standIn: string): void {
    if (this.issues.some(({ path }) => path.length === this.#path.length + 1 && path.at(-1) === name)) return
    this.#note('shape.required', 'warning', [name], `Expected the field, which the protocol requires; ${standIn}`)
  }

  /** The fields that nobody asked for, as they were written. */
  extra(): ExtraFields | undefined {
    const { names, values } = this.#object
    if (this.#taken.length === names.length) return undefined
    const asked = new Set(this.#taken.map(position => names[position]))
    const extra = new Map<string, string>()
    for (const [position, value] of values.entries()) {
      const name = names[position] ?? ''
      if (!asked.has(name)) extra.set(name, jsonText(value))
    }
    return extra.size > 0 ? extra : undefined
  }

  #take(name: string): JsonValue | undefined {
    const { names, values } = this.#object
    const position = this.#positionOf(name, names)
    if (position === -1) return undefined
    this.#next = position + 1
    this.#taken.push(position)
    const value = values[position]
    return value?.kind === 'null' ? undefined : value
  }

  #positionOf(name: string, names: readonly string[]): number {
    if (this.#repeats) return names.lastIndexOf(name)
    if (names[this.#next] === name) return this.#next
    return this.#taken.length === names.length ? -1 : names.indexOf(name)
  }

  #strings(name: string, object: JsonObject): ReadonlyMap<string, string | null> {
    if (object.names.length === 0) return NO_STRINGS
    const strings = new Map<string, string | null>()
    for (const key of object.duplicates) {
      const message = 'Expected each name once; the last value counts, as in Spark'
      this.#note('shape.duplicate-key', 'warning', [name, key], message)
    }
    for (const [position, value] of object.values.entries()) {
      const key = object.names[position] ?? ''
      if (value.kind === 'string') strings.set(key, jsonString(value))
      else if (value.kind === 'null') strings.set(key, null)
      else this.#mistyped([name, key], 'a string or null', value)
    }
    return strings
  }

  #missing<T>(name: string, expected: string, standIn: T): T {
    const value = this.#object.member(name)
    if (value === undefined || value.kind === 'null') {
      this.#note('shape.required', 'error', [name], `Expected ${expected}, got ${describeJson(value)}`)
    }
    return standIn
  }

  #mistyped(steps: Path, expected: string, value: JsonValue): undefined {
    this.#note('shape.type', 'error', steps, `Expected ${expected}, got ${describeJson(value)}`)
    return undefined
  }

  #note(rule: string, severity: Issue['severity'], steps: Path, message: string): void {
    this.issues.push({ rule, severity, path: [...this.#path, ...steps], message, section: this.#section })
  }
}
