/** Own chords of actions, by the name of the action; an empty list takes its keys away. */
export type KeyBindings = Readonly<Record<string, readonly string[]>>

export type SettingValue = string | number | boolean | KeyBindings

/** When a changed value counts. */
export type SettingEffect = 'at once' | 'when a connection is opened' | 'at the next start'

/** One thing that can be set: what it is, what it may be, and what it is where nobody says. */
export interface Setting<Value extends SettingValue = SettingValue> {
  readonly label: string
  readonly meaning: string
  readonly section: string
  readonly effect: SettingEffect
  readonly default: Value
  readonly shape: SettingShape
}

/** What a value may be; forms, files and the contract all go by this. */
export type SettingShape =
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly unit: string }
  | { readonly kind: 'yes-or-no' }
  | { readonly kind: 'keys' }

const CHORD_CHARACTERS_MAX = 40
const CHORDS_MAX = 4
const ACTION = /^[a-z][A-Za-z0-9.]{0,60}$/

/** Whether a value of any origin is one that the shape allows. */
export function fitsShape(shape: SettingShape, value: unknown): value is SettingValue {
  switch (shape.kind) {
    case 'choice':
      return typeof value === 'string' && shape.of.includes(value)
    case 'number':
      return typeof value === 'number' && Number.isInteger(value) && value >= shape.min && value <= shape.max
    case 'yes-or-no':
      return typeof value === 'boolean'
    case 'keys':
      return isBindings(value)
  }
}

/** What the shape allows, for sentences: `… is expected`. */
export function expectedOf(shape: SettingShape): string {
  switch (shape.kind) {
    case 'choice':
      return `one of ${shape.of.map(each => JSON.stringify(each)).join(', ')}`
    case 'number':
      return `a whole number from ${shape.min} to ${shape.max} (${shape.unit})`
    case 'yes-or-no':
      return 'true or false'
    case 'keys':
      return `an object with lists of up to ${CHORDS_MAX} chords by action, such as {"refresh": ["F5"]}`
  }
}

function isBindings(value: unknown): value is KeyBindings {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.entries(value).every(
    ([action, chords]) =>
      ACTION.test(action) && Array.isArray(chords) && chords.length <= CHORDS_MAX && chords.every(isChord),
  )
}

function isChord(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= CHORD_CHARACTERS_MAX && value.trim() === value
}
